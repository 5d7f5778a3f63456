package portal

import (
	"strconv"
	"strings"
	"time"

	"github.com/google/uuid"

	"github.com/helpdesk-go/helpdesk"
	"github.com/helpdesk-go/helpdesk/ticket"
)

// closingPane is what of a ticket's page tells what its closing left behind.
type closingPane struct {
	Article    string
	ArticleURL string // where the article is an address
	Draft      bool   // the solution may become one
	MayArticle bool

	Review    review
	MayReview bool
	Sample    string // the sample that it was drawn in, to go back to
}

// review is what the quality manager found.
type review struct {
	Closing string // in words; empty when there was no review
	Quality int
	By      string
	At      time.Time
}

// closingActions are the verbs on what a closing leaves behind.
var closingActions = map[string]action{
	"article": func(v *visit, s *helpdesk.Session, id uuid.UUID) (helpdesk.Receipt, error) {
		return s.SettleArticle(v.ctx, id, v.value("article"))
	},
	"review": func(v *visit, s *helpdesk.Session, id uuid.UUID) (helpdesk.Receipt, error) {
		return s.Review(v.ctx, id, helpdesk.Verdict{Closing: ticket.Closing(v.value("closing")), Quality: v.score("quality"), Comment: v.value("comment")})
	},
}

// score is one of the marks from 1 to 5. What is no number is nothing, which the desk
// refuses.
func (v *visit) score(field string) int {
	n, _ := strconv.Atoi(v.value(field))
	return n
}

// ticketClosing tells which article belongs to the solution, and what the review found.
func (v *visit) ticketClosing(p *ticketPage, s helpdesk.Story) {
	t, may := s.Ticket, v.rights.May
	p.Article, p.Draft = t.Article, t.Draft
	if strings.HasPrefix(t.Article, "https://") || strings.HasPrefix(t.Article, "http://") {
		p.ArticleURL = t.Article
	}
	p.MayArticle = may(helpdesk.VerbArticle) && (p.Works || may(helpdesk.VerbReview)) && (t.Draft || t.Solution != "")
	if !t.Review.IsZero() {
		p.Review = review{v.finding(t.Review.Closing), t.Review.Quality, v.name(s.Names, t.Review.By), t.Review.At}
	}
	p.MayReview = may(helpdesk.VerbReview) && p.Done && t.Agent != v.rights.Person.ID
	p.Sample = v.sampleAgain()
}

// finding is what a review says of the closing.
func (v *visit) finding(c ticket.Closing) string { return v.say.Text("review."+string(c), nil) }
