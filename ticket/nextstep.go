package ticket

import "time"

// Lack is why nothing will happen to a ticket unless somebody looks at it.
type Lack string

// The reasons.
const (
	LacksAgent   Lack = "agent"   // nobody has it
	LacksTime    Lack = "time"    // a clock has passed its due
	LacksContact Lack = "contact" // it waits, without a date and without a count of silence
	LacksTimer   Lack = "timer"   // no clock runs and nothing else will wake it: a reopened ticket without a limit
)

// Lacks tells why a ticket that is not over stands without a next step at an instant,
// given how many timers are pending for it. One that lacks nothing has a next step: a
// timer will fire, and somebody has the ticket.
func (t Ticket) Lacks(at time.Time, timers int) []Lack {
	if t.Phase == PhaseDone {
		return nil
	}
	var lacks []Lack
	if t.Phase != PhaseResolved { // what is resolved waits for its requester
		if t.Agent == "" {
			lacks = append(lacks, LacksAgent)
		}
		if !t.Due.IsZero() && !t.Due.After(at) {
			lacks = append(lacks, LacksTime)
		}
	}
	if t.Waits().On() && t.Wait.Until.IsZero() && !t.Silence.On() {
		lacks = append(lacks, LacksContact)
	}
	if timers == 0 {
		lacks = append(lacks, LacksTimer)
	}
	return lacks
}
