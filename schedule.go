package helpdesk

import (
	"bytes"
	"cmp"
	"context"
	"slices"
	"strconv"
	"time"

	"github.com/helpdesk-go/helpdesk/sla"
	"github.com/helpdesk-go/helpdesk/storage"
	"github.com/helpdesk-go/helpdesk/ticket"
)

// UsualEffort is what a task counts in a schedule of which nobody has said how much work
// it is.
const UsualEffort = time.Hour

// ScheduleQuery asks for what somebody has to do.
type ScheduleQuery struct {
	Person string
	Days   int // working days from today on, 1 to 31; 10 when 0
}

// Schedule is what a person has to do, by day: his open tasks, laid one after the other
// into the working hours of the desk's calendar, the earliest deadline first, those
// without one last. No day has more than its hours, and none of those in which he is
// absent; what does not fit before its deadline is among the Late. What he has when an
// absence begins and somebody stands in goes over to that one then (Desk.Relieve): the plan
// does not go ahead of it.
type Schedule struct {
	At     time.Time
	Person string
	Days   []ScheduleDay
	// Absences are his within these days, by their beginning. To whom Session.Absences does
	// not tell of them, neither does the plan.
	Absences []ticket.Absence
	Late     []Planned     // those that are late already, or will be, by this plan
	After    []Planned     // those whose work does not begin within these days
	Waits    []Planned     // those of tickets that wait for somebody: they take no time now
	Left     time.Duration // of all the work that is planned
}

// ScheduleDay is one working date.
type ScheduleDay struct {
	Date   string        // "2026-11-24", in the calendar's zone
	Hours  time.Duration // of work that he has, today those that are left
	Away   time.Duration // the working hours in which he is absent, beside Hours
	Filled time.Duration // by the plan, never more than Hours
	// Over is by how much the work that is due by the end of this date exceeds the hours up
	// to then.
	Over  time.Duration
	Parts []Part
}

// Load is the share of the hours that are filled, in percent.
func (d ScheduleDay) Load() int {
	if d.Hours == 0 {
		return 0
	}
	return int(100 * d.Filled / d.Hours)
}

// Part is the work on a task on one day.
type Part struct {
	Planned
	Time time.Duration
	Ends bool // the work on it ends with this part
}

// Planned is a task with what is left of it.
type Planned struct {
	Task    ticket.Task
	Ticket  ticket.Ticket
	Left    time.Duration
	Guessed bool      // nobody has said how much work it is: it counts UsualEffort
	Ends    time.Time // when the work on it will end, by the plan; zero when it is not within its days
}

// Schedule answers what a person of the staff has to do. Of tickets that the actor may
// not read, nothing is told. For the staff.
func (s *Session) Schedule(ctx context.Context, q ScheduleQuery) (Schedule, error) {
	sched, err := s.schedule(ctx, q)
	return sched, fail("schedule", err)
}

func (s *Session) schedule(ctx context.Context, q ScheduleQuery) (Schedule, error) {
	r, err := s.staff(ctx)
	if err != nil {
		return Schedule{}, err
	}
	var fs faults
	if q.Days == 0 {
		q.Days = 10
	}
	if q.Days < 1 || q.Days > 31 {
		fs.add("days", FaultRange, "got", strconv.Itoa(q.Days), "min", "1", "max", "31")
	}
	if _, err := s.agent(ctx, r, &fs, "person", q.Person); err != nil {
		return Schedule{}, err
	}
	if err := fs.err(); err != nil {
		return Schedule{}, err
	}
	tasks, err := s.desk.assigned(ctx, r.Scope, q.Person)
	if err != nil {
		return Schedule{}, err
	}
	rules, err := s.desk.current(ctx)
	if err != nil {
		return Schedule{}, err
	}
	for i := range tasks {
		rules.successors.read(&tasks[i].Ticket)
	}
	p := plan{Schedule: Schedule{At: s.desk.Now(), Person: q.Person}}
	if err := p.hours(rules.calendar(), q.Days); err != nil {
		return Schedule{}, err
	}
	if p.Absences, err = s.absencesTold(ctx, r, storage.AbsenceQuery{People: []string{q.Person}, From: p.At, Until: p.ends[len(p.ends)-1], Limit: 200}); err != nil {
		return Schedule{}, err
	}
	p.leave()
	p.lay(tasks)
	return p.Schedule, nil
}

// assigned are all open tasks that a person has.
func (d *Desk) assigned(ctx context.Context, scope storage.Scope, person string) (all []storage.Assigned, err error) {
	q := storage.AssignedQuery{People: []string{person}, Limit: 200}
	for {
		page, err := d.store.ListAssigned(ctx, scope, q)
		if err != nil {
			return nil, err
		}
		if all = append(all, page...); len(page) < q.Limit {
			return all, nil
		}
		q.After = page[len(page)-1].Task.ID
	}
}

// leastLeft is what an open task counts at least, however much was spent on it.
const leastLeft = 15 * time.Minute

