package api

import (
	"context"
	"net/http"
	"reflect"
	"time"

	"github.com/google/uuid"

	"github.com/helpdesk-go/helpdesk"
	"github.com/helpdesk-go/helpdesk/ticket"
)

type openInput struct {
	Subject   string            `json:"subject,omitempty" required:"true"`
	Text      string            `json:"text,omitempty" required:"true" doc:"what is asked, in the requester's words"`
	Category  string            `json:"category,omitempty" doc:"may be left out where the priority alone chooses the plan"`
	Priority  string            `json:"priority,omitempty" doc:"the regulation's default when left out"`
	Kind      string            `json:"kind,omitempty" doc:"the regulation's first when left out"`
	Fields    map[string]string `json:"fields,omitempty" doc:"of the form for the category and kind, by the regulation's keys"`
	Requester string            `json:"requester,omitempty" doc:"whose request it is; the caller's own when left out"`
	Phone     string            `json:"phone,omitempty" doc:"where to call about it; the requester's when left out"`
	Observers []string          `json:"observers,omitempty"`
	Channel   ticket.Channel    `json:"channel,omitempty" doc:"the way it came: portal, phone, email or api"`
	Answer    string            `json:"answer,omitempty" doc:"what one of the staff answered at once to a call that he registers"`
}

type answerInput struct {
	Text      string         `json:"text,omitempty" required:"true"`
	Channel   ticket.Channel `json:"channel,omitempty" doc:"the way it came: portal, phone, email or api"`
	Automatic bool           `json:"automatic,omitempty" doc:"an automatic answer ends no wait and no silence"`
}

type noteInput struct {
	Text string `json:"text,omitempty" required:"true"`
}

type classificationInput struct {
	Category string            `json:"category,omitempty"`
	Priority string            `json:"priority,omitempty"`
	Agent    string            `json:"agent,omitempty" doc:"who is to take it on"`
	Fields   map[string]string `json:"fields,omitempty" doc:"values of fields; an empty one clears the field"`
}

type fillInput struct {
	Fields map[string]string `json:"fields,omitempty" required:"true" doc:"values by the regulation's keys; an empty one clears the field, those left out stay"`
}

type assignmentInput struct {
	Agent  *string `json:"agent,omitempty" doc:"empty for nobody; left out, it stays"`
	Team   *string `json:"team,omitempty"`
	Vendor *string `json:"vendor,omitempty" doc:"an outside company's team, which then sees the ticket; empty for none"`
}

type moveInput struct {
	Event  string            `json:"event,omitempty" required:"true" doc:"the key of the move"`
	Fields map[string]string `json:"fields,omitempty" doc:"what the move asks for, by the keys of its fields"`
}

type waitInput struct {
	Reason string    `json:"reason,omitempty" required:"true"`
	Until  time.Time `json:"until,omitzero" doc:"the next contact"`
}

// ticketVerbs open tickets, talk about them and lead them on.
func ticketVerbs() []route {
	return []route{
		{
			method: http.MethodPost, path: "/tickets", id: "open", summary: "Open a ticket",
			statuses: []int{http.StatusCreated}, headers: verbHeaders[:2],
			body: reflect.TypeFor[openInput](), answer: reflect.TypeFor[receipt](), do: open,
		},
		verb("/tickets/{ref}/messages", "answer", "Add a message that both sides read",
			func(ctx context.Context, s *helpdesk.Session, id uuid.UUID, in answerInput) (helpdesk.Receipt, error) {
				return s.Reply(ctx, id, helpdesk.Answer(in))
			}),
		verb("/tickets/{ref}/notes", "note", "Add a note that only the staff reads",
			func(ctx context.Context, s *helpdesk.Session, id uuid.UUID, in noteInput) (helpdesk.Receipt, error) {
				return s.Note(ctx, id, in.Text)
			}),
		verb("/tickets/{ref}/classification", "classify", "Say what a ticket is",
			func(ctx context.Context, s *helpdesk.Session, id uuid.UUID, in classificationInput) (helpdesk.Receipt, error) {
				return s.Classify(ctx, id, helpdesk.Classification(in))
			}),
		verb("/tickets/{ref}/fields", "fill", "Change fields of a ticket",
			func(ctx context.Context, s *helpdesk.Session, id uuid.UUID, in fillInput) (helpdesk.Receipt, error) {
				return s.Fill(ctx, id, helpdesk.Filling(in))
			}),
		verb("/tickets/{ref}/assignment", "assign", "Give a ticket to somebody",
			func(ctx context.Context, s *helpdesk.Session, id uuid.UUID, in assignmentInput) (helpdesk.Receipt, error) {
				return s.Assign(ctx, id, helpdesk.Assignment(in))
			}),
		verb("/tickets/{ref}/moves", "move", "Take a ticket to another stage",
			func(ctx context.Context, s *helpdesk.Session, id uuid.UUID, in moveInput) (helpdesk.Receipt, error) {
				return s.Move(ctx, id, helpdesk.Transition{Event: in.Event, Fields: in.Fields})
			}),
		verb("/tickets/{ref}/wait", "wait", "Let a ticket wait: by the move into a waiting stage where the regulation has one, else by a mark that stops its clocks",
			func(ctx context.Context, s *helpdesk.Session, id uuid.UUID, in waitInput) (helpdesk.Receipt, error) {
				return s.Wait(ctx, id, helpdesk.Waiting(in))
			}),
		act(http.MethodDelete, "/tickets/{ref}/wait", "resume", "End a wait: by the move out of the waiting stage, or by taking the mark away",
			func(c *call, s *helpdesk.Session, id uuid.UUID) (helpdesk.Receipt, error) {
				return s.Resume(c.Context(), id)
			}),
	}
}

func open(c *call) (any, error) {
	s, err := c.session()
	if err != nil {
		return nil, err
	}
	done, err := s.Open(c.Context(), helpdesk.NewRequest(*c.body.(*openInput)))
	if err != nil {
		return nil, err
	}
	c.header.Set("Location", c.api.BasePath+"/requests/"+done.Ticket.String())
	return c.receipt(done), nil
}
