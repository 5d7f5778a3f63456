package helpdesk

import (
	"cmp"
	"context"
	"errors"
	"slices"
	"strings"
	"time"

	"github.com/google/uuid"

	"github.com/helpdesk-go/helpdesk/event"
	"github.com/helpdesk-go/helpdesk/storage"
	"github.com/helpdesk-go/helpdesk/ticket"
)

// Booking is time worked.
type Booking struct {
	Task   uuid.UUID // the work task when Nil
	Spent  time.Duration
	Note   string
	Worked time.Time // when it was worked: it is billed in the period of this instant; now when zero
	// Contract and Service say what it is taken from, of the contracts that the ticket's
	// organization had then. The desk chooses where they are empty: see Spend.
	Contract string
	Service  string
}

// Spend books time worked on a ticket, on one of its open tasks: at least a minute,
// at most a day, in whole minutes. Time that was worked in a period that is closed is
// Refused with the reason "period_closed"; the params tell which dates are left.
//
// It is taken from a service of a contract that the ticket's organization had when it was
// worked: one that names the ticket's category, else one that pays for all; of several
// from the contract that ends first. Where there is none it is of no contract.
func (s *Session) Spend(ctx context.Context, id uuid.UUID, in Booking) (Receipt, error) {
	return s.alter(ctx, VerbSpend, id, in, func(d *draft) error {
		if err := d.works(VerbSpend); err != nil {
			return err
		}
		if d.ticket.Phase == ticket.PhaseDone {
			return refuse("ticket_done", "stage", d.ticket.Stage, "allowed", d.waysOut())
		}
		return d.spend(in)
	})
}

// mostBooked is the longest time that is booked at once.
const mostBooked = 24 * time.Hour

// spend books time of the actor's.
func (d *draft) spend(in Booking) error {
	var fs faults
	fs.bookable("spent", in.Spent)
	e := ticket.Spending{Person: d.actor, Spent: in.Spent, Note: fs.text("note", in.Note, MaxReason), Worked: d.worked(&fs, in.Worked)}
	if err := d.bills(&fs, &e, in); err != nil {
		return err
	}
	if err := fs.err(); err != nil {
		return err
	}
	if err := d.bookOn(in.Task, &e); err != nil {
		return err
	}
	return d.book(e)
}

// bookable adds a fault for a time that cannot be booked.
func (f *faults) bookable(field string, spent time.Duration) {
	if spent < time.Minute || spent > mostBooked || spent%time.Minute != 0 {
		f.add(field, FaultRange, "got", spent.String(), "min", "1m", "max", "24h")
	}
}

// worked is when time was worked: never in the future.
func (d *draft) worked(fs *faults, at time.Time) time.Time {
	if at = ticket.Instant(at); at.IsZero() {
		return d.at
	}
	if at.After(d.at) {
		fs.add("worked", FaultRange, "got", at.Format(time.RFC3339), "max", d.at.Format(time.RFC3339))
	}
	return at
}

// book adds a booking.
func (d *draft) book(e ticket.Spending) error {
	e.ID, e.Ticket, e.At = d.desk.newID(), d.ticket.ID, d.at
	d.ticket.Spent += e.Spent
	d.change.Times = append(d.change.Times, e)
	d.part = e.ID
	payload := event.Spent{Person: e.Person, Seconds: int64(e.Spent / time.Second)}
	if e.Task != uuid.Nil {
		payload.Task = &e.Task
	}
	return d.record(event.TimeSpent, payload, e.Facts(d.actor)...)
}

// bookOn puts a booking on a task: the one named, else the one that goes with the ticket.
func (d *draft) bookOn(id uuid.UUID, e *ticket.Spending) error {
	if id == uuid.Nil {
		i := slices.IndexFunc(d.tasks, func(t ticket.Task) bool { return t.Kind != ticket.TaskPart && t.State == ticket.TaskOpen })
		if i < 0 {
			return nil // on the ticket itself
		}
		id = d.tasks[i].ID
	}
	t, err := d.openTaskOf(id)
	if err != nil {
		return err
	}
	t.Spent += e.Spent
	e.Task = t.ID
	d.putTask(t)
	return nil
}

// bills finds the contract and the service that a booking is taken from.
func (d *draft) bills(fs *faults, e *ticket.Spending, in Booking) error {
	if d.ticket.Organization == "" {
		if in.Contract != "" {
			fs.add("contract", FaultUnknown, "got", in.Contract, "allowed", "")
		}
		return nil
	}
	list, err := d.desk.store.ListContracts(d.ctx, d.desk.key, storage.ContractQuery{
		Organizations: []string{d.ticket.Organization}, At: e.Worked, Limit: 200,
	})
	if err != nil {
		return err
	}
	if in.Contract != "" {
		fs.oneOf("contract", in.Contract, keysOf(list, func(c ticket.Contract) string { return c.ID }))
		list = slices.DeleteFunc(list, func(c ticket.Contract) bool { return c.ID != in.Contract })
	}
	if in.Service != "" {
		var allowed []string
		for _, c := range list {
			if _, has := c.Service(in.Service); has {
				e.Contract, e.Service = c.ID, in.Service
				return nil
			}
			allowed = append(allowed, keysOf(c.Services, func(s ticket.Service) string { return s.Key })...)
		}
		fs.add("service", FaultUnknown, "got", in.Service, "allowed", strings.Join(allowed, ", "))
		return nil
	}
	for _, c := range list {
		for _, s := range c.Services {
			for i, category := range s.Categories { // they may have been renamed since
				s.Categories[i] = now(d.rules.successors.categories, category)
			}
		}
	}
	e.Contract, e.Service = payer(list, d.ticket.Category)
	return nil
}