// plan is a schedule in the making.
type plan struct {
	Schedule
	free []shift     // the working hours that are left, in order
	ends []time.Time // of the days
}

// shift is working time of one of the days.
type shift struct {
	sla.Interval
	day int
}

// hours finds the working hours of the next working dates.
func (p *plan) hours(c *sla.Calendar, days int) error {
	for at := p.At; ; {
		i, err := c.Next(at)
		if err != nil {
			return err
		}
		at = i.End
		if i.Start.Before(p.At) {
			i.Start = p.At
		}
		date := i.Date.String()
		if n := len(p.Days); n == 0 || p.Days[n-1].Date != date {
			if n == days {
				return nil
			}
			p.Days, p.ends = append(p.Days, ScheduleDay{Date: date}), append(p.ends, i.End)
		}
		day := len(p.Days) - 1
		p.Days[day].Hours += i.End.Sub(i.Start)
		p.ends[day] = i.End
		p.free = append(p.free, shift{i, day})
	}
}

// leave takes out of the working hours those in which the person is absent.
func (p *plan) leave() {
	var there []shift
	for _, s := range p.free {
		whole := s.End.Sub(s.Start)
		var left time.Duration
		keep := func(until time.Time) {
			if until.After(s.Start) {
				there = append(there, shift{sla.Interval{Start: s.Start, End: until, Date: s.Date}, s.day})
				left += until.Sub(s.Start)
			}
		}
		for _, a := range p.Absences { // by their beginning
			if a.From.Before(s.End) && a.Until.After(s.Start) {
				keep(a.From)
				s.Start = a.Until
			}
		}
		keep(s.End)
		p.Days[s.day].Hours -= whole - left
		p.Days[s.day].Away += whole - left
	}
	p.free = there
}

// lay puts the tasks into the hours, and tells what does not fit.
func (p *plan) lay(tasks []storage.Assigned) {
	var work []Planned
	for _, a := range tasks {
		x := Planned{Task: a.Task, Ticket: a.Ticket, Guessed: a.Task.Effort == 0}
		if x.Guessed {
			a.Task.Effort = UsualEffort
		}
		x.Left = max(leastLeft, a.Task.Remains())
		if a.Ticket.Waits().On() || a.Ticket.Phase == ticket.PhaseResolved {
			p.Waits = append(p.Waits, x)
			continue
		}
		work = append(work, x)
	}
	slices.SortFunc(work, first)
	slices.SortFunc(p.Waits, first)
	p.overload(work)
	horizon := p.ends[len(p.ends)-1]
	for _, x := range work {
		p.Left += x.Left
		parts := p.fill(&x)
		for _, part := range parts {
			p.Days[part.day].Parts = append(p.Days[part.day].Parts, Part{Planned: x, Time: part.time, Ends: part.ends})
		}
		if len(parts) == 0 {
			p.After = append(p.After, x)
		}
		due := x.Task.Due
		if !due.IsZero() && (!due.After(p.At) || !x.Ends.IsZero() && x.Ends.After(due) || x.Ends.IsZero() && !due.After(horizon)) {
			p.Late = append(p.Late, x)
		}
	}
}

// first orders tasks by their deadlines, those without one last.
func first(a, b Planned) int {
	switch x, y := a.Task.Due, b.Task.Due; {
	case x.IsZero() != y.IsZero():
		return map[bool]int{true: 1, false: -1}[x.IsZero()]
	default:
		return cmp.Or(x.Compare(y), a.Task.Created.Compare(b.Task.Created), bytes.Compare(a.Task.ID[:], b.Task.ID[:]))
	}
}

// overload tells of each day by how much the work that is due by its end exceeds the hours.
func (p *plan) overload(work []Planned) {
	var hours time.Duration
	for i := range p.Days {
		hours += p.Days[i].Hours
		var due time.Duration
		for _, x := range work {
			if !x.Task.Due.IsZero() && !x.Task.Due.After(p.ends[i]) {
				due += x.Left
			}
		}
		p.Days[i].Over = max(0, due-hours)
	}
}

// laid is a part of a task's work on one of the days.
type laid struct {
	day  int
	time time.Duration
	ends bool
}

// fill takes working time for a task and notes when its work ends.
func (p *plan) fill(x *Planned) (parts []laid) {
	left := x.Left
	for left > 0 && len(p.free) > 0 {
		s := &p.free[0]
		take := min(left, s.End.Sub(s.Start))
		s.Start = s.Start.Add(take)
		left -= take
		p.Days[s.day].Filled += take
		if n := len(parts); n > 0 && parts[n-1].day == s.day {
			parts[n-1].time += take
		} else {
			parts = append(parts, laid{day: s.day, time: take})
		}
		if left == 0 {
			x.Ends, parts[len(parts)-1].ends = ticket.Instant(s.Start), true
		}
		if !s.Start.Before(s.End) {
			p.free = p.free[1:]
		}
	}
	return parts
}
