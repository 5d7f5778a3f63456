package sheet

import (
	"encoding/csv"
	"fmt"
	"io"
	"iter"
	"strconv"
	"strings"
	"time"
)

// mark is the byte order mark of UTF-8.
const mark = "\ufeff"

func writeCSV(to io.Writer, comma rune, point string, header []string, rows iter.Seq2[[]any, error]) error {
	if _, err := io.WriteString(to, mark); err != nil {
		return err
	}
	w := csv.NewWriter(to)
	w.Comma, w.UseCRLF = comma, true
	if err := w.Write(safe(header)); err != nil {
		return err
	}
	for row, err := range rows {
		if err != nil {
			return err
		}
		cells := make([]string, len(row))
		for i, cell := range row {
			if cells[i], err = asText(cell, point); err != nil {
				return err
			}
		}
		if err := w.Write(cells); err != nil {
			return err
		}
	}
	w.Flush()
	return w.Error()
}

func safe(texts []string) []string {
	list := make([]string, len(texts))
	for i, t := range texts {
		list[i] = Safe(t)
	}
	return list
}

func asText(cell any, point string) (string, error) {
	switch v := cell.(type) {
	case nil:
		return "", nil
	case string:
		return Safe(v), nil
	case int:
		return strconv.Itoa(v), nil
	case float64:
		return strings.Replace(strconv.FormatFloat(v, 'f', 2, 64), ".", point, 1), nil
	case time.Time:
		return v.Format(time.DateOnly), nil
	}
	return "", fmt.Errorf("sheet: a %T cannot be written", cell)
}
