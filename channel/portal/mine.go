package portal

import (
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	"github.com/google/uuid"

	"github.com/helpdesk-go/helpdesk"
	"github.com/helpdesk-go/helpdesk/storage"
	"github.com/helpdesk-go/helpdesk/ticket"
)

// What a requester sees of requests is made of helpdesk.Request alone: nothing that
// is the staff's own can come into these pages.

// minePage is the list of one's own requests.
type minePage struct {
	Text     string
	Waiting  []mineRow // for the requester
	Open     []mineRow
	Finished []mineRow
	Next     string // the address of the next page of the finished
	Later    bool   // this is not the first page
	New      string
}

// Empty tells whether there is nothing to show at all.
func (p minePage) Empty() bool { return len(p.Waiting)+len(p.Open)+len(p.Finished) == 0 }

// mineRow is one request of the list.
type mineRow struct {
	requestHead
	Moves []requestMove
}

// requestHead is what is said of a request in a list and on its page.
type requestHead struct {
	Number, URL, Subject, Kind, Category, Priority string
	Step, Phase, Agent                             string
	Waiting, Late                                  bool
	Opened, Updated, Resolved, Closed, ClosesAt    time.Time
	Returns                                        time.Time // when a wait for others ends
	Due                                            time.Time
	Overdue                                        string // by how much it is late
	Rating                                         int
	Declined                                       bool
}

func (v *visit) head(r helpdesk.Request) requestHead {
	h := requestHead{
		Number: r.Number, URL: v.at("requests", r.Number), Subject: v.said(r.Subject), Kind: v.kind(r.Kind), Category: v.category(r.Category), Priority: v.priority(r.Priority),
		Step: v.step(r.Step), Phase: string(r.Phase), Agent: r.Agent, Waiting: r.Waiting, Late: r.Late,
		Opened: r.Opened, Updated: r.Updated, Resolved: r.Resolved, Closed: r.Closed, ClosesAt: r.ClosesAt, Returns: r.Returns, Due: r.Due, Rating: r.Rating,
	}
	for _, s := range v.rules.Steps {
		h.Declined = h.Declined || s.Key == r.Step && s.Aside && r.Phase == ticket.PhaseDone
	}
	if r.Late {
		h.Overdue = v.say.Duration(v.now.Sub(r.Due))
	}
	return h
}

// shortcuts is for how many requests that wait the moves are offered in the list itself.
const shortcuts = 10

// mine shows one's own requests: what waits for the requester, what is open, what is over.
func (v *visit) mine() error {
	q := v.r.URL.Query()
	after, err := cursor(q.Get("after"))
	if err != nil {
		return err
	}
	p := minePage{Text: strings.TrimSpace(q.Get("text")), New: v.at("ask"), Later: !after.IsZero()}
	if !p.Later {
		active := storage.Query{Order: ticket.ByUpdated, Limit: 200, Filter: ticket.Filter{
			Text: p.Text, Phases: []ticket.Phase{ticket.PhaseOpen, ticket.PhaseWaiting, ticket.PhaseResolved},
		}}
		list, _, err := v.session.Requests(v.ctx, active)
		if err != nil {
			return err
		}
		for _, r := range list {
			row := mineRow{requestHead: v.head(r)}
			if r.Phase != ticket.PhaseResolved && !r.Waiting {
				p.Open = append(p.Open, row)
				continue
			}
			if len(p.Waiting) < shortcuts {
				if row.Moves, err = v.movesOf(r.ID); err != nil {
					return err
				}
			}
			p.Waiting = append(p.Waiting, row)
		}
	}
	over := storage.Query{Order: ticket.ByUpdated, Limit: 20, After: after, Filter: ticket.Filter{Text: p.Text, Phases: []ticket.Phase{ticket.PhaseDone}}}
	list, next, err := v.session.Requests(v.ctx, over)
	if err != nil {
		return err
	}
	for _, r := range list {
		p.Finished = append(p.Finished, mineRow{requestHead: v.head(r)})
	}
	if !next.IsZero() {
		p.Next = v.at("requests") + "?" + url.Values{"text": {p.Text}, "after": {cursorText(next)}}.Encode()
	}
	v.show(http.StatusOK, "mine", v.say.Text("mine.title", nil), p)
	return nil
}

func (v *visit) movesOf(id uuid.UUID) ([]requestMove, error) {
	r, err := v.session.Request(v.ctx, id)
	if err != nil {
		return nil, err
	}
	return v.requestMoves(r, form{}), nil
}

// cursorText writes a place in a list into an address.
func cursorText(c storage.Cursor) string {
	return strconv.FormatInt(c.At.UnixMicro(), 10) + "_" + c.ID.String()
}

// cursor reads what cursorText wrote.
func cursor(text string) (storage.Cursor, error) {
	if text == "" {
		return storage.Cursor{}, nil
	}
	at, id, _ := strings.Cut(text, "_")
	micros, err := strconv.ParseInt(at, 10, 64)
	parsed, err2 := uuid.Parse(id)
	if err != nil || err2 != nil {
		return storage.Cursor{}, &helpdesk.Error{Code: helpdesk.NotFound, Params: map[string]string{"field": "after", "got": text}}
	}
	return storage.Cursor{At: time.UnixMicro(micros).UTC(), ID: parsed}, nil
}
