package api

import (
	"slices"
	"time"

	"github.com/helpdesk-go/helpdesk"
	"github.com/helpdesk-go/helpdesk/ticket"
)

type ticketPage struct {
	Tickets []ticketJSON `json:"tickets"`
	Next    string       `json:"next,omitempty" doc:"the next page; left out at the end"`
}

type countJSON struct {
	Count int `json:"count"`
	Most  int `json:"most" doc:"how far was counted: there may be more when the count is the same"`
}

// requestFilter are the parameters that narrow a list for its requester; ticketFilter
// are all there are.
var (
	requestFilter = []parameter{
		{"phase", "open, waiting, resolved or done", several},
		{"kind", "keys of kinds", several},
		{"category", "keys of categories", several},
		{"priority", "keys of priorities", several},
		{"field", "key:value of a custom field; an empty value for those that are not filled in", several},
		{"due_before", "a running clock ends before", instant},
		{"opened_from", "opened then or later", instant},
		{"opened_before", "opened earlier", instant},
		{"text", "a part of the subject or of the number", textual},
	}
	ticketFilter = append(slices.Clone(requestFilter),
		parameter{"stage", "keys of stages", several},
		parameter{"team", "ids of teams", several},
		parameter{"agent", "ids of agents", several},
		parameter{"requester", "ids of requesters", several},
		parameter{"organization", "ids of organizations", several},
		parameter{"unassigned", "without an agent", flag},
		parameter{"waiting", "marked as waiting, or in a waiting stage", flag},
		parameter{"closed_from", "closed then or later", instant},
		parameter{"closed_before", "closed earlier", instant},
		parameter{"drafts", "closed with a solution that may become an article", flag},
		parameter{"no_next_step", "nothing will happen to it by itself: nobody has it, it is overdue, it waits without a date, or no clock runs", flag},
		parameter{"too_long", "waits too long: its next contact is past, or it waits longer than the regulation allows", flag},
		parameter{"waits_over", "waits for more than so many days of 24 hours, or its next contact is past", whole},
	)
)

// filter reads the filter. What a route does not take is never in its query.
func (c *call) filter() ticket.Filter {
	f := ticket.Filter{
		Phases:        list[ticket.Phase](c, "phase"),
		Stages:        list[string](c, "stage"),
		Kinds:         list[string](c, "kind"),
		Categories:    list[string](c, "category"),
		Priorities:    list[string](c, "priority"),
		Teams:         list[string](c, "team"),
		Agents:        list[string](c, "agent"),
		Requesters:    list[string](c, "requester"),
		Organizations: list[string](c, "organization"),
		Fields:        c.fields("field"),
		Unassigned:    c.flag("unassigned"),
		Waiting:       c.flag("waiting"),
		DueBefore:     c.instant("due_before"),
		OpenedFrom:    c.instant("opened_from"),
		OpenedBefore:  c.instant("opened_before"),
		ClosedFrom:    c.instant("closed_from"),
		ClosedBefore:  c.instant("closed_before"),
		Drafts:        c.flag("drafts"),
		Text:          c.text("text"),
	}
	if c.flag("no_next_step") {
		f.NoNextStep = c.api.desk.Now()
	}
	return f
}

// mostDays is the longest wait that can be asked for.
const mostDays = 3650

// tooLong reads which waits are too long.
func (c *call) tooLong() (ticket.WaitLimit, error) {
	byRule, days := c.flag("too_long"), c.whole("waits_over", mostDays, 0)
	now := c.api.desk.Now()
	switch {
	case byRule && days != 0:
		c.faults.add("waits_over", helpdesk.FaultGiven)
	case byRule:
		return c.api.desk.TooLong(c.Context())
	case days != 0:
		return ticket.WaitLimit{Contact: now, Since: now.Add(-time.Duration(days) * 24 * time.Hour)}, nil
	}
	return ticket.WaitLimit{}, nil
}

// ticketReads are what the staff reads of tickets, and the explanation of a clock,
// which is for everybody who may read the ticket.
func ticketReads() []route {
	most := parameter{"most", "how far to count, 1 to 100000; 1000 when left out", whole}
	return []route{
		read("/tickets", "listTickets", "List tickets, for the staff", listTickets).with(slices.Concat(ticketFilter, paging)...),
		read("/tickets/count", "countTickets", "Count tickets, for the staff", countTickets).with(append(slices.Clone(ticketFilter), most)...),
		read("/tickets/{ref}", "readTicket", "Read a ticket with its whole story, for the staff", readTicket),
		read("/tickets/{ref}/clocks/{clock}/explanation", "explain", "Explain how a clock came to its due", explain),
	}
}

func listTickets(c *call) (ticketPage, error) {
	q := c.page()
	q.Filter = c.filter()
	limit, err := c.tooLong()
	if err != nil {
		return ticketPage{}, err
	}
	q.TooLong = limit
	s, err := c.session()
	if err != nil {
		return ticketPage{}, err
	}
	page, err := s.Tickets(c.Context(), q)
	return ticketPage{Tickets: each(page.Tickets, ticketOf), Next: token(page.Next, q.Order)}, err
}

func countTickets(c *call) (countJSON, error) {
	filter, most := c.filter(), c.whole("most", 100_000, 1000)
	limit, err := c.tooLong()
	if err != nil {
		return countJSON{}, err
	}
	filter.TooLong = limit
	s, err := c.session()
	if err != nil {
		return countJSON{}, err
	}
	n, err := s.Count(c.Context(), filter, most)
	return countJSON{Count: n, Most: most}, err
}

func readTicket(c *call) (storyJSON, error) {
	s, err := c.session()
	if err != nil {
		return storyJSON{}, err
	}
	id, err := c.ticket(s)
	if err != nil {
		return storyJSON{}, err
	}
	story, err := s.Story(c.Context(), id)
	if err != nil {
		return storyJSON{}, err
	}
	c.tag(story.Ticket.Version)
	return storyOf(story), nil
}

func explain(c *call) (explanationJSON, error) {
	s, err := c.session()
	if err != nil {
		return explanationJSON{}, err
	}
	id, err := c.ticket(s)
	if err != nil {
		return explanationJSON{}, err
	}
	e, err := s.Explain(c.Context(), id, c.PathValue("clock"))
	if err != nil {
		return explanationJSON{}, err
	}
	reason, err := c.api.desk.Reason(c.Context(), e.Version, e.Rule)
	return explanationOf(e, reason), err
}

// each makes the answer of every part; an empty list stays a list.
func each[In, Out any](list []In, of func(In) Out) []Out {
	out := make([]Out, 0, len(list))
	for _, x := range list {
		out = append(out, of(x))
	}
	return out
}
