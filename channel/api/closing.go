package api

import (
	"context"
	"net/http"

	"github.com/google/uuid"

	"github.com/helpdesk-go/helpdesk"
	"github.com/helpdesk-go/helpdesk/ticket"
)

type ratingInput struct {
	Rating  int    `json:"rating" required:"true" doc:"1 to 5"`
	Comment string `json:"comment,omitempty" doc:"that both sides read"`
}

type reviewInput struct {
	Closing ticket.Closing `json:"closing,omitempty" required:"true" doc:"right or wrong"`
	Quality int            `json:"quality" required:"true" doc:"of the work, 1 to 5"`
	Comment string         `json:"comment,omitempty" doc:"for the staff"`
}

type articleInput struct {
	Article string `json:"article" required:"true" doc:"its key or its address; empty when none is to be written"`
}

type observerInput struct {
	Person string `json:"person,omitempty" required:"true" doc:"an id; the requester's side may write the e-mail address of a person of the requester's organization"`
}

// closingVerbs say what became of a ticket, and who follows it.
func closingVerbs() []route {
	return []route{
		verb("/tickets/{ref}/rating", "rate", "Say how content one is with what was done",
			func(ctx context.Context, s *helpdesk.Session, id uuid.UUID, in ratingInput) (helpdesk.Receipt, error) {
				return s.Rate(ctx, id, helpdesk.Rating{Score: in.Rating, Comment: in.Comment})
			}),
		verb("/tickets/{ref}/review", "review", "Say whether a ticket was closed rightly and how good the work was, for quality managers",
			func(ctx context.Context, s *helpdesk.Session, id uuid.UUID, in reviewInput) (helpdesk.Receipt, error) {
				return s.Review(ctx, id, helpdesk.Verdict(in))
			}),
		verb("/tickets/{ref}/article", "settleArticle", "Say which article belongs to a ticket's solution, or that none is to be written",
			func(ctx context.Context, s *helpdesk.Session, id uuid.UUID, in articleInput) (helpdesk.Receipt, error) {
				return s.SettleArticle(ctx, id, in.Article)
			}),
		verb("/tickets/{ref}/observers", "addObserver", "Let a person follow a ticket on the requester's side",
			func(ctx context.Context, s *helpdesk.Session, id uuid.UUID, in observerInput) (helpdesk.Receipt, error) {
				return s.AddObserver(ctx, id, in.Person)
			}),
		act(http.MethodDelete, "/tickets/{ref}/observers/{person}", "removeObserver", "Take a person from those who follow a ticket",
			func(c *call, s *helpdesk.Session, id uuid.UUID) (helpdesk.Receipt, error) {
				return s.RemoveObserver(c.Context(), id, c.PathValue("person"))
			}),
	}
}
