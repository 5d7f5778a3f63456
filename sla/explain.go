package sla

import (
	"fmt"
	"time"
)

// PieceKind says why a stretch of time counts or does not.
type PieceKind string

// The kinds of piece.
const (
	Counted PieceKind = "counted" // working time in which the clock ran
	Night   PieceKind = "night"   // before the first and after the last shift of a working date
	Break   PieceKind = "break"   // between two shifts of a date
	Weekend PieceKind = "weekend" // dates without shifts
	Holiday PieceKind = "holiday" // a holiday, or another day off by name
	Moved   PieceKind = "moved"   // a day off that was moved here
	Short   PieceKind = "short"   // the end of a day that was shortened
	Paused  PieceKind = "paused"  // the clock stood still
	Off     PieceKind = "off"     // the clock was not running
)

// Piece is a stretch of a clock's life, told.
type Piece struct {
	From    time.Time `json:"from,omitzero"` // in the zone of the calendar
	To      time.Time `json:"to,omitzero"`
	Kind    PieceKind `json:"kind"`
	Name    string    `json:"name,omitempty"`    // of the holiday; the reason of a pause
	English string    `json:"english,omitempty"` // the holiday's name in English, where one is known
	Origin  Date      `json:"origin,omitzero"`   // where a moved day off came from
	Day     DayKind   `json:"day"`               // what the date of counted time is
	Counted Target    `json:"counted,omitzero"`  // in the unit of the target; the zero Target if not counted
}

// Explanation tells how a clock's time came about.
type Explanation struct {
	Clock       string    `json:"clock,omitempty"`
	Informative bool      `json:"informative,omitempty"`
	Plan        string    `json:"plan,omitempty"`
	Rule        string    `json:"rule,omitempty"`
	Version     int       `json:"version"`
	Calendar    string    `json:"calendar,omitempty"` // ref of the last run's
	Zone        string    `json:"zone,omitempty"`
	Target      Target    `json:"target,omitzero"`
	Spent       Target    `json:"spent,omitzero"`
	Due         time.Time `json:"due,omitzero"`          // of a running clock, in the calendar's zone
	Provisional bool      `json:"provisional,omitempty"` // a year without official data is touched
	Breaches    []Breach  `json:"breaches,omitempty"`
	Pieces      []Piece   `json:"pieces,omitempty"` // without gaps, from the clock's first instant on
}

// Explain tells a clock's life up to an instant. The running clock's due is
// told too, and with the zero instant its pieces go on to that due.
func (l Ledger) Explain(cals Calendars, clock string, until time.Time) (Explanation, error) {
	r := l.record(clock)
	if r == nil || len(r.Runs) == 0 && len(r.Pauses) == 0 {
		return Explanation{Clock: clock}, nil
	}
	if until.IsZero() {
		until = later(l.At, r.Due)
	}
	until = later(inMicros(until), l.At)
	spent, err := r.spent(cals, until)
	if err != nil {
		return Explanation{}, err
	}
	e := Explanation{
		Clock: clock, Informative: r.Informative, Plan: r.Plan, Rule: r.Rule, Version: r.Version,
		Target: r.Target, Spent: spent, Due: r.Due, Breaches: r.Breaches,
	}
	if err := r.tell(&e, cals, until); err != nil {
		return Explanation{}, err
	}
	return e, nil
}

// tell writes the runs, the pauses and what lies between them as pieces.
func (r *Record) tell(e *Explanation, cals Calendars, until time.Time) error {
	var at time.Time
	loc := time.UTC
	add := func(p Piece) { e.Pieces = append(e.Pieces, p) }
	fill := func(to time.Time) {
		if !at.IsZero() && at.Before(to) {
			add(Piece{From: at.In(loc), To: to.In(loc), Kind: Off})
		}
	}
	for i, j := 0, 0; i < len(r.Runs) || j < len(r.Pauses); {
		if i == len(r.Runs) || j < len(r.Pauses) && r.Pauses[j].From.Before(r.Runs[i].From) {
			p := r.Pauses[j]
			fill(p.From)
			if at = p.end(until); p.From.Before(at) {
				add(Piece{From: p.From.In(loc), To: at.In(loc), Kind: Paused, Name: p.Reason})
			}
			j++
			continue
		}
		run := r.Runs[i]
		cal, err := cals.find(run.Calendar)
		if err != nil {
			return err
		}
		loc = cal.Location()
		e.Calendar, e.Zone = cal.ref, cal.rules.zone
		fill(run.From)
		at = run.end(until)
		e.Pieces = append(e.Pieces, cal.pieces(run.From, at, r.unit())...)
		e.Provisional = e.Provisional || cal.Provisional(run.From, later(at, r.Due))
		i++
	}
	for i := range e.Pieces { // pauses before the first run know no zone yet
		e.Pieces[i].From, e.Pieces[i].To = e.Pieces[i].From.In(loc), e.Pieces[i].To.In(loc)
	}
	if !e.Due.IsZero() {
		e.Due = e.Due.In(loc)
	}
	return nil
}

