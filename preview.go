package helpdesk

import (
	"context"
	"fmt"
	"log/slog"
	"time"

	"github.com/google/uuid"

	"github.com/helpdesk-go/helpdesk/internal/lang"
	"github.com/helpdesk-go/helpdesk/sla"
	"github.com/helpdesk-go/helpdesk/storage"
	"github.com/helpdesk-go/helpdesk/ticket"
)

// Shift counts open tickets whose earliest deadline a publication moves.
type Shift struct {
	Earlier int // get an earlier deadline
	Later   int // get a later one
	Gained  int // had none and get one
	Lost    int // had one and have none
	Moved   int // leave a stage that is gone
}

// IsZero tells whether nothing is moved.
func (s Shift) IsZero() bool { return s == Shift{} }

// count adds a ticket with the deadlines that it has and gets.
func (s *Shift) count(was, is time.Time) {
	switch {
	case was.Equal(is):
	case was.IsZero():
		s.Gained++
	case is.IsZero():
		s.Lost++
	case is.Before(was):
		s.Earlier++
	default:
		s.Later++
	}
}

// Text goes on with a sentence, by what happens to open tickets: "; 12 open tickets
// get an earlier deadline". It is empty when nothing does.
func (s Shift) Text(language string) string {
	text := ""
	for _, part := range []struct {
		n                        int
		one, few, many, en1, enN string
	}{
		{s.Moved, "%d обращение переходит", "%d обращения переходят", "%d обращений переходят", "%d ticket moves", "%d tickets move"},
		{s.Earlier, "у %d открытого обращения срок раньше", "у %d открытых обращений срок раньше", "у %d открытых обращений срок раньше", "%d open ticket gets an earlier deadline", "%d open tickets get an earlier deadline"},
		{s.Later, "у %d открытого обращения срок позже", "у %d открытых обращений срок позже", "у %d открытых обращений срок позже", "%d open ticket gets a later deadline", "%d open tickets get a later deadline"},
		{s.Gained, "у %d открытого обращения появляется срок", "у %d открытых обращений появляется срок", "у %d открытых обращений появляется срок", "%d open ticket gets a deadline", "%d open tickets get a deadline"},
		{s.Lost, "у %d открытого обращения срока больше нет", "у %d открытых обращений срока больше нет", "у %d открытых обращений срока больше нет", "%d open ticket loses its deadline", "%d open tickets lose their deadline"},
	} {
		if part.n == 0 {
			continue
		}
		form := part.enN
		switch last, tens := part.n%10, part.n%100; {
		case language != "ru":
			if part.n == 1 {
				form = part.en1
			}
		case last == 1 && tens != 11:
			form = part.one
		case last >= 2 && last <= 4 && (tens < 12 || tens > 14):
			form = part.few
		default:
			form = part.many
		}
		text += "; " + fmt.Sprintf(form, part.n)
	}
	return text
}

// DueChange is an open ticket that gets another deadline. A zero instant is none.
type DueChange struct {
	Ticket  uuid.UUID
	Number  string
	Subject string
	Plan    string // that it would have
	WasPlan string
	Was, Is time.Time
	Anyway  bool // also when open tickets do not follow at once: its stage is renamed or gone
}

// Preview is what a publication would do.
type Preview struct {
	Base        int // the version in force
	Version     int // the one that it would become
	Differences []Difference
	Open        int   // tickets that are not over
	Anyway      Shift // what happens to them in any case
	Follow      Shift // what happens to them if open tickets follow at once
	Overdue     int   // of those, how many get a deadline that has passed already
	Examples    []DueChange
	Quarter     Quarter
}

// Quarter tells how the tickets of the last three months would have fared, up to now:
// see WhatIf.
type Quarter struct {
	From    time.Time // tickets opened from then on
	Tickets int
	Cut     bool // there are more: the first of them alone were replayed
	sla.Tally
}

// mostExamples is how many tickets a preview names.
const mostExamples = 20

// mostReplayed is how many tickets of the last quarter a preview replays.
const mostReplayed = 20_000

// Preview tells what publishing a regulation would do, in words and to which open
// tickets, and how many targets would have been met in the last quarter; it changes
// nothing. It goes through all open tickets and through the quarter's, in constant memory.
// A regulation that cannot be published is Invalid as in Publish. For administrators.
func (s *Session) Preview(ctx context.Context, in Publication) (Preview, error) {
	p, err := s.preview(ctx, in)
	return p, fail("preview", err)
}

