package main

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/google/uuid"

	"github.com/helpdesk-go/helpdesk"
	"github.com/helpdesk-go/helpdesk/event"
	"github.com/helpdesk-go/helpdesk/storage"
	"github.com/helpdesk-go/helpdesk/ticket"
)

// What the judge of replicas proves beside everything that Desk.Check does.
const (
	firedOnce   = "every timer fires once"
	neverEarly  = "no timer fires before its instant by the clock of the replica that fired it"
	trustedOnly = "a replica whose clock is not to be trusted claims nothing and is not ready"
	toldInOrder = "a handler is told of the events of a ticket in order, by one replica at a time"
)

// judge holds what the replicas have left against what had to become of it.
func (r *replicas) judge(ctx context.Context) error {
	proved, err := helpdesk.New(ctx, r.store, helpdesk.Config{Desk: desk, Now: r.now, Apart: -1})
	if err != nil {
		return err
	}
	if _, err := proved.Check(ctx, func(f storage.Finding) { r.report.Findings = append(r.report.Findings, f) }); err != nil {
		return err
	}
	for mark, p := range r.all {
		if ready := p.said == "ready"; ready == (mark == ahead) || mark == ahead && !strings.Contains(p.said, "clock apart") {
			r.tell(trustedOnly, uuid.Nil, "replica %d said %q", mark, p.said)
		}
	}
	q := storage.Query{Order: ticket.ByOpened, Limit: 200}
	for {
		page, err := r.store.List(ctx, storage.Everything(desk), q)
		if err != nil {
			return err
		}
		for _, t := range page.Tickets {
			if err := r.judgeTicket(ctx, t); err != nil {
				return err
			}
		}
		if page.Next.IsZero() {
			break
		}
		q.After = page.Next
	}
	return r.judgeTold(ctx)
}

func (r *replicas) tell(invariant string, id uuid.UUID, format string, args ...any) {
	r.report.Findings = append(r.report.Findings, storage.Finding{Invariant: invariant, Ticket: id, Text: fmt.Sprintf(format, args...)})
}

// judgeTicket proves that a ticket was warned and breached once, each when it had to be.
func (r *replicas) judgeTicket(ctx context.Context, t ticket.Ticket) error {
	events, err := r.store.Events(ctx, storage.Everything(desk), t.ID)
	if err != nil {
		return err
	}
	due := t.Opened.Add(dueAfter)
	want := map[event.Kind]time.Time{event.ClockWarned: t.Opened.Add(warnedAfter), event.ClockBreached: due}
	for _, e := range events {
		if e.Kind == event.TicketOpened {
			continue
		}
		at, is := want[e.Kind]
		if !is {
			r.tell(firedOnce, t.ID, "%s: %s is more than there had to be", t.Number, e.Kind)
			continue
		}
		delete(want, e.Kind)
		mark, clock := madeBy(e.ID)
		r.report.Fired[mark]++
		switch {
		case mark == ahead:
			r.tell(trustedOnly, t.ID, "%s: it has fired %s", t.Number, e.Kind)
		case e.At.Before(at), !clock.Add(time.Millisecond).After(at):
			r.tell(neverEarly, t.ID, "%s: %s of %s was fired at %s, by the clock of replica %d at %s", t.Number, e.Kind, at, e.At, mark, clock)
		}
		if e.Kind == event.ClockWarned {
			r.report.backlog = append(r.report.backlog, e.At)
		} else {
			r.report.late = append(r.report.late, lateness{due, e.At.Sub(due)})
		}
	}
	for kind := range want {
		r.tell(firedOnce, t.ID, "%s: %s has not come", t.Number, kind)
	}
	return nil
}

// lateness is how late a due was told.
type lateness struct {
	due  time.Time
	late time.Duration
}

const selectTold = `
SELECT CAST(ticket AS text), CAST(event AS text), version, place, token, replica, began, ended FROM told ORDER BY ticket, began, token`

// telling is a time that a handler was told of an event.
type telling struct {
	ticket, event  string
	version, token int64
	place, replica int
	began          time.Time
	ended          *time.Time
}

