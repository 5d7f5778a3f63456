package helpdesk

import (
	"context"

	"github.com/google/uuid"

	"github.com/helpdesk-go/helpdesk/event"
	"github.com/helpdesk-go/helpdesk/ticket"
)

// suggest marks a ticket that was closed with a solution, and without an article that
// had helped, as one whose solution may become an article.
func (d *draft) suggest(m Move) error {
	t := &d.ticket
	if t.Phase != ticket.PhaseDone || m.Void || t.Solution == "" || t.Article != "" {
		return nil
	}
	t.Draft = true
	return d.record(event.ArticleSuggested, event.Article{})
}

// SettleArticle says which article of the knowledge base belongs to a ticket's solution,
// by its key or its address; an empty one that none is to be written. The ticket stands
// no longer among those whose solution may become an article (ticket.Filter.Drafts).
// Those who work on the ticket may, and quality managers.
func (s *Session) SettleArticle(ctx context.Context, id uuid.UUID, article string) (Receipt, error) {
	return s.alter(ctx, VerbArticle, id, article, func(d *draft) error {
		if !d.rights.May(VerbArticle) || !d.rights.Works(d.ticket) && !d.rights.May(VerbReview) {
			return d.elsewhere(VerbArticle)
		}
		var fs faults
		article := fs.line("article", article, MaxArticle)
		if err := fs.err(); err != nil {
			return err
		}
		t := &d.ticket
		if article == t.Article && !t.Draft {
			return nil
		}
		t.Article, t.Draft = article, false
		return d.record(event.ArticleSettled, event.Article{Article: article})
	})
}
