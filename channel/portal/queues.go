package portal

import (
	"net/http"
	"net/url"
	"slices"
	"strconv"

	"github.com/helpdesk-go/helpdesk"
	"github.com/helpdesk-go/helpdesk/ticket"
)

// queue is one of the lists that the staff works from.
type queue struct {
	key   string
	order ticket.Order
	of    func(*visit) (ticket.Filter, bool) // false: not for this person
}

// noStep is the queue of what will not go on unless somebody looks at it.
const noStep = "no-step"

var alive = []ticket.Phase{ticket.PhaseOpen, ticket.PhaseWaiting, ticket.PhaseResolved}

// queues are all of them, in the order in which they are shown.
func queues() []queue {
	working := []ticket.Phase{ticket.PhaseOpen, ticket.PhaseWaiting}
	return []queue{
		{"mine", ticket.ByDue, func(v *visit) (ticket.Filter, bool) {
			return ticket.Filter{Agents: []string{v.rights.Person.ID}, Phases: working}, v.rights.Person.ID != ""
		}},
		{"teams", ticket.ByDue, func(v *visit) (ticket.Filter, bool) {
			return ticket.Filter{Teams: v.rights.Teams, Phases: working}, len(v.rights.Teams) > 0
		}},
		{"unassigned", ticket.ByDue, func(v *visit) (ticket.Filter, bool) {
			return ticket.Filter{Unassigned: true, Phases: working}, true
		}},
		{"late", ticket.ByDue, func(v *visit) (ticket.Filter, bool) {
			return ticket.Filter{DueBefore: v.now, Phases: alive}, true
		}},
		{"waiting", ticket.ByUpdated, func(v *visit) (ticket.Filter, bool) { return ticket.Filter{Waiting: true}, true }},
		{"too-long", ticket.ByUpdated, func(v *visit) (ticket.Filter, bool) { return ticket.Filter{TooLong: v.tooLong}, true }},
		{noStep, ticket.ByOpened, func(v *visit) (ticket.Filter, bool) { return ticket.Filter{NoNextStep: v.now}, v.rights.Desk }},
		{"resolved", ticket.ByUpdated, func(v *visit) (ticket.Filter, bool) {
			return ticket.Filter{Phases: []ticket.Phase{ticket.PhaseResolved}}, true
		}},
		{"open", ticket.ByDue, func(v *visit) (ticket.Filter, bool) { return ticket.Filter{Phases: alive}, true }},
		{"drafts", ticket.ByUpdated, func(v *visit) (ticket.Filter, bool) {
			return ticket.Filter{Drafts: true}, v.rights.May(helpdesk.VerbArticle) && (v.rights.Desk || v.rights.May(helpdesk.VerbReview))
		}},
		{"all", ticket.ByUpdated, func(v *visit) (ticket.Filter, bool) { return ticket.Filter{}, true }},
	}
}

// mostCounted is how far tickets are counted: beyond it a count says "99+".
const mostCounted = 100

// count says how many tickets match.
func (v *visit) count(f ticket.Filter) (string, error) {
	n, err := v.session.Count(v.ctx, f, mostCounted)
	if err != nil {
		return "", err
	}
	return bounded(n), nil
}

func bounded(n int) string {
	if n >= mostCounted {
		return strconv.Itoa(mostCounted-1) + "+"
	}
	return strconv.Itoa(n)
}

// rail is the list of queues with their counts.
func (v *visit) rail(current string) ([]link, error) {
	var links []link
	for _, q := range queues() {
		f, ok := q.of(v)
		if !ok {
			continue
		}
		l := link{Key: q.key, Title: v.say.Text("queue."+q.key, nil), URL: v.at("queues", q.key), Current: q.key == current}
		if q.key != "all" {
			n, err := v.count(f)
			if err != nil {
				return nil, err
			}
			l.Count = n
		}
		links = append(links, l)
	}
	return links, nil
}

// queuePage is the console with a list and no ticket.
type queuePage struct {
	Rail []link
	List listPane
}

func (v *visit) queue() error {
	if !v.rights.Staff {
		return v.see(v.at("requests"))
	}
	key := v.r.PathValue("queue")
	query := v.r.URL.Query()
	query.Set("queue", key)
	p := queuePage{}
	var err error
	if p.List, err = v.list(query, ""); err != nil {
		return err
	}
	if p.Rail, err = v.rail(key); err != nil {
		return err
	}
	status := http.StatusOK
	if p.List.Problem != "" {
		status = http.StatusUnprocessableEntity
	}
	v.show(status, "queue", p.List.Title, p)
	return nil
}

// queueOf is the queue that an address names; "open" when it names none.
func queueOf(query url.Values) (queue, error) {
	key := query.Get("queue")
	if key == "" {
		key = "open"
	}
	all := queues()
	i := slices.IndexFunc(all, func(q queue) bool { return q.key == key })
	if i < 0 {
		return queue{}, notThere
	}
	return all[i], nil
}

// lacks says why a ticket stands without a next step, as far as the ticket tells. Where
// it tells of nothing it is there because no timer is pending.
func (v *visit) lacks(t ticket.Ticket) string {
	const some = 1 // timers, so that the lack of them is not told
	lacks := t.Lacks(v.now, some)
	if len(lacks) == 0 {
		lacks = []ticket.Lack{ticket.LacksTimer}
	}
	var list []string
	for _, l := range lacks {
		if l == ticket.LacksTime {
			list = append(list, v.due(t).Text) // for how long
			continue
		}
		list = append(list, v.say.Text("lack."+string(l), nil))
	}
	return joined(list)
}
