package helpdesk

import (
	"bytes"
	"cmp"
	"context"
	"crypto/sha256"
	"slices"
	"strconv"
	"time"

	"github.com/google/uuid"

	"github.com/helpdesk-go/helpdesk/event"
	"github.com/helpdesk-go/helpdesk/storage"
	"github.com/helpdesk-go/helpdesk/ticket"
)

// Verdict is what a quality manager finds of a closed ticket.
type Verdict struct {
	Closing ticket.Closing // was it closed rightly
	Quality int            // of the work, 1 to 5
	Comment string         // for the staff
}

// Review says whether a ticket was closed rightly and how good the work was. It is the
// quality manager's, of tickets that are over and that he did not work on himself. It may
// be said again: the last one counts, the journal keeps all. When the ticket is closed
// anew, it is to be reviewed anew.
func (s *Session) Review(ctx context.Context, id uuid.UUID, in Verdict) (Receipt, error) {
	return s.alter(ctx, VerbReview, id, in, func(d *draft) error {
		t := &d.ticket
		switch {
		case !d.rights.May(VerbReview) || !d.rights.Staff:
			return forbidden(VerbReview)
		case t.Phase != ticket.PhaseDone:
			return refuse("not_closed", "stage", t.Stage, "allowed", d.waysOut())
		case t.Agent == d.actor:
			return refuse("own_work", "number", t.Number)
		}
		var fs faults
		fs.oneOf("closing", string(in.Closing), texts(ticket.Closings()))
		fs.mark("quality", in.Quality)
		comment := fs.text("comment", in.Comment, MaxReason)
		if err := fs.err(); err != nil {
			return err
		}
		t.Review = ticket.Review{Closing: in.Closing, Quality: in.Quality, By: d.actor, At: d.at}
		if comment != "" {
			d.say(ticket.Message{Side: ticket.SideStaff, Audience: ticket.Internal, Purpose: ticket.PurposeReview, Channel: d.via, Text: comment})
		}
		return d.record(event.TicketReviewed, event.Reviewed{Closing: string(in.Closing), Quality: in.Quality, Agent: t.Agent, Team: t.Team})
	})
}

// The strata of a sample.
const (
	PerAgent = "agent"
	PerTeam  = "team"
)

// SampleQuery asks for closed tickets to look at.
type SampleQuery struct {
	From, Until time.Time // closed from the first on, before the second
	Teams       []string
	Agents      []string
	Size        int    // 1 to 100: of all, or of each stratum; 10 when 0
	Per         string // PerAgent, PerTeam, or empty: of all together
	Seed        string // the same seed draws the same tickets
}

// Sample is closed tickets that were drawn at random.
type Sample struct {
	Closed  int             // how many there are to draw from
	Tickets []ticket.Ticket // by the instant of their closing
}

// mostSampled is how many tickets a sample has at most, whatever is asked for.
const mostSampled = 500

// Sample draws closed tickets at random, so that nobody chooses which work is looked at.
// Which ones depends on the seed and the tickets' ids alone: the same question draws the
// same tickets, and one that is closed later takes the place of at most one other. For
// quality managers.
func (s *Session) Sample(ctx context.Context, q SampleQuery) (Sample, error) {
	sample, err := s.sample(ctx, q)
	return sample, fail("sample", err)
}

func (s *Session) sample(ctx context.Context, q SampleQuery) (Sample, error) {
	r, err := s.rights(ctx)
	if err == nil && (!r.May(VerbReview) || !r.Staff) {
		err = forbidden(VerbReview)
	}
	if err != nil {
		return Sample{}, err
	}
	var fs faults
	if q.Size == 0 {
		q.Size = 10
	}
	if q.Size < 1 || q.Size > 100 {
		fs.add("size", FaultRange, "got", strconv.Itoa(q.Size), "min", "1", "max", "100")
	}
	switch {
	case q.From.IsZero():
		fs.add("from", FaultRequired)
	case q.Until.IsZero():
		fs.add("until", FaultRequired)
	case !q.Until.After(q.From):
		fs.add("until", FaultRange, "got", q.Until.Format(time.RFC3339), "min", q.From.Format(time.RFC3339))
	}
	fs.oneOf("per", q.Per, []string{"", PerAgent, PerTeam})
	fs.text("seed", q.Seed, MaxSubject)
	if err := fs.err(); err != nil {
		return Sample{}, err
	}
	lot := lots{of: q, drawn: map[string][]ticket.Ticket{}}
	page := storage.Query{Order: ticket.ByOpened, Limit: 200, Filter: ticket.Filter{
		Phases: []ticket.Phase{ticket.PhaseDone}, ClosedFrom: q.From, ClosedBefore: q.Until, Teams: q.Teams, Agents: q.Agents,
	}}
	for {
		p, err := s.list(ctx, r.Scope, page)
		if err != nil {
			return Sample{}, err
		}
		for _, t := range p.Tickets {
			lot.add(t)
		}
		if p.Next.IsZero() {
			return lot.sample(), nil
		}
		page.After = p.Next
	}
}

// lots draws tickets as they come by: those whose hash with the seed is the least.
type lots struct {
	of     SampleQuery
	drawn  map[string][]ticket.Ticket // by stratum, in the order of their hashes
	closed int
}

func (l *lots) hash(t ticket.Ticket) []byte {
	sum := sha256.Sum256(append([]byte(l.of.Seed+"\x00"), t.ID[:]...))
	return sum[:]
}

func (l *lots) add(t ticket.Ticket) {
	l.closed++
	stratum := map[string]string{PerAgent: t.Agent, PerTeam: t.Team}[l.of.Per]
	list := l.drawn[stratum]
	at, _ := slices.BinarySearchFunc(list, t, func(a, b ticket.Ticket) int { return bytes.Compare(l.hash(a), l.hash(b)) })
	if at < l.of.Size {
		list = slices.Insert(list, at, t)
		l.drawn[stratum] = list[:min(len(list), l.of.Size)]
	}
}

func (l *lots) sample() Sample {
	s := Sample{Closed: l.closed}
	for _, list := range l.drawn {
		s.Tickets = append(s.Tickets, list...)
	}
	if len(s.Tickets) > mostSampled {
		slices.SortFunc(s.Tickets, func(a, b ticket.Ticket) int { return bytes.Compare(l.hash(a), l.hash(b)) })
		s.Tickets = s.Tickets[:mostSampled]
	}
	slices.SortFunc(s.Tickets, func(a, b ticket.Ticket) int {
		return cmp.Or(a.Closed.Compare(b.Closed), bytes.Compare(a.ID[:], b.ID[:]))
	})
	return s
}
