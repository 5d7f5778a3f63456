package main

import (
	"time"

	"github.com/helpdesk-go/helpdesk/sla"
	"github.com/helpdesk-go/helpdesk/ticket"
)

// hours are those that a person works from an instant on.
type hours struct {
	office   *sla.Calendar
	absences []ticket.Absence // one after the other
	from     time.Time
}

// away are the working hours until an instant in which he is absent.
func (h hours) away(until time.Time) (d time.Duration) {
	for _, a := range h.absences {
		from, to := latest(a.From, h.from), earliest(a.Until, until)
		if from.Before(to) {
			d += h.office.Between(from, to, sla.InHours).Duration()
		}
	}
	return d
}

// until are the hours that he works until an instant.
func (h hours) until(t time.Time) time.Duration {
	return h.office.Between(h.from, t, sla.InHours).Duration() - h.away(t)
}

// after is the instant at which so much is worked: the calendar leads there when the
// hours of absence on the way are added, and those that are on that way, too.
func (h hours) after(work time.Duration) (time.Time, error) {
	t, err := h.office.Add(h.from, sla.Working(work))
	for err == nil {
		next, failed := h.office.Add(h.from, sla.Working(work+h.away(t)))
		if next.Equal(t) {
			break
		}
		t, err = next, failed
	}
	return t, err
}

// dayEnds is when work ends on the date.
func (h hours) dayEnds(date time.Time) (time.Time, error) {
	return h.office.Add(h.from, h.office.Between(h.from, date.AddDate(0, 0, 1), sla.InHours))
}

func latest(a, b time.Time) time.Time {
	if a.After(b) {
		return a
	}
	return b
}

func earliest(a, b time.Time) time.Time {
	if a.Before(b) {
		return a
	}
	return b
}
