package portal

import (
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"time"

	"github.com/helpdesk-go/helpdesk"
	"github.com/helpdesk-go/helpdesk/ticket"
)

// schedulePage is what somebody has to do, by day.
type schedulePage struct {
	Name, Action string
	People       []option
	Spans        []option // of how many days
	days         int
	Absences     []absenceRow
	Days         []scheduleDay
	Late         []scheduled
	After, Waits []scheduled
	Problem      string
}

// Empty tells whether there is nothing to do at all.
func (p schedulePage) Empty() bool { return len(p.Late)+len(p.After)+len(p.Waits) == 0 && !p.busy() }

func (p schedulePage) busy() bool {
	for _, d := range p.Days {
		if len(d.Parts) > 0 {
			return true
		}
	}
	return false
}

// scheduleDay is one working date.
type scheduleDay struct {
	Date, Filled, Hours, Over string
	Away                      string // for how long he is not there; empty when he is
	Gone                      bool   // he is not there at all
	Load                      int
	Parts                     []scheduled
}

// scheduled is the work on a task, on one day or as a whole.
type scheduled struct {
	Number, URL, Subject, Title string
	Time                        string
	Due, Ends                   time.Time
	Guessed, Last, Past         bool
	Waits                       string // for what its ticket waits, in words; empty when it does not
	Part                        bool   // of one day
}

func (v *visit) schedule() error {
	if err := v.staff(); err != nil {
		return err
	}
	c, err := v.circle()
	if err != nil {
		return err
	}
	query := v.r.URL.Query()
	p, person := v.scheduleForm(query, c)
	if person == "" { // nobody takes tickets
		v.show(http.StatusOK, "schedule", v.say.Text("schedule.title", nil), p)
		return nil
	}
	s, err := v.session.Schedule(v.ctx, helpdesk.ScheduleQuery{Person: person, Days: p.days})
	status := http.StatusOK
	switch e := asError(err); {
	case err == nil:
		err = v.planned(&p, s)
	case e.Code == helpdesk.Invalid:
		status, err, p.Problem = http.StatusUnprocessableEntity, nil, v.problem(e)
		for _, f := range e.Faults {
			p.Problem = v.fault(f)
		}
	}
	if err != nil {
		return err
	}
	title := v.say.Text("schedule.title", nil)
	if p.Name != "" {
		title = v.say.Text("schedule.of", map[string]string{"name": p.Name})
	}
	v.show(status, "schedule", title, p)
	return nil
}

// scheduleForm is whose plan is asked for and for how many working days: one's own for
// two weeks when nothing is.
func (v *visit) scheduleForm(query url.Values, c circle) (p schedulePage, person string) {
	p.Action, p.days = v.at("schedule"), 10
	takers := takers(c.staff)
	person = query.Get("person")
	if person == "" && slices.ContainsFunc(takers, func(x ticket.Person) bool { return x.ID == v.rights.Person.ID }) {
		person = v.rights.Person.ID
	}
	if person == "" && len(takers) > 0 {
		person = takers[0].ID
	}
	for _, x := range takers {
		p.People = append(p.People, option{Value: x.ID, Title: c.agent(x), Chosen: x.ID == person})
		if x.ID == person {
			p.Name = x.Name
		}
	}
	if n, err := strconv.Atoi(query.Get("days")); err == nil {
		p.days = n
	}
	for _, n := range []int{5, 10, 20} {
		p.Spans = append(p.Spans, option{Value: itoa(n), Title: v.say.Days(float64(n)), Chosen: n == p.days})
	}
	return p, person
}

// planned tells the plan, and when the person is not there.
func (v *visit) planned(p *schedulePage, s helpdesk.Schedule) (err error) {
	if p.Absences, err = v.absenceRows(s.Absences); err != nil {
		return err
	}
	for _, d := range s.Days {
		day := scheduleDay{Date: v.workday(d.Date), Filled: v.say.Working(d.Filled), Hours: v.span(d.Hours), Load: d.Load(), Gone: d.Hours == 0 && d.Away > 0}
		if d.Away > 0 {
			day.Away = v.say.Working(d.Away)
		}
		if d.Over > 0 {
			day.Over = v.say.Working(d.Over)
		}
		for _, x := range d.Parts {
			y := v.scheduled(x.Planned)
			y.Part, y.Time, y.Last = true, v.say.Working(x.Time), x.Ends
			day.Parts = append(day.Parts, y)
		}
		p.Days = append(p.Days, day)
	}
	for _, list := range []struct {
		from []helpdesk.Planned
		to   *[]scheduled
	}{{s.Late, &p.Late}, {s.After, &p.After}, {s.Waits, &p.Waits}} {
		for _, x := range list.from {
			*list.to = append(*list.to, v.scheduled(x))
		}
	}
	return nil
}

func (v *visit) scheduled(x helpdesk.Planned) scheduled {
	y := scheduled{
		Number: x.Ticket.Number, URL: v.at("tickets", x.Ticket.Number), Subject: v.said(x.Ticket.Subject),
		Time: v.say.Working(x.Left), Due: x.Task.Due, Ends: x.Ends, Guessed: x.Guessed, Past: !x.Task.Due.IsZero() && !x.Task.Due.After(v.now),
	}
	switch t := x.Ticket; {
	case t.Waits().On():
		y.Waits = v.waits(t.Wait.Until).Text
	case t.Phase == ticket.PhaseResolved:
		y.Waits = v.say.Text("schedule.check", nil)
	}
	y.Title = v.taskTitle(x.Task)
	if x.Task.Kind == ticket.TaskWork {
		y.Title = "" // it is the ticket itself
	}
	return y
}

// workday says a date with its day of the week, and the year where it is not this one.
func (v *visit) workday(text string) string {
	at, err := time.ParseInLocation(time.DateOnly, text, v.Location)
	switch {
	case err != nil:
		return text
	case text == v.dayText(v.now):
		return v.dateAs("date.today", at)
	case at.Year() == v.now.In(v.Location).Year():
		return v.dateAs("date.short", at)
	}
	return v.date(at)
}
