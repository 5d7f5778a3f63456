package sla

import (
	"fmt"
	"strings"
	"time"
)

// Lang is a language that explanations are told in.
type Lang string

// The languages.
const (
	Russian Lang = "ru"
	English Lang = "en"
)

// words are the phrases of a language.
type words struct {
	kinds    map[PieceKind]string
	days     map[DayKind]string // of counted time
	weekdays [7]string
	moved    string // moved from a date
	head     [6]string
	due      string
	provis   string
	hours    string
	minutes  string
	seconds  string
	dayUnit  string
	oneDay   string
	point    string // of decimals
	strip    string
}

var languages = map[Lang]words{
	Russian: {
		kinds: map[PieceKind]string{
			Counted: "учтено", Night: "нерабочие часы", Break: "перерыв", Weekend: "выходной", Holiday: "праздник",
			Moved: "перенесённый выходной", Short: "сокращённый день", Paused: "пауза", Off: "часы не шли",
		},
		days: map[DayKind]string{
			ShortenedDay: "сокращённый день", MadeWorkDay: "рабочий выходной", OtherHoursDay: "особые часы",
		},
		weekdays: [7]string{"вс", "пн", "вт", "ср", "чт", "пт", "сб"},
		moved:    "с %s",
		head:     [6]string{"Часы", "план", "правило", "календарь", "версия регламента", "норматив"},
		due:      "Срок: %s; учтено %s",
		provis:   "Предварительно: официального календаря на эти годы ещё нет, учтены выходные и праздники по закону.",
		hours:    "%d ч", minutes: "%d мин", seconds: "%s с", dayUnit: "%s раб. дн.", oneDay: "1 раб. дн.", point: ",",
		strip: "Как шло время",
	},
	English: {
		kinds: map[PieceKind]string{
			Counted: "counted", Night: "outside working hours", Break: "break", Weekend: "weekend", Holiday: "holiday",
			Moved: "transferred day off", Short: "shortened day", Paused: "paused", Off: "clock was off",
		},
		days: map[DayKind]string{
			ShortenedDay: "shortened day", MadeWorkDay: "working weekend", OtherHoursDay: "other hours",
		},
		weekdays: [7]string{"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"},
		moved:    "from %s",
		head:     [6]string{"Clock", "plan", "rule", "calendar", "regulation version", "target"},
		due:      "Due: %s; counted %s",
		provis:   "Provisional: no official calendar for these years yet; weekends and the days fixed by law are counted.",
		hours:    "%d h", minutes: "%d min", seconds: "%s s", dayUnit: "%s working days", oneDay: "1 working day", point: ".",
		strip: "How the time went",
	},
}

// wordsOf is a language's words; English stands for one that is not known.
func wordsOf(lang Lang) words {
	if w, ok := languages[lang]; ok {
		return w
	}
	return languages[English]
}

// Text tells the explanation line by line: what set the target, each stretch
// of time that was counted, skipped or paused, and the due.
func (e Explanation) Text(lang Lang) string {
	w := wordsOf(lang)
	var b strings.Builder
	var head []string
	for i, value := range []string{e.Clock, e.Plan, e.Rule, e.Calendar, version(e.Version), w.target(e.Target)} {
		if value != "" {
			head = append(head, w.head[i]+" "+value)
		}
	}
	if len(head) > 0 {
		b.WriteString(strings.Join(head, ", ") + "\n")
	}
	for _, p := range e.Pieces {
		b.WriteString(w.piece(p, lang) + "\n")
	}
	if !e.Due.IsZero() {
		fmt.Fprintf(&b, w.due+"\n", w.instant(e.Due), w.target(e.Spent))
	}
	if e.Provisional {
		b.WriteString(w.provis + "\n")
	}
	return b.String()
}

func version(n int) string {
	if n == 0 {
		return ""
	}
	return fmt.Sprint(n)
}

// piece is a line such as "Tue 28.04.2026 15:00 – 18:00  counted 3 h".
func (w words) piece(p Piece, lang Lang) string {
	to := w.instant(p.To)
	if DateOf(p.From) == DateOf(p.To) {
		to = clock(p.To)
	}
	line := w.instant(p.From) + " – " + to + "  " + w.what(p, lang)
	if p.Kind == Counted {
		line += " " + w.target(p.Counted)
	}
	return line
}

// what is the piece's kind with what there is to say of it.
func (w words) what(p Piece, lang Lang) string {
	text := w.kinds[p.Kind]
	name := p.Name
	if lang != Russian && p.English != "" {
		name = p.English
	}
	var notes []string
	if p.Kind == Counted && w.days[p.Day] != "" {
		notes = append(notes, w.days[p.Day])
	}
	if name != "" {
		notes = append(notes, name)
	}
	if p.Origin.Month != 0 {
		notes = append(notes, fmt.Sprintf(w.moved, fmt.Sprintf("%02d.%02d", p.Origin.Day, int(p.Origin.Month))))
	}
	if len(notes) > 0 {
		text += " (" + strings.Join(notes, ", ") + ")"
	}
	return text
}

func (w words) instant(t time.Time) string {
	return w.weekdays[t.Weekday()] + " " + t.Format("02.01.2006 ") + clock(t)
}

// clock leaves out seconds that are none.
func clock(t time.Time) string {
	switch {
	case t.Nanosecond() > 0:
		return t.Format("15:04:05.999999")
	case t.Second() > 0:
		return t.Format("15:04:05")
	}
	return t.Format("15:04")
}

// target is a target in words: "4 h 30 min", "2 working days".
func (w words) target(t Target) string {
	if t.unit == InDays {
		days := strings.TrimSuffix(t.String(), "d")
		if len(days) > 8 { // more than four decimals tell people nothing
			days = strings.TrimRight(fmt.Sprintf("%.4f", t.WorkingDays()), "0")
		}
		if days = strings.TrimSuffix(days, "."); days == "1" {
			return w.oneDay
		}
		return fmt.Sprintf(w.dayUnit, strings.Replace(days, ".", w.point, 1))
	}
	if t.IsZero() {
		return ""
	}
	sign := ""
	if t.n < 0 {
		sign, t.n = "−", -t.n
	}
	var parts []string
	d := time.Duration(t.n)
	if h := d / time.Hour; h > 0 {
		parts = append(parts, fmt.Sprintf(w.hours, h))
	}
	if m := d % time.Hour / time.Minute; m > 0 {
		parts = append(parts, fmt.Sprintf(w.minutes, m))
	}
	if s := d % time.Minute; s > 0 || len(parts) == 0 {
		text := strings.TrimSuffix(strings.TrimRight(fmt.Sprintf("%.3f", s.Seconds()), "0"), ".")
		parts = append(parts, fmt.Sprintf(w.seconds, strings.Replace(text, ".", w.point, 1)))
	}
	return sign + strings.Join(parts, " ")
}
