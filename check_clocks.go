package helpdesk

import (
	"bytes"
	"encoding/json"
	"slices"
	"time"

	"github.com/helpdesk-go/helpdesk/sla"
)

// proveClocks holds the clocks as they were folded against those that are stored, and
// the pending timers against the rule of timers.
func (c *checked) proveClocks(ledger sla.Ledger) error {
	ledger, _, err := ledger.Settle(c.calendars(c.ctx), c.row.Updated)
	if err != nil {
		c.tell(clocksAreFold, "%v", err)
		return nil
	}
	want, err := json.Marshal(ledger)
	if err != nil {
		return err
	}
	if !bytes.Equal(want, c.row.Ledger) {
		c.tell(clocksAreFold, "stored %s, folded %s", c.row.Ledger, want)
	}
	c.proveLives()
	if due, _ := ledger.Due(); !due.Equal(c.row.Due) {
		c.tell(dueIsOfClocks, "stored %s, folded %s", c.row.Due, due)
	}
	set, err := c.rules(c.ctx, c.row.Regulation)
	if err != nil {
		return err
	}
	asked, err := timersOf(set, c.row, ledger)
	if err != nil {
		return err
	}
	for _, t := range asked {
		if !slices.Contains(c.timers, t) {
			c.tell(timersAreAskedFor, "%s %s at %s is missing", t.Cause, t.Kind, t.At)
		}
	}
	for _, t := range c.timers {
		if !slices.Contains(asked, t) {
			c.tell(timersAreAskedFor, "%s %s at %s is too many", t.Cause, t.Kind, t.At)
		}
	}
	return nil
}

// proveLives proves of each stored clock that at every instant since it first lived it
// ran, or stood still, or was off: its stretches have a length, do not overlap, and
// only the one that its state names is open.
func (c *checked) proveLives() {
	var stored sla.Ledger
	if err := json.Unmarshal(c.row.Ledger, &stored); err != nil {
		c.tell(clocksAreFold, "the stored ones cannot be read: %v", err)
		return
	}
	for _, r := range stored.Records {
		if wrong := lifeFault(r, stored.At); wrong != "" {
			c.tell(clocksPartition, "clock %s: %s", r.Clock, wrong)
		}
	}
}

// stretch is a part of a clock's life; to is zero while it lasts.
type stretch struct {
	from, to time.Time
	state    sla.ClockState
}

// lifeFault tells what is wrong with the life of a clock that is settled up to an
// instant; nothing when all is well.
func lifeFault(r sla.Record, settled time.Time) string {
	var life []stretch
	for _, run := range r.Runs {
		life = append(life, stretch{run.From, run.To, sla.ClockRunning})
	}
	for _, p := range r.Pauses {
		life = append(life, stretch{p.From, p.To, sla.ClockPaused})
	}
	slices.SortFunc(life, func(a, b stretch) int { return a.from.Compare(b.from) })
	present := r.State // what the clock should be doing, by its open stretch
	if present != sla.ClockRunning && present != sla.ClockPaused {
		present = ""
	}
	var open sla.ClockState
	for i, s := range life {
		switch {
		case s.from.After(settled) || s.to.After(settled):
			return "a stretch lies in the future"
		case s.to.IsZero() && i < len(life)-1:
			return "a stretch is open and another follows"
		case s.to.IsZero():
			open = s.state
		case !s.to.After(s.from):
			return "a stretch has no length"
		case i < len(life)-1 && life[i+1].from.Before(s.to):
			return "two stretches overlap"
		}
	}
	if open != present {
		return "its state is " + string(r.State) + " and its open stretch is " + string(open)
	}
	return ""
}
