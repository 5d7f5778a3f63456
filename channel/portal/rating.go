package portal

import (
	"slices"
	"strconv"

	"github.com/google/uuid"

	"github.com/helpdesk-go/helpdesk"
)

// ratingPane is where a requester says how content he is, beside the moves: while the
// move that accepts asks for a rating, it is said there.
type ratingPane struct {
	Rate    form
	MayRate bool
	Accepts bool // the request is accepted by it
}

// requestRating tells whether the requester may say how content he is.
func (v *visit) requestRating(p *requestPage, r helpdesk.Request, failed form) {
	asked := slices.ContainsFunc(p.Moves, func(m requestMove) bool {
		return m.Accepts && slices.ContainsFunc(m.Fields, func(f moveField) bool { return f.As == helpdesk.FieldRating })
	})
	p.MayRate, p.Accepts = r.Rates && !asked, r.RateAccepts
	p.Rate = blank("rate")
	if r.Rating > 0 {
		p.Rate.Values.Set("rating", strconv.Itoa(r.Rating))
	}
	if failed.Name == "rate" {
		p.Rate = failed
	}
}

func (v *visit) requestRate() error {
	score := v.score("rating")
	return v.requestAct("rate", thanks(score), func(s *helpdesk.Session, id uuid.UUID) (helpdesk.Receipt, error) {
		return s.Rate(v.ctx, id, helpdesk.Rating{Score: score, Comment: v.value("comment")})
	})
}

// poor is the best rating of those who are not content.
const poor = 2

// thanks is what is said to a requester who has rated.
func thanks(score int) string {
	if score <= poor {
		return "rated_poor"
	}
	return "rated"
}

// thanksFor is what is said after a move: thanks, where it asked for a rating and got one.
func (v *visit) thanksFor(event string) string {
	for _, m := range v.rules.Moves {
		for _, f := range m.Fields {
			if m.Event == event && f.As == helpdesk.FieldRating && v.score("fields."+f.Key) > 0 {
				return thanks(v.score("fields." + f.Key))
			}
		}
	}
	return "moved"
}
