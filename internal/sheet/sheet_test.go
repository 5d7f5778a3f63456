package sheet_test

import (
	"bytes"
	"errors"
	"io"
	"iter"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/xuri/excelize/v2"

	"github.com/helpdesk-go/helpdesk/internal/sheet"
)

func rows(list ...[]any) iter.Seq2[[]any, error] {
	return func(yield func([]any, error) bool) {
		for _, row := range list {
			if !yield(row, nil) {
				return
			}
		}
	}
}

var day = time.Date(2026, 2, 20, 23, 30, 0, 0, time.FixedZone("MSK", 3*3600))

func TestATableIsWrittenAsCSVForEachKindOfCountry(t *testing.T) {
	t.Parallel()
	for format, want := range map[sheet.Format]string{
		sheet.CSV:          "\ufeffДень,Часы,Минуты,Кто\r\n2026-02-20,-1.50,-90,\"Орлов, Б.\"\r\n,0.00,0,\r\n",
		sheet.CSVSemicolon: "\ufeffДень;Часы;Минуты;Кто\r\n2026-02-20;-1,50;-90;Орлов, Б.\r\n;0,00;0;\r\n",
	} {
		var b bytes.Buffer
		err := sheet.Write(&b, format, []string{"День", "Часы", "Минуты", "Кто"}, rows(
			[]any{day, -1.5, -90, "Орлов, Б."}, []any{nil, 0.0, 0, nil}))
		if err != nil || b.String() != want {
			t.Errorf("%s: %q, %v", format, b.String(), err)
		}
	}
}

func TestATableIsWrittenAsXLSXWithNumbersAndDays(t *testing.T) {
	t.Parallel()
	var b bytes.Buffer
	err := sheet.Write(&b, sheet.XLSX, []string{"День", "Часы", "Минуты", "Кто"}, rows([]any{day, -1.5, -90, "Орлов"}))
	if err != nil {
		t.Fatal(err)
	}
	file, err := excelize.OpenReader(&b)
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	got, err := file.GetRows(file.GetSheetName(0))
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff([][]string{{"День", "Часы", "Минуты", "Кто"}, {"02-20-26", "-1.50", "-90", "Орлов"}}, got); diff != "" {
		t.Error(diff)
	}
	for cell, want := range map[string]excelize.CellType{"B2": excelize.CellTypeNumber, "C2": excelize.CellTypeNumber} {
		if kind, err := file.GetCellType(file.GetSheetName(0), cell); err != nil || kind != want && kind != excelize.CellTypeUnset {
			t.Errorf("%s is a %v, %v", cell, kind, err)
		}
	}
}

func TestTrust_X13_ATextIsNeverAFormula(t *testing.T) {
	t.Parallel()
	for _, text := range []string{"=1+1", "+7 495", "-2", "@SUM(A1)", "\tx", "\rx", `=HYPERLINK("http://x";"y")`} {
		if got := sheet.Safe(text); !strings.HasPrefix(got, "'") {
			t.Errorf("%q became %q", text, got)
		}
		for _, format := range sheet.Formats() {
			var b bytes.Buffer
			if err := sheet.Write(&b, format, []string{text}, rows([]any{text})); err != nil {
				t.Fatal(err)
			}
			if format == sheet.XLSX {
				file, err := excelize.OpenReader(&b)
				if err != nil {
					t.Fatal(err)
				}
				for _, cell := range []string{"A1", "A2"} {
					formula, err := file.GetCellFormula(file.GetSheetName(0), cell)
					value, _ := file.GetCellValue(file.GetSheetName(0), cell)
					if err != nil || formula != "" || !strings.HasPrefix(value, "'") {
						t.Errorf("%q: the formula %q, the value %q, %v", text, formula, value, err)
					}
				}
				_ = file.Close()
				continue
			}
			for line := range strings.SplitSeq(strings.TrimPrefix(b.String(), "\ufeff"), "\r\n") {
				if cell := strings.Trim(line, `"`); cell != "" && cell[0] != '\'' {
					t.Errorf("%s: %q became %q", format, text, line)
				}
			}
		}
	}
	for _, text := range []string{"", "a=1", "Орлов", "'"} {
		if got := sheet.Safe(text); got != text {
			t.Errorf("%q became %q", text, got)
		}
	}
	if got := sheet.Safe("a\r\nb\nc"); got != "a b c" {
		t.Errorf("%q", got)
	}
}

func TestAFileIsWholeBeforeItIsReadAndGoneAfterwards(t *testing.T) {
	dir := t.TempDir()
	t.Setenv("TMPDIR", dir)
	left := func() int {
		t.Helper()
		files, err := os.ReadDir(dir)
		if err != nil {
			t.Fatal(err)
		}
		return len(files)
	}
	file, err := sheet.Spool(sheet.CSV, []string{"a"}, rows([]any{1}))
	if err != nil {
		t.Fatal(err)
	}
	text, err := io.ReadAll(file)
	if err != nil || string(text) != "\ufeffa\r\n1\r\n" || int(file.Size) != len(text) || left() != 1 {
		t.Errorf("%q of %d, %v, %d files", text, file.Size, err, left())
	}
	if err := file.Close(); err != nil || left() != 0 {
		t.Errorf("%v, %d files are left", err, left())
	}
	broken := errors.New("broken")
	if _, err := sheet.Spool(sheet.CSV, nil, func(yield func([]any, error) bool) { yield(nil, broken) }); !errors.Is(err, broken) || left() != 0 {
		t.Errorf("%v, %d files are left", err, left())
	}
}

func TestAnErrorOfTheRowsEndsTheFile(t *testing.T) {
	t.Parallel()
	broken := errors.New("broken")
	for _, format := range sheet.Formats() {
		err := sheet.Write(&bytes.Buffer{}, format, []string{"a"}, func(yield func([]any, error) bool) { yield(nil, broken) })
		if !errors.Is(err, broken) {
			t.Errorf("%s: %v", format, err)
		}
	}
	if err := sheet.Write(&bytes.Buffer{}, "pdf", nil, rows()); err == nil {
		t.Error("an unknown format is written")
	}
}