// Explain tells how a target leads from a start to its due. A negative target
// is told from the due to the start.
func (c *Calendar) Explain(start time.Time, t Target) (Explanation, error) {
	due, err := c.Add(start, t)
	if err != nil {
		return Explanation{}, err
	}
	from, to := start, due
	if due.Before(start) {
		from, to = due, start
	}
	return Explanation{
		Calendar: c.ref, Zone: c.rules.zone, Target: t, Spent: c.Between(start, due, t.unit), Due: due,
		Provisional: c.Provisional(from, to), Pieces: c.pieces(from, to, t.unit),
	}, nil
}

// pieces tells the time between two instants as if a clock ran all along.
func (c *Calendar) pieces(from, to time.Time, u Unit) []Piece {
	var pieces []Piece
	at := from.In(c.rules.loc)
	for iv := range c.Intervals(from, to) {
		pieces = c.idle(pieces, at, iv.Start)
		plan := c.rules.plan(iv.Date.number())
		pieces = append(pieces, Piece{
			From: iv.Start, To: iv.End, Kind: Counted, Name: plan.name, English: c.rules.english(plan.name), Day: plan.kind,
			Counted: c.Between(iv.Start, iv.End, u),
		})
		at = iv.End
	}
	return c.idle(pieces, at, to.In(c.rules.loc))
}

// idle tells the time between two stretches of work, date by date.
func (c *Calendar) idle(pieces []Piece, from, to time.Time) []Piece {
	for from.Before(to) {
		date := DateOf(from)
		end := from
		for n := date.number() + 1; !end.After(from); n++ { // past a date that the zone skipped
			end = c.midnight(n)
		}
		if end.After(to) {
			end = to
		}
		pieces = c.idleDate(pieces, date, from, end)
		from = end
	}
	return pieces
}

// midnight is the first instant of a date.
func (c *Calendar) midnight(number int) time.Time {
	wall := int64(number) * daySeconds
	w := wallsOf(c.rules.loc, wall-3*daySeconds, wall+3*daySeconds)
	return time.Unix(w.instant(wall), 0).In(c.rules.loc)
}

// idleDate tells idle time within a date.
func (c *Calendar) idleDate(pieces []Piece, date Date, from, to time.Time) []Piece {
	plan := c.rules.plan(date.number())
	p := Piece{From: from, To: to, Kind: Night, Day: plan.kind}
	opening, closing, works := c.hours(date)
	if !works {
		p.Kind, p.Name, p.English, p.Origin = idleKinds[plan.kind], plan.name, c.rules.english(plan.name), plan.from
		return joined(pieces, p)
	}
	if !from.Before(opening) && !to.After(closing) {
		p.Kind = Break
		return joined(pieces, p)
	}
	usual := closing.Add(time.Duration(plan.shortened) * time.Second) // the closing without the shortening
	if !from.Before(closing) && from.Before(usual) {
		short := p
		short.Kind, short.Name, short.English = Short, plan.name, c.rules.english(plan.name)
		if to.After(usual) {
			short.To, p.From = usual, usual
		} else {
			return joined(pieces, short)
		}
		pieces = joined(pieces, short)
	}
	return joined(pieces, p)
}

var idleKinds = map[DayKind]PieceKind{
	OrdinaryDay: Night, FreeDay: Weekend, HolidayDay: Holiday, MovedDay: Moved,
	ShortenedDay: Short, MadeWorkDay: Night, OtherHoursDay: Night,
}

// hours are the first opening and the last closing of a working date.
func (c *Calendar) hours(date Date) (opening, closing time.Time, works bool) {
	from := c.midnight(date.number())
	for s := range c.stretches(from.Add(-24 * time.Hour)) {
		if s.date > date.number() {
			break
		}
		if s.date == date.number() {
			iv := c.interval(s)
			if !works {
				opening = iv.Start
			}
			closing, works = iv.End, true
		}
	}
	return opening, closing, works
}

// joined adds a piece, to the last one where they tell the same.
func joined(pieces []Piece, p Piece) []Piece {
	if n := len(pieces); n > 0 {
		last := &pieces[n-1]
		if last.To.Equal(p.From) && last.Kind == p.Kind && last.Name == p.Name && last.Origin == p.Origin && p.Kind != Counted {
			last.To = p.To
			return pieces
		}
	}
	return append(pieces, p)
}

// String is the piece as a line for a log.
func (p Piece) String() string {
	return fmt.Sprintf("%s – %s %s %s %s", p.From.Format("2006-01-02 15:04"), p.To.Format("2006-01-02 15:04"), p.Kind, p.Name, p.Counted)
}
