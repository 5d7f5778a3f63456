package sheet

import (
	"fmt"
	"io"
	"iter"
	"time"
	"unicode/utf8"

	"github.com/xuri/excelize/v2"
)

// How cells are shown: the numbers are those of the format itself (ECMA-376, part 1, 18.8.30).
const (
	shownAsDay      = 14 // the day as the reader's country writes it
	shownAsFraction = 2  // two digits after the point
)

func writeXLSX(to io.Writer, header []string, rows iter.Seq2[[]any, error]) (err error) {
	file := excelize.NewFile()
	defer func() {
		if closing := file.Close(); err == nil {
			err = closing
		}
	}()
	day, err := file.NewStyle(&excelize.Style{NumFmt: shownAsDay})
	if err != nil {
		return err
	}
	fraction, err := file.NewStyle(&excelize.Style{NumFmt: shownAsFraction})
	if err != nil {
		return err
	}
	bold, err := file.NewStyle(&excelize.Style{Font: &excelize.Font{Bold: true}})
	if err != nil {
		return err
	}
	sheet, err := file.NewStreamWriter(file.GetSheetName(0))
	if err != nil {
		return err
	}
	if err := sheet.SetPanes(&excelize.Panes{Freeze: true, YSplit: 1, TopLeftCell: "A2", ActivePane: "bottomLeft"}); err != nil {
		return err
	}
	if err := sheet.SetColWidth(1, max(1, len(header)), 18); err != nil {
		return err
	}
	cells := make([]any, len(header))
	for i, title := range header {
		cells[i] = excelize.Cell{StyleID: bold, Value: Safe(title)}
	}
	if err := sheet.SetRow("A1", cells); err != nil {
		return err
	}
	n := 1
	for row, err := range rows {
		if err != nil {
			return err
		}
		n++
		cells := make([]any, len(row))
		for i, cell := range row {
			switch v := cell.(type) {
			case nil:
			case string:
				cells[i] = cut(Safe(v))
			case int:
				cells[i] = v
			case float64:
				cells[i] = excelize.Cell{StyleID: fraction, Value: v}
			case time.Time: // the file knows no zones
				cells[i] = excelize.Cell{StyleID: day, Value: time.Date(v.Year(), v.Month(), v.Day(), 0, 0, 0, 0, time.UTC)}
			default:
				return fmt.Errorf("sheet: a %T cannot be written", cell)
			}
		}
		at, err := excelize.CoordinatesToCellName(1, n)
		if err != nil {
			return err
		}
		if err := sheet.SetRow(at, cells); err != nil {
			return err
		}
	}
	if err := sheet.Flush(); err != nil {
		return err
	}
	_, err = file.WriteTo(to)
	return err
}

// mostInCell is how many characters a cell of the format takes.
const mostInCell = 32767

func cut(text string) string {
	if utf8.RuneCountInString(text) <= mostInCell {
		return text
	}
	return string([]rune(text)[:mostInCell])
}