// judgeTold proves what the handlers noted of the deliveries.
func (r *replicas) judgeTold(ctx context.Context) error {
	rows, err := r.db.QueryContext(ctx, selectTold)
	if err != nil {
		return err
	}
	defer func() { _ = rows.Close() }()
	var line []telling // of one ticket
	done := 0
	for rows.Next() {
		var x telling
		if err := rows.Scan(&x.ticket, &x.event, &x.version, &x.place, &x.token, &x.replica, &x.began, &x.ended); err != nil {
			return err
		}
		if x.replica == ahead {
			r.tell(trustedOnly, uuid.Nil, "it was told of version %d of %s", x.version, x.ticket)
		}
		if len(line) > 0 && line[0].ticket != x.ticket {
			done += r.judgeLine(line)
			line = line[:0]
		}
		line = append(line, x)
		r.report.Told++
	}
	if err := rows.Err(); err != nil {
		return err
	}
	if len(line) > 0 {
		done += r.judgeLine(line)
	}
	if want := 2 * r.Tickets; done != want {
		r.tell(toldInOrder, uuid.Nil, "the handler has taken %d events, there were %d", done, want)
	}
	return nil
}

// judgeLine proves what a handler was told of one ticket, and answers how many events
// it has taken. An event may be told of again only by a later claim; the next one only
// when one telling of it has come to its end.
func (r *replicas) judgeLine(line []telling) int {
	ended := map[string]time.Time{} // of events, by the first telling that came to its end
	for _, x := range line {
		if first, is := ended[x.event]; x.ended != nil && (!is || x.ended.Before(first)) {
			ended[x.event] = *x.ended
		}
	}
	for i, x := range line {
		for _, y := range line[i+1:] {
			behind := y.version < x.version || y.version == x.version && y.place < x.place
			switch first, is := ended[x.event]; {
			case x.event == y.event && y.token <= x.token:
				r.tell(toldInOrder, uuid.Nil, "%s: event %s by claim %d after claim %d", x.ticket, x.event, y.token, x.token)
			case x.event == y.event:
			case behind && y.began.Before(ended[y.event]):
				r.tell(toldInOrder, uuid.Nil, "%s: version %d.%d after %d.%d", x.ticket, y.version, y.place, x.version, x.place)
			case !behind && (!is || y.began.Before(first)):
				r.tell(toldInOrder, uuid.Nil, "%s: version %d.%d began before %d.%d was taken", x.ticket, y.version, y.place, x.version, x.place)
			}
		}
	}
	r.report.Again += len(line) - len(ended)
	return len(ended)
}

// replicasReport is what came of a run of replicas.
type replicasReport struct {
	replicasCommand
	Held        map[int]held // what the stopped and the killed one had in their hands
	Fired       map[uint8]int
	Told, Again int // times that the handler was told of an event, and of them those that were not the first
	Took        time.Duration
	Findings    []storage.Finding

	backlog []time.Time
	late    []lateness
}

// String prints the report for people.
func (r replicasReport) String() string {
	s := fmt.Sprintf("%d tickets, %d timers, %d replicas, clocks %d times as fast, in %s\n", r.Tickets, 2*r.Tickets, working, r.Speed, r.Took.Round(time.Millisecond))
	for mark, what := range map[int]string{stopped: "stopped", killed: "killed"} {
		s += fmt.Sprintf("replica %d was %s with %d timers in its hands, within a transaction: %t\n", mark, what, r.Held[mark].timers, r.Held[mark].open)
	}
	s += fmt.Sprintf("fired, by replica: %v\n", r.Fired)
	s += fmt.Sprintf("the handler was told %d times, %d of them again\n", r.Told, r.Again)
	s += r.pace()
	s += fmt.Sprintf("findings %d\n", len(r.Findings))
	for _, f := range r.Findings[:min(len(r.Findings), 50)] {
		s += f.Invariant + ": " + f.Text + "\n"
	}
	return s
}

// pace tells how quickly what was overdue has fired, and how late the dues were. What
// was in the hands of the stopped and the killed one had to wait for the lease.
func (r replicasReport) pace() string {
	if len(r.backlog) == 0 || len(r.late) == 0 {
		return ""
	}
	times := slices.SortedFunc(slices.Values(r.backlog), time.Time.Compare)
	most := times[len(times)*95/100]
	seconds := most.Sub(times[0]).Seconds() / float64(r.Speed)
	s := fmt.Sprintf("overdue at the start: %.0f a second until 95 of 100 had fired; the last after %s\n",
		float64(len(times)*95/100)/seconds, (times[len(times)-1].Sub(times[0]) / time.Duration(r.Speed)).Round(time.Millisecond))
	slices.SortFunc(r.late, func(a, b lateness) int { return int(a.late - b.late) })
	at := func(share int) time.Duration {
		return (r.late[(len(r.late)-1)*share/100].late / time.Duration(r.Speed)).Round(time.Millisecond)
	}
	return s + fmt.Sprintf("due later: %d, %.0f a second, late by %s in the median, %s at 99 of 100, %s at most\n",
		len(r.late), float64(len(r.late))/r.Window.Seconds()*float64(r.Speed), at(50), at(99), at(100))
}
