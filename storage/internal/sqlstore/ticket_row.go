package sqlstore

import (
	"time"

	"github.com/google/uuid"

	"github.com/helpdesk-go/helpdesk/storage"
	"github.com/helpdesk-go/helpdesk/ticket"
)

// ticketRow is a row of selectTickets.
type ticketRow struct {
	Desk           string                      `db:"desk"`
	ID             uuid.UUID                   `db:"id"`
	Number         string                      `db:"number"`
	Version        int64                       `db:"version"`
	Subject        string                      `db:"subject"`
	Kind           string                      `db:"kind"`
	Category       string                      `db:"category"`
	Priority       string                      `db:"priority"`
	Plan           string                      `db:"plan"`
	Rule           string                      `db:"rule"`
	Fields         document[map[string]string] `db:"fields"`
	Channel        string                      `db:"channel"`
	Author         string                      `db:"author"`
	Requester      string                      `db:"requester"`
	Organization   string                      `db:"organization"`
	Phone          string                      `db:"phone"`
	Observers      document[[]string]          `db:"observers"`
	Stage          string                      `db:"stage"`
	Phase          string                      `db:"phase"`
	Regulation     int                         `db:"regulation"`
	Team           string                      `db:"team"`
	Agent          string                      `db:"agent"`
	Vendor         string                      `db:"vendor"`
	LastTask       uuid.UUID                   `db:"last_task"`
	Links          document[[]ticket.Link]     `db:"links"`
	WaitReason     string                      `db:"wait_reason"`
	WaitSince      instant                     `db:"wait_since"`
	WaitUntil      instant                     `db:"wait_until"`
	SilenceSince   instant                     `db:"silence_since"`
	SilenceNoticed bool                        `db:"silence_noticed"`
	Estimates      document[map[string]string] `db:"estimates"`
	Solution       string                      `db:"solution"`
	Article        string                      `db:"article"`
	Draft          bool                        `db:"draft"`
	Rating         int                         `db:"rating"`
	ReviewClosing  string                      `db:"review_closing"`
	ReviewQuality  int                         `db:"review_quality"`
	ReviewBy       string                      `db:"review_by"`
	ReviewAt       instant                     `db:"review_at"`
	Spent          int64                       `db:"spent"`
	Opened         instant                     `db:"opened"`
	Entered        instant                     `db:"entered"`
	Resolved       instant                     `db:"resolved"`
	Closed         instant                     `db:"closed"`
	Erased         instant                     `db:"erased"`
	Updated        instant                     `db:"updated"`
	Due            instant                     `db:"due"`
	Ledger         []byte                      `db:"ledger"`
	Head           []byte                      `db:"head"`
	Entries        int                         `db:"entries"`
}

func (r ticketRow) ticket() ticket.Ticket {
	t := ticket.Ticket{
		Desk: r.Desk, ID: r.ID, Number: r.Number, Version: r.Version,
		Subject: r.Subject, Kind: r.Kind, Category: r.Category, Priority: r.Priority, Plan: r.Plan, Rule: r.Rule, Fields: r.Fields.value,
		Channel: ticket.Channel(r.Channel), Author: r.Author, Requester: r.Requester, Organization: r.Organization, Phone: r.Phone,
		Observers: r.Observers.value,
		Stage:     r.Stage, Phase: ticket.Phase(r.Phase), Regulation: r.Regulation,
		Team: r.Team, Agent: r.Agent, Vendor: r.Vendor, LastTask: r.LastTask, Links: r.Links.value,
		Wait:      ticket.Wait{Reason: r.WaitReason, Since: r.WaitSince.Time, Until: r.WaitUntil.Time},
		Silence:   ticket.Silence{Since: r.SilenceSince.Time, Noticed: r.SilenceNoticed},
		Estimates: r.Estimates.value, Solution: r.Solution, Article: r.Article, Draft: r.Draft,
		Rating: r.Rating, Spent: time.Duration(r.Spent),
		Review: ticket.Review{Closing: ticket.Closing(r.ReviewClosing), Quality: r.ReviewQuality, By: r.ReviewBy, At: r.ReviewAt.Time},
		Opened: r.Opened.Time, Entered: r.Entered.Time, Resolved: r.Resolved.Time, Closed: r.Closed.Time, Erased: r.Erased.Time,
		Updated: r.Updated.Time, Due: r.Due.Time, Ledger: r.Ledger, Head: r.Head, Entries: r.Entries,
	}
	if t.Due.Equal(storage.FarAway) {
		t.Due = time.Time{}
	}
	return t
}

// tickets is the table of tickets.
var tickets = Table{"helpdesk_tickets", []string{
	"desk", "id", "number", "number_folded", "version",
	"subject", "subject_folded", "kind", "category", "priority", "plan", "rule", "fields",
	"channel", "author", "requester", "organization", "phone", "observers",
	"stage", "phase", "regulation", "team", "agent", "vendor", "last_task", "links",
	"wait_reason", "wait_since", "wait_until", "silence_since", "silence_noticed",
	"estimates", "solution", "article", "draft", "rating", "review_closing", "review_quality", "review_by", "review_at", "spent",
	"opened", "entered", "resolved", "closed", "erased",
	"updated", "due", "ledger", "head", "entries",
}}

// TicketRow is the row of a ticket.
func (d Dialect) TicketRow(t ticket.Ticket) Rows {
	r := Rows{Table: tickets}
	r.add(
		t.Desk, d.ID(t.ID), t.Number, fold(t.Number), t.Version,
		t.Subject, fold(t.Subject), t.Kind, t.Category, t.Priority, t.Plan, t.Rule, document[map[string]string]{t.Fields},
		string(t.Channel), t.Author, t.Requester, t.Organization, t.Phone, document[[]string]{t.Observers},
		t.Stage, string(t.Phase), t.Regulation, t.Team, t.Agent, t.Vendor, d.ref(t.LastTask), document[[]ticket.Link]{t.Links},
		t.Wait.Reason, d.at(t.Wait.Since), d.at(t.Wait.Until), d.at(t.Silence.Since), t.Silence.Noticed,
		document[map[string]string]{t.Estimates}, t.Solution, t.Article, t.Draft, t.Rating,
		string(t.Review.Closing), t.Review.Quality, t.Review.By, d.at(t.Review.At), int64(t.Spent),
		d.at(t.Opened), d.at(t.Entered), d.at(t.Resolved), d.at(t.Closed), d.at(t.Erased),
		d.at(t.Updated), d.at(due(t)), t.Ledger, t.Head, t.Entries,
	)
	return r
}