// payer is what pays for a ticket of a category: a service that names it comes before
// one that pays for all, a contract that ends before one that lasts.
func payer(list []ticket.Contract, category string) (contract, service string) {
	slices.SortStableFunc(list, func(a, b ticket.Contract) int {
		return cmp.Or(cmp.Compare(forever(a), forever(b)), a.Until.Compare(b.Until))
	})
	for _, c := range list {
		s, pays := c.ServiceFor(category)
		switch {
		case !pays:
		case len(s.Categories) > 0:
			return c.ID, s.Key
		case contract == "":
			contract, service = c.ID, s.Key
		}
	}
	return contract, service
}

func forever(c ticket.Contract) int {
	if c.Until.IsZero() {
		return 1
	}
	return 0
}

// Correction says what a booking ought to have been.
type Correction struct {
	Booking uuid.UUID // the one that was wrong, never itself a correction
	Spent   time.Duration
	Worked  time.Time // in which period the difference is billed: now when zero
	Note    string    // why
}

// Correct adds the difference between what was booked and what ought to have been. The
// booking stays as it is; the difference is a line of its own, of an open period, on the
// same task and service. It can be done when the ticket is over, too. Who booked it may,
// and operations managers.
func (s *Session) Correct(ctx context.Context, id uuid.UUID, in Correction) (Receipt, error) {
	return s.alter(ctx, VerbSpend, id, in, func(d *draft) error {
		if err := d.works(VerbSpend); err != nil {
			return err
		}
		times, err := d.desk.store.Times(d.ctx, storage.Everything(d.desk.key), id)
		if err != nil {
			return err
		}
		var fs faults
		i := slices.IndexFunc(times, func(t ticket.Spending) bool { return t.ID == in.Booking && t.Corrects == uuid.Nil })
		if i < 0 {
			fs.add("booking", FaultUnknown, "got", in.Booking.String())
			return fs.err()
		}
		was := times[i]
		if was.Person != d.actor && !d.rights.Desk {
			return &Error{Code: Forbidden, Reason: "correct_others", Params: params("right", string(VerbSpend))}
		}
		now := was.Spent
		for _, t := range times {
			if t.Corrects == was.ID {
				now += t.Spent
			}
		}
		if in.Spent < 0 || in.Spent > 24*time.Hour || in.Spent%time.Minute != 0 {
			fs.add("spent", FaultRange, "got", in.Spent.String(), "min", "0m", "max", "24h")
		} else if in.Spent == now {
			fs.add("spent", FaultTaken, "got", in.Spent.String())
		}
		e := ticket.Spending{
			Person: was.Person, Spent: in.Spent - now, Note: fs.required("note", in.Note, MaxReason), Worked: d.worked(&fs, in.Worked),
			Task: was.Task, Contract: was.Contract, Service: was.Service, Corrects: was.ID,
		}
		if err := fs.err(); err != nil {
			return err
		}
		if err := d.correctTask(e); err != nil {
			return err
		}
		return d.book(e)
	})
}

// correctTask books the difference on the task, be it over or not.
func (d *draft) correctTask(e ticket.Spending) error {
	if e.Task == uuid.Nil {
		return nil
	}
	is := func(t ticket.Task) bool { return t.ID == e.Task }
	i := slices.IndexFunc(d.tasks, is)
	if i < 0 {
		all, err := d.desk.store.Tasks(d.ctx, storage.Everything(d.desk.key), d.ticket.ID)
		if err != nil {
			return err
		}
		j := slices.IndexFunc(all, is)
		if j < 0 {
			return storage.ErrNotFound
		}
		i = len(d.tasks)
		d.tasks = append(d.tasks, all[j])
	}
	t := d.tasks[i]
	t.Spent += e.Spent
	d.putTask(t)
	return nil
}

// ofPeriod tells of a period that is closed which dates are left.
func (d *Desk) ofPeriod(ctx context.Context, err error) error {
	if !errors.Is(err, storage.ErrPeriodClosed) {
		return err
	}
	closed, failed := d.store.ListPeriods(ctx, d.key, 1)
	if failed != nil || len(closed) == 0 {
		return err
	}
	zone, failed := d.zone(ctx)
	if failed != nil {
		return err
	}
	from := closed[0].Until
	return &Error{Code: Refused, Reason: "period_closed", Err: err, Params: params(
		"closed", from.Add(-time.Microsecond).In(zone).Format(time.DateOnly),
		"from", from.In(zone).Format(time.RFC3339), "until", d.Now().In(zone).Format(time.RFC3339),
	)}
}
