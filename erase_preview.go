package helpdesk

import (
	"context"
	"slices"

	"github.com/google/uuid"

	"github.com/helpdesk-go/helpdesk/storage"
	"github.com/helpdesk-go/helpdesk/ticket"
)

// ErasingPreview tells what Erase would do.
type ErasingPreview struct {
	Person     ticket.Person // as the directory knows him; for somebody unknown only the ID
	Duplicates []string      // ids that stand for him, whose data goes with his
	Texts      ErasedTexts
	Requests   int      // tickets that he has requested
	Open       int      // of those, the ones that are not over: they go on without what was in them
	Mentions   int      // messages whose texts stay and hold his name, e-mail or phone
	Named      int      // tickets of others in which his name stays: see Erasing.Everywhere
	Namesakes  []string // the numbers of the first MostNamesakes of them
	ErasedCounts
}

// PreviewErase tells what Erase would do, and does nothing. For administrators.
func (s *Session) PreviewErase(ctx context.Context, in Erasing) (ErasingPreview, error) {
	p, err := s.previewErase(ctx, in)
	return p, fail("preview erase", err)
}

func (s *Session) previewErase(ctx context.Context, in Erasing) (ErasingPreview, error) {
	var fs faults
	e, err := s.erasing(ctx, &fs, in)
	if err == nil {
		err = fs.err()
	}
	if err != nil {
		return ErasingPreview{}, err
	}
	p := ErasingPreview{Person: e.person, Duplicates: e.ids[1:], Texts: e.texts}
	foresee := func(id uuid.UUID) error { return e.foresee(ctx, &p, id) }
	if err := e.each(ctx, foresee); err != nil {
		return p, err
	}
	if err := e.elsewhere(ctx, foresee); err != nil {
		return p, err
	}
	beside, err := e.remarks(ctx)
	p.Remarks = len(beside)
	return p, err
}

// foresee counts what would go of a ticket.
func (e *erasure) foresee(ctx context.Context, p *ErasingPreview, id uuid.UUID) error {
	t, err := e.desk.store.Ticket(ctx, storage.Everything(e.desk.key), id)
	if err != nil {
		return ignoreGone(err)
	}
	b, err := e.desk.belongings(ctx, t)
	if err != nil {
		return err
	}
	w := e.of(t)
	taken := w.erase(b)
	p.add(taken.count)
	for _, m := range b.messages {
		if !taken.gone[m.ID] && w.mentioned(m.Text) {
			p.Mentions++
		}
	}
	if w.own() {
		p.Requests++
		if t.Phase != ticket.PhaseDone {
			p.Open++
		}
	}
	if len(w.known) < len(e.known) && w.stays(b, taken, e.known) {
		if p.Named++; p.Named <= MostNamesakes {
			p.Namesakes = append(p.Namesakes, t.Number)
		}
	}
	return nil
}

// stays tells whether something that is not taken would be, or holds what the person is
// known by, if he were looked for by all of it.
func (w words) stays(b belongings, taken *eraser, known []string) bool {
	w.known = known
	return w.erase(b).count != taken.count ||
		slices.ContainsFunc(b.messages, func(m ticket.Message) bool { return !taken.gone[m.ID] && w.mentioned(m.Text) })
}
