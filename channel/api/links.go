package api

import (
	"context"
	"net/http"
	"time"

	"github.com/google/uuid"

	"github.com/helpdesk-go/helpdesk"
	"github.com/helpdesk-go/helpdesk/ticket"
)

type linkInput struct {
	Kind ticket.LinkKind `json:"kind,omitempty" required:"true" doc:"defect, task, order or another word of small letters, digits and hyphens: a thing elsewhere; related: another ticket"`
	Key  string          `json:"key,omitempty" required:"true" doc:"what it is called there; of another ticket its number"`
	URL  string          `json:"url,omitempty" doc:"where people see it; none for another ticket"`
}

// linkViewJSON is a link with what is known of where it leads.
type linkViewJSON struct {
	Kind    ticket.LinkKind `json:"kind"`
	Key     string          `json:"key"`
	URL     string          `json:"url,omitempty"`
	Ticket  uuid.UUID       `json:"ticket,omitzero" format:"uuid" doc:"left out for a thing elsewhere"`
	Stage   string          `json:"stage,omitempty" doc:"of another ticket, as it is now; left out when the caller may not read it"`
	Phase   ticket.Phase    `json:"phase,omitempty"`
	Subject string          `json:"subject,omitempty"`
	State   linkStateJSON   `json:"state,omitzero" doc:"of a thing elsewhere; left out while it was never asked for"`
}

type linkStateJSON struct {
	State string    `json:"state" doc:"as it was last known"`
	Title string    `json:"title,omitempty"`
	Over  bool      `json:"over" doc:"nothing more will happen to it"`
	At    time.Time `json:"at,omitzero" doc:"when that was known; left out while nothing is"`
	Tried time.Time `json:"tried" doc:"when it was last asked for"`
	Fault string    `json:"fault,omitempty" doc:"why nothing newer is known"`
}

type linksJSON struct {
	Links []linkViewJSON `json:"links"`
}

func linkOf(l ticket.Link) linkJSON {
	return linkJSON{Kind: l.Kind, Key: l.Key, URL: l.URL, Ticket: l.Ticket}
}

func linkViewOf(v helpdesk.LinkView) linkViewJSON {
	s := v.State
	return linkViewJSON{
		Kind: v.Kind, Key: v.Key, URL: v.URL, Ticket: v.Link.Ticket, Stage: v.Stage, Phase: v.Phase, Subject: v.Subject,
		State: linkStateJSON{State: s.State, Title: s.Title, Over: s.Over, At: s.At, Tried: s.Tried, Fault: s.Fault},
	}
}

// linkRoutes lead tickets to other things and tell how those stand.
func linkRoutes() []route {
	refresh := read("/tickets/{ref}/links/refresh", "refreshLinks", "Ask how the things elsewhere stand, wait for it, and list the links", linksBy((*helpdesk.Session).RefreshLinks))
	refresh.method = http.MethodPost
	return []route{
		verb("/tickets/{ref}/links", "link", "Lead a ticket to another one or to a thing elsewhere",
			func(ctx context.Context, s *helpdesk.Session, id uuid.UUID, in linkInput) (helpdesk.Receipt, error) {
				return s.Link(ctx, id, helpdesk.NewLink(in))
			}),
		act(http.MethodDelete, "/tickets/{ref}/links/{kind}/{key}", "unlink", "Take a link away",
			func(c *call, s *helpdesk.Session, id uuid.UUID) (helpdesk.Receipt, error) {
				return s.Unlink(c.Context(), id, ticket.LinkKind(c.PathValue("kind")), c.PathValue("key"))
			}),
		read("/tickets/{ref}/links", "listLinks", "List the links of a ticket with what is known of where they lead, for the staff", linksBy((*helpdesk.Session).Links)),
		refresh,
	}
}

func linksBy(links func(*helpdesk.Session, context.Context, uuid.UUID) ([]helpdesk.LinkView, error)) func(*call) (linksJSON, error) {
	return func(c *call) (linksJSON, error) {
		s, err := c.session()
		if err != nil {
			return linksJSON{}, err
		}
		id, err := c.ticket(s)
		if err != nil {
			return linksJSON{}, err
		}
		views, err := links(s, c.Context(), id)
		return linksJSON{each(views, linkViewOf)}, err
	}
}