func (s *Session) preview(ctx context.Context, in Publication) (Preview, error) {
	_, err := s.may(ctx, VerbPublish)
	if err != nil {
		return Preview{}, err
	}
	var fs faults
	next, err := s.desk.prepare(ctx, &fs, in)
	if err != nil {
		return Preview{}, err
	}
	p := Preview{Base: next.base.version, Version: next.rules.version, Differences: Compare(next.base.Regulation, next.rules.Regulation)}
	trial := *s.desk // the same desk, where the version is in force already
	trial.versions, trial.log = s.desk.versions.with(next.rules), slog.New(slog.DiscardHandler)
	q := storage.Query{Filter: ticket.Filter{Phases: openPhases}, Order: ticket.ByOpened, Limit: 200}
	for {
		page, err := s.desk.store.List(ctx, storage.Everything(s.desk.key), q)
		if err != nil {
			return Preview{}, err
		}
		for _, t := range page.Tickets {
			if err := p.try(ctx, s.desk, &trial, next, t); err != nil {
				return Preview{}, fmt.Errorf("ticket %s: %w", t.Number, err)
			}
		}
		if page.Next.IsZero() {
			break
		}
		q.After = page.Next
	}
	p.Quarter, err = s.desk.quarter(ctx, next.rules)
	return p, err
}

// quarter replays the tickets of the last three months by other rules.
func (d *Desk) quarter(ctx context.Context, other *rules) (Quarter, error) {
	q := Quarter{From: ticket.Instant(d.Now().In(other.calendar().Location()).AddDate(0, -3, 0))}
	p := past{ctx: ctx, desk: d, other: other.ofThePast()}
	first := func(yield func(sla.History, error) bool) {
		n := 0
		for h, err := range p.histories(storage.Everything(d.key), q.From, 0, nil) {
			if n++; n > mostReplayed {
				q.Cut = true
				return
			}
			if !yield(h, err) {
				return
			}
		}
	}
	summary, err := sla.Replay(first, p.measures(), nil)
	q.Tickets, q.Tally = summary.Tickets, summary.Total
	return q, err
}

// Text says in a sentence how many targets would have been met.
func (q Quarter) Text(language string) string {
	params := map[string]string{
		"from": q.From.Format(time.DateOnly), "tickets": itoa(int64(q.Tickets)),
		"met": itoa(int64(q.Before.Met)), "all": itoa(int64(q.Before.Met + q.Before.Missed)),
		"would": itoa(int64(q.After.Met)), "of": itoa(int64(q.After.Met + q.After.Missed)),
	}
	key := "preview.quarter"
	switch {
	case q.Tickets == 0:
		key = "preview.quarter_empty"
	case q.Cut:
		key = "preview.quarter_cut"
	}
	return lang.In(language).Text(key, params)
}

// try decides what the version would do to a ticket, exactly as CatchUp would, and
// writes nothing.
func (p *Preview) try(ctx context.Context, present, trial *Desk, next *prepared, t ticket.Ticket) error {
	work := storage.Work{Ticket: t}
	rights := Rights{Verbs: systemVerbs, Scope: storage.Everything(present.key), Staff: true, Desk: true}
	now, err := present.As(System("regulation")).begin(ctx, rights, work)
	if err != nil {
		return err
	}
	then, err := trial.As(System("regulation")).begin(ctx, rights, work)
	if err != nil {
		return err
	}
	was, _ := now.ledger.Due()
	anyway, _ := then.ledger.Due()
	p.Open++
	p.Anyway.count(was, anyway)
	if then.left != "" {
		p.Anyway.Moved++
		p.Follow.Moved++
	}
	forced := then.ticket.Regulation >= next.rules.version
	if err := then.followVersion(next.rules); err != nil {
		return err
	}
	is, _ := then.ledger.Due()
	p.Follow.count(was, is)
	if !is.IsZero() && is.Before(then.at) && (was.IsZero() || is.Before(was)) {
		p.Overdue++
	}
	for i := range p.Differences {
		d := &p.Differences[i]
		if d.Kind == DifferenceRetired && d.Key == t.Stage {
			d.Tickets.Moved++
		}
		if d.concerns(next.rules, now.ticket, then.ticket) {
			d.Tickets.count(was, is)
		}
	}
	if !was.Equal(is) && len(p.Examples) < mostExamples {
		p.Examples = append(p.Examples, DueChange{
			Ticket: t.ID, Number: t.Number, Subject: t.Subject, Plan: then.ticket.Plan, WasPlan: t.Plan, Was: was, Is: is, Anyway: forced,
		})
	}
	return nil
}

// concerns tells whether a difference bears on the deadlines of a ticket.
func (d Difference) concerns(r *rules, was, is ticket.Ticket) bool {
	switch d.Section {
	case "categories":
		return is.Category == d.Key && len(d.Path) == 2 && d.Path[0] == "plans" && is.Priority == d.Path[1] && is.Plan != was.Plan
	case "priorities":
		return is.Priority == d.Key && len(d.Path) == 1 && d.Path[0] == "plan" && is.Plan != was.Plan
	case "exceptions":
		return d.Key != "" && (is.Rule == "exception:"+d.Key || was.Rule == "exception:"+d.Key)
	case "plans":
		return is.Plan == d.Key && now(r.successors.plans, was.Plan) == d.Key && len(d.Path) > 0 && d.Path[0] != "title"
	case "calendars":
		return or(r.plans[is.Plan].Calendar, r.Calendar) == d.Key
	case "calendar":
		return r.plans[is.Plan].Calendar == ""
	case "stages":
		return d.Kind == DifferenceRetired && was.Stage == d.Key
	}
	return false
}
