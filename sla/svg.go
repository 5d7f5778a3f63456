package sla

import (
	"fmt"
	"html"
	"slices"
	"strings"
	"time"
	"unicode/utf8"
)

// Measures of the strip in user units: a day is 96 wide, a week a row.
const (
	stripDay   = 96
	stripLeft  = 76
	stripTop   = 34
	stripRow   = 30
	stripBar   = 20
	stripWeeks = 60 // at most so many rows; the text twin has the rest
	stripRune  = 7  // a letter of the legend, near enough
)

// stripKinds are the kinds in the order of the legend. A clock that was off leaves
// the strip empty.
var stripKinds = []PieceKind{Counted, Paused, Holiday, Moved, Short, Weekend, Night, Break}

// stripPaint colours the pieces by attributes, which a strict content security
// policy allows, and in tones that can be read on light and dark pages. A page
// may repaint the classes, which are named after the kinds.
var stripPaint = map[PieceKind]string{
	Counted: `fill="#2f9e5b"`,
	Paused:  `fill="#d0921f"`,
	Holiday: `fill="#c25a75"`,
	Moved:   `fill="#c25a75" fill-opacity="0.7"`,
	Short:   `fill="#8d6fc0"`,
	Weekend: `fill="currentColor" fill-opacity="0.22"`,
	Night:   `fill="currentColor" fill-opacity="0.08"`,
	Break:   `fill="currentColor" fill-opacity="0.14"`,
	Off:     `fill="none"`,
}

// SVG draws the explanation as a strip, a week per row from Monday on, for
// pages to embed. Its title and description tell the same in words. It is
// empty without pieces.
func (e Explanation) SVG(lang Lang) string {
	if len(e.Pieces) == 0 {
		return ""
	}
	w := wordsOf(lang)
	first, last := monday(DateOf(e.Pieces[0].From)), DateOf(e.Pieces[len(e.Pieces)-1].To)
	rows := min((last.number()-first)/7+1, stripWeeks)
	width, legend := stripLeft+7*stripDay+8, stripTop+rows*stripRow
	signs, height := e.legend(w, legend)

	var b strings.Builder
	fmt.Fprintf(&b, `<svg class="sla-strip" xmlns="http://www.w3.org/2000/svg" viewBox="0 0 %d %d" width="%d" height="%d" role="img" fill="currentColor" font-family="system-ui,sans-serif" font-size="12">`, width, height, width, height)
	fmt.Fprintf(&b, "<title>%s</title><desc>%s</desc>", html.EscapeString(strings.TrimSpace(w.strip+" "+e.Clock)), html.EscapeString(e.Text(lang)))
	for day := range 7 {
		fmt.Fprintf(&b, `<text x="%d" y="%d">%s</text>`, stripLeft+day*stripDay+4, stripTop-12, w.weekdays[(day+1)%7])
	}
	for row := range rows {
		y := stripTop + row*stripRow
		date := dateOf(first + 7*row)
		fmt.Fprintf(&b, `<text x="4" y="%d">%02d.%02d.%d</text><rect class="frame" fill="none" stroke="currentColor" stroke-opacity="0.3" x="%d" y="%d" width="%d" height="%d"/>`, y+15, date.Day, int(date.Month), date.Year, stripLeft, y, 7*stripDay, stripBar)
	}
	for _, p := range e.Pieces {
		e.bars(&b, p, w, lang, first, rows)
	}
	if row, x := stripPlace(e.Due, first); !e.Due.IsZero() && row >= 0 && row < rows {
		y := stripTop + row*stripRow
		fmt.Fprintf(&b, `<line class="due" stroke="#e5484d" stroke-width="2" x1="%.1f" x2="%.1f" y1="%d" y2="%d"><title>%s</title></line>`, x, x, y-3, y+stripBar+3, html.EscapeString(fmt.Sprintf(w.due, w.instant(e.Due), w.target(e.Spent))))
	}
	b.WriteString(signs + "</svg>")
	return b.String()
}

// legend draws what the colours mean that are in the strip, from y on, and tells the
// height of the whole.
func (e Explanation) legend(w words, y int) (signs string, height int) {
	var b strings.Builder
	x := stripLeft
	for _, kind := range stripKinds {
		if !slices.ContainsFunc(e.Pieces, func(p Piece) bool { return p.Kind == kind }) {
			continue
		}
		text := w.kinds[kind]
		length := 32 + stripRune*utf8.RuneCountInString(text)
		if x > stripLeft && x+length > stripLeft+7*stripDay {
			x, y = stripLeft, y+18
		}
		fmt.Fprintf(&b, `<rect class="key %s" %s x="%d" y="%d" width="12" height="12"/><text x="%d" y="%d">%s</text>`, kind, stripPaint[kind], x, y, x+17, y+10, text)
		x += length
	}
	return b.String(), y + 18
}

// bars draws a piece, cut where its weeks end.
func (e Explanation) bars(b *strings.Builder, p Piece, w words, lang Lang, first, rows int) {
	row, x := stripPlace(p.From, first)
	lastRow, end := stripPlace(p.To, first)
	for ; row <= lastRow && row < rows; row++ {
		right := end
		if row < lastRow {
			right = stripLeft + 7*stripDay
		}
		if right > x {
			fmt.Fprintf(b, `<rect class="%s" %s x="%.1f" y="%d" width="%.1f" height="%d"><title>%s</title></rect>`, p.Kind, stripPaint[p.Kind], x, stripTop+row*stripRow, right-x, stripBar, html.EscapeString(w.piece(p, lang)))
		}
		x = stripLeft
	}
}

// stripPlace is the row and the x of an instant by the clock on the wall.
func stripPlace(t time.Time, first int) (row int, x float64) {
	days := DateOf(t).number() - first
	h, m, s := t.Clock()
	share := float64(h*hourSeconds+m*minuteSeconds+s) / daySeconds
	return days / 7, stripLeft + stripDay*(float64(days%7)+share)
}

// monday is the number of the week's first date.
func monday(d Date) int {
	return d.number() - (int(d.Weekday())+6)%7
}
