package helpdesk

import (
	"context"
	"iter"
	"time"

	"github.com/google/uuid"

	"github.com/helpdesk-go/helpdesk/storage"
	"github.com/helpdesk-go/helpdesk/ticket"
)

// BillingFilter says which bookings are wanted. Every field that is set narrows; lists
// mean "one of these".
type BillingFilter struct {
	From, Until   time.Time // worked from the one on and before the other
	Organizations []string
	Contracts     []string // by id
	Tickets       []uuid.UUID
	Tasks         []uuid.UUID
	Agents        []string // who worked
	// After leaves out what comes up to a line: when it was worked, and its id.
	After storage.Cursor
}

// BillingLine is one booking as it goes into an account, with the names of what it is of.
type BillingLine struct {
	storage.Line
	OrganizationName string
	Agent            string // by name
	ServiceTitle     string
	Period           int // the number of the closed period that it is in; 0 is an open one
}

// Billing goes through the bookings that match, by the instant at which they were
// worked, each once, in constant memory. What is booked while it goes on may be there or
// not; a period that is closed never changes. The first error ends it. For operations
// managers and administrators.
func (s *Session) Billing(ctx context.Context, f BillingFilter) iter.Seq2[BillingLine, error] {
	return func(yield func(BillingLine, error) bool) {
		if err := s.billing(ctx, f, func(l BillingLine) bool { return yield(l, nil) }); err != nil {
			yield(BillingLine{}, fail("billing", err))
		}
	}
}

func (s *Session) billing(ctx context.Context, f BillingFilter, yield func(BillingLine) bool) error {
	r, err := s.mayBill(ctx)
	if err != nil {
		return err
	}
	periods, err := s.desk.store.ListPeriods(ctx, s.desk.key, 200)
	if err != nil {
		return err
	}
	known := titles{desk: s.desk, organizations: map[string]string{}, services: map[[2]string]string{}}
	q := storage.LineQuery{
		From: ticket.Instant(f.From), Until: ticket.Instant(f.Until), Organizations: f.Organizations, Contracts: f.Contracts,
		People: f.Agents, Tickets: f.Tickets, Tasks: f.Tasks, After: f.After, Limit: 200,
	}
	scope := r.Scope
	scope.All = true // the right is to all bookings, whichever tickets he sees
	for {
		page, err := s.desk.store.ListLines(ctx, scope, q)
		if err != nil {
			return err
		}
		names, err := s.desk.names(ctx, keysOf(page, func(l storage.Line) string { return l.Person })...)
		if err != nil {
			return err
		}
		for _, l := range page {
			line := BillingLine{Line: l, Agent: or(names[l.Person], l.Person), Period: periodOf(periods, l.Worked)}
			if line.OrganizationName, err = known.organization(ctx, l.Organization); err != nil {
				return err
			}
			if line.ServiceTitle, err = known.service(ctx, l.Contract, l.Service); err != nil {
				return err
			}
			if !yield(line) {
				return nil
			}
		}
		if len(page) < q.Limit {
			return nil
		}
		last := page[len(page)-1]
		q.After = storage.Cursor{At: last.Worked, ID: last.ID}
	}
}

// periodOf is the number of the closed period of an instant; 0 if there is none.
func periodOf(newestFirst []storage.Period, at time.Time) int {
	number := 0
	for _, p := range newestFirst {
		if !at.Before(p.Until) {
			break
		}
		number = p.Number
	}
	return number
}

// titles are what organizations and services are called, each looked up once.
type titles struct {
	desk          *Desk
	organizations map[string]string
	services      map[[2]string]string // by contract and key
}

func (t titles) organization(ctx context.Context, id string) (string, error) {
	if name, known := t.organizations[id]; known || id == "" {
		return name, nil
	}
	o, err := t.desk.directory.Organization(ctx, id)
	if err != nil && !isNotFound(err) {
		return "", err
	}
	t.organizations[id] = or(o.Name, id)
	return t.organizations[id], nil
}

func (t titles) service(ctx context.Context, contract, key string) (string, error) {
	at := [2]string{contract, key}
	if title, known := t.services[at]; known || contract == "" {
		return title, nil
	}
	c, err := t.desk.store.Contract(ctx, t.desk.key, contract)
	if err != nil && !isNotFound(err) {
		return "", err
	}
	s, _ := c.Service(key)
	t.services[at] = or(s.Title, key)
	return t.services[at], nil
}

func (s *Session) mayBill(ctx context.Context) (Rights, error) { return s.may(ctx, VerbBill) }

// Periods answers the periods that are closed, the newest first, at most 200. For
// operations managers and administrators.
func (s *Session) Periods(ctx context.Context) ([]storage.Period, error) {
	if _, err := s.mayBill(ctx); err != nil {
		return nil, fail("periods", err)
	}
	list, err := s.desk.store.ListPeriods(ctx, s.desk.key, 200)
	return list, fail("periods", err)
}

// ClosePeriod closes all days through the one of an instant, as the desk's zone counts
// them: nothing is booked into them any more, and they never change. The period begins
// where the last one ended; today and later stay open. It answers how many bookings are
// in it, and their sum. It cannot be undone. For operations managers and administrators.
func (s *Session) ClosePeriod(ctx context.Context, through time.Time) (storage.Period, error) {
	p, err := s.closePeriod(ctx, through)
	return p, fail("close period", err)
}

func (s *Session) closePeriod(ctx context.Context, through time.Time) (storage.Period, error) {
	r, err := s.mayBill(ctx)
	if err != nil {
		return storage.Period{}, err
	}
	closed, err := s.desk.store.ListPeriods(ctx, s.desk.key, 1)
	if err != nil {
		return storage.Period{}, err
	}
	zone, err := s.desk.zone(ctx)
	if err != nil {
		return storage.Period{}, err
	}
	day := through.In(zone)
	p := storage.Period{Desk: s.desk.key, Number: 1, At: s.desk.Now(), By: s.who(r)}
	p.Until = ticket.Instant(time.Date(day.Year(), day.Month(), day.Day()+1, 0, 0, 0, 0, zone))
	least := ""
	if len(closed) > 0 {
		p.Number, p.From = closed[0].Number+1, closed[0].Until
		least = p.From.In(zone).Format(time.DateOnly)
	}
	var fs faults
	switch {
	case through.IsZero():
		fs.add("through", FaultRequired)
	case p.Until.After(p.At) || !p.Until.After(p.From):
		fs.add("through", FaultRange, "got", day.Format(time.DateOnly), "min", least, "max", p.At.In(zone).AddDate(0, 0, -1).Format(time.DateOnly))
	}
	if err := fs.err(); err != nil {
		return storage.Period{}, err
	}
	return s.desk.store.ClosePeriod(ctx, p)
}

// zone is that of the desk's calendar.
func (d *Desk) zone(ctx context.Context) (*time.Location, error) {
	r, err := d.current(ctx)
	if err != nil {
		return nil, err
	}
	return time.LoadLocation(r.Calendars[r.Calendar].Zone)
}

// Zone is the zone in which the desk counts days: that of its calendar.
func (d *Desk) Zone(ctx context.Context) (*time.Location, error) {
	zone, err := d.zone(ctx)
	return zone, fail("zone", err)
}
