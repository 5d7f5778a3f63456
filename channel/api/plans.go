package api

import (
	"time"

	"github.com/google/uuid"

	"github.com/helpdesk-go/helpdesk"
)

type scheduleJSON struct {
	Person string        `json:"person"`
	At     time.Time     `json:"at"`
	Days   []dayJSON     `json:"days" doc:"working dates, from today on"`
	Late   []plannedJSON `json:"late" doc:"late already, or will be by this plan"`
	After  []plannedJSON `json:"after" doc:"their work does not begin within these days"`
	Waits  []plannedJSON `json:"waits" doc:"of tickets that wait for somebody: they take no time now"`
	Left   duration      `json:"left" doc:"of all the work that is planned"`

	Absences []absenceJSON `json:"absences" doc:"within these days, by their beginning; none where the actor is not told of them"`
}

type dayJSON struct {
	Date   string     `json:"date" example:"2026-11-24"`
	Hours  duration   `json:"hours" doc:"of work that the person has, today those that are left"`
	Away   duration   `json:"away,omitempty" doc:"the working hours in which the person is absent, beside the hours"`
	Filled duration   `json:"filled" doc:"by the plan, never more than the hours"`
	Load   int        `json:"load" doc:"the share that is filled, in percent"`
	Over   duration   `json:"over,omitempty" doc:"by how much the work that is due by the end of this date exceeds the hours up to then"`
	Parts  []partJSON `json:"parts"`
}

type partJSON struct {
	Work plannedJSON `json:"work"`
	Time duration    `json:"time" doc:"on this day"`
	Last bool        `json:"last" doc:"the work on it ends with this part"`
}

type plannedJSON struct {
	Ticket  uuid.UUID `json:"ticket" format:"uuid"`
	Number  string    `json:"number"`
	Subject string    `json:"subject"`
	Task    taskJSON  `json:"task"`
	Left    duration  `json:"left"`
	Guessed bool      `json:"guessed,omitempty" doc:"nobody has said how much work it is: it counts one hour"`
	Ends    time.Time `json:"ends,omitzero" doc:"when the work on it will end by the plan; left out when not within its days"`
}

func plannedOf(p helpdesk.Planned) plannedJSON {
	return plannedJSON{
		Ticket: p.Ticket.ID, Number: p.Ticket.Number, Subject: p.Ticket.Subject, Task: taskOf(p.Task),
		Left: duration(p.Left), Guessed: p.Guessed, Ends: p.Ends,
	}
}

func scheduleOf(s helpdesk.Schedule) scheduleJSON {
	return scheduleJSON{
		Person: s.Person, At: s.At, Late: each(s.Late, plannedOf), After: each(s.After, plannedOf), Waits: each(s.Waits, plannedOf), Left: duration(s.Left),
		Absences: each(s.Absences, absenceOf),
		Days: each(s.Days, func(d helpdesk.ScheduleDay) dayJSON {
			return dayJSON{
				Date: d.Date, Hours: duration(d.Hours), Away: duration(d.Away), Filled: duration(d.Filled), Load: d.Load(), Over: duration(d.Over),
				Parts: each(d.Parts, func(p helpdesk.Part) partJSON {
					return partJSON{Work: plannedOf(p.Planned), Time: duration(p.Time), Last: p.Ends}
				}),
			}
		}),
	}
}

type sampleJSON struct {
	Closed  int          `json:"closed" doc:"how many there are to draw from"`
	Tickets []ticketJSON `json:"tickets" doc:"by the instant of their closing"`
}

// planReads are what is read of the work that is ahead and of that which is done.
func planReads() []route {
	return []route{
		read("/people/{id}/schedule", "readSchedule", "Read what a person of the staff has to do, by day", readSchedule).
			with(parameter{"days", "working days from today on, 1 to 31; 10 when left out", whole}),
		read("/sample", "drawSample", "Draw closed tickets at random to be looked at, for quality managers", drawSample).with(
			parameter{"from", "closed then or later", instant},
			parameter{"until", "closed earlier", instant},
			parameter{"team", "ids of teams", several},
			parameter{"agent", "ids of agents", several},
			parameter{"size", "how many, 1 to 100; 10 when left out", whole},
			parameter{"per", "agent or team: so many of each", textual},
			parameter{"seed", "the same seed draws the same tickets", textual},
		),
	}
}

func readSchedule(c *call) (scheduleJSON, error) {
	days := c.whole("days", 31, 10)
	s, err := c.session()
	if err != nil {
		return scheduleJSON{}, err
	}
	sched, err := s.Schedule(c.Context(), helpdesk.ScheduleQuery{Person: c.PathValue("id"), Days: days})
	return scheduleOf(sched), err
}

func drawSample(c *call) (sampleJSON, error) {
	q := helpdesk.SampleQuery{
		From: c.instant("from"), Until: c.instant("until"), Teams: list[string](c, "team"), Agents: list[string](c, "agent"),
		Size: c.whole("size", 100, 10), Per: c.text("per"), Seed: c.text("seed"),
	}
	s, err := c.session()
	if err != nil {
		return sampleJSON{}, err
	}
	sample, err := s.Sample(c.Context(), q)
	return sampleJSON{Closed: sample.Closed, Tickets: each(sample.Tickets, ticketOf)}, err
}
