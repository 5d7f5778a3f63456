// Package sheet writes tables as files that spreadsheet programs open.
//
// A cell is a text, a whole number, a number with a fraction (a float64, shown with two
// digits of it), a day (a time.Time, as its own zone has it) or nothing (nil). A text
// that a program could take for a formula is written so that it stays a text: see Safe.
package sheet

import (
	"fmt"
	"io"
	"iter"
	"strings"
)

// Format is a kind of file.
type Format string

// The formats.
const (
	// CSV is comma-separated, in UTF-8 with a byte order mark, by which spreadsheet
	// programs know it; numbers have a decimal point.
	CSV Format = "csv"
	// CSVSemicolon is what programs expect in countries with a decimal comma: fields are
	// separated by semicolons, and numbers have a comma.
	CSVSemicolon Format = "csv-semicolon"
	XLSX         Format = "xlsx"
)

// Formats lists every format.
func Formats() []Format { return []Format{CSV, CSVSemicolon, XLSX} }

// ContentType is the format's, for HTTP.
func (f Format) ContentType() string {
	if f == XLSX {
		return "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
	}
	return "text/csv; charset=utf-8"
}

// Extension is the end of the format's file names, with the dot.
func (f Format) Extension() string {
	if f == XLSX {
		return ".xlsx"
	}
	return ".csv"
}

// Write writes a table: its header, then every row, each with as many cells. The first
// error of the rows ends it, and what was written is no whole file.
func Write(to io.Writer, f Format, header []string, rows iter.Seq2[[]any, error]) error {
	switch f {
	case CSV:
		return writeCSV(to, ',', ".", header, rows)
	case CSVSemicolon:
		return writeCSV(to, ';', ",", header, rows)
	case XLSX:
		return writeXLSX(to, header, rows)
	}
	return fmt.Errorf("sheet: %q is none of %v", f, Formats())
}

// Safe is a text that no program takes for a formula: one that begins like one gets an
// apostrophe before it. Line ends within a cell become blanks.
func Safe(text string) string {
	if text != "" && strings.ContainsRune("=+-@\t\r", rune(text[0])) {
		text = "'" + text
	}
	return strings.NewReplacer("\r\n", " ", "\n", " ", "\r", " ").Replace(text)
}
