package helpdesk

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"slices"

	"github.com/google/uuid"

	"github.com/helpdesk-go/helpdesk/event"
	"github.com/helpdesk-go/helpdesk/storage"
	"github.com/helpdesk-go/helpdesk/ticket"
)

// What VerifyJournal proves beside the chains themselves.
const (
	nothingIsCut     = "no journal ends before the checkpoint"
	nothingIsGone    = "no ticket of the checkpoint is gone"
	nothingIsRenewed = "each journal is the one of the checkpoint, gone on"
	isRemembered     = "the desk remembers the checkpoint"
)

// Verified tells what VerifyJournal went through.
type Verified struct {
	Tickets    int
	Entries    int64
	Erased     int                // tickets from which personal data was erased, as an entry of each tells
	Checkpoint storage.Checkpoint // that was held against; zero if none was
}

// journalsAtOnce is how many tickets' journals are verified in one go.
const journalsAtOnce = 50

// VerifyJournal proves the chains of hashes of all journals, and that each ends where its
// ticket says. Held against a checkpoint that was kept elsewhere, it also tells journals
// whose last entries were cut off, journals that were written anew with whole chains, and
// tickets that are gone. It calls found for everything that is not so. A checkpoint that
// is damaged itself, or of another desk, is Invalid. It may run while the desk is worked
// with; memory stays constant. For operators.
func (s *Session) VerifyJournal(ctx context.Context, checkpoint io.ReadSeeker, found func(storage.Finding)) (Verified, error) {
	v, err := s.verifyJournal(ctx, checkpoint, found)
	return v, fail("verify", err)
}

func (s *Session) verifyJournal(ctx context.Context, checkpoint io.ReadSeeker, found func(storage.Finding)) (Verified, error) {
	if err := s.mayOperate(ctx); err != nil {
		return Verified{}, err
	}
	p := &verification{Desk: s.desk, found: found}
	if checkpoint != nil {
		if err := p.hold(ctx, checkpoint); err != nil {
			return Verified{}, err
		}
	}
	if checkpoint == nil {
		return p.Verified, p.walk(ctx, uuid.Max)
	}
	// The checkpoint leads: the journals up to each of its tickets are read with it.
	var failed error
	_, err := readCheckpoint(checkpoint, func(h storage.Head) {
		if failed == nil {
			p.heads = append(p.heads, h)
		}
		if failed == nil && len(p.heads) == headsAtOnce {
			failed = p.walk(ctx, h.Ticket)
		}
	})
	if failed == nil {
		failed = err
	}
	if failed == nil {
		failed = p.walk(ctx, uuid.Max)
	}
	return p.Verified, failed
}

// verification is the verifying of a desk's journals, from the first ticket on.
type verification struct {
	*Desk
	Verified
	found func(storage.Finding)
	after uuid.UUID      // the ticket that was verified last
	heads []storage.Head // of the checkpoint, those that come next
}

// hold proves the checkpoint itself, before anything is held against it.
func (p *verification) hold(ctx context.Context, checkpoint io.ReadSeeker) error {
	c, err := readCheckpoint(checkpoint, func(storage.Head) {})
	if err != nil {
		return err
	}
	if c.Desk != p.key {
		return &Error{Code: Invalid, Reason: "checkpoint_of_other_desk", Params: params("got", c.Desk, "allowed", p.key)}
	}
	if _, err := checkpoint.Seek(0, io.SeekStart); err != nil {
		return err
	}
	p.Checkpoint = c
	list, err := p.store.ListCheckpoints(ctx, p.key, 200)
	if err != nil {
		return err
	}
	for _, has := range list {
		if has.ID == c.ID && bytes.Equal(has.Hash, c.Hash) {
			return nil
		}
	}
	if len(list) < 200 {
		p.tell(isRemembered, uuid.Nil, fmt.Sprintf("%s of %s is not among those it has: the store was put back to before it, or the checkpoint is not its own", c.ID, c.At.Format("2006-01-02 15:04:05Z")))
	}
	return nil
}

func (p *verification) tell(invariant string, id uuid.UUID, text string) {
	p.found(storage.Finding{Invariant: invariant, Ticket: id, Text: text})
}

// walk verifies the journals of the next tickets, up to one. The ends that the tickets
// tell are read before their journals, which only grow: what a journal has in an end's
// place must be it.
func (p *verification) walk(ctx context.Context, upTo uuid.UUID) error {
	for {
		heads, err := p.store.Heads(ctx, p.key, p.after, journalsAtOnce)
		if err != nil {
			return err
		}
		page, err := p.store.Histories(ctx, storage.Everything(p.key), storage.HistoryQuery{After: p.after, Limit: journalsAtOnce})
		if err != nil {
			return err
		}
		ends := make(map[uuid.UUID]storage.Head, len(heads))
		for _, h := range heads {
			ends[h.Ticket] = h
		}
		for _, h := range page {
			if bytes.Compare(h.Ticket[:], upTo[:]) > 0 {
				p.gone(upTo)
				return nil
			}
			p.prove(h, ends)
			p.after = h.Ticket
		}
		if len(page) == 0 {
			p.gone(upTo)
			return nil
		}
	}
}

// prove verifies one journal.
func (p *verification) prove(h storage.History, ends map[uuid.UUID]storage.Head) {
	p.Tickets++
	p.Entries += int64(len(h.Journal))
	if slices.ContainsFunc(h.Journal, func(e ticket.Entry) bool { return e.Event == string(event.TicketErased) }) {
		p.Erased++
	}
	if err := ticket.Verify(h.Journal); err != nil {
		p.tell(chainIsWhole, h.Ticket, h.Number+": "+err.Error())
	}
	if end, told := ends[h.Ticket]; told && !has(h.Journal, end) {
		p.tell(chainIsWhole, h.Ticket, fmt.Sprintf("%s: the ticket tells of %d entries, there are %d, or others", h.Number, end.Entries, len(h.Journal)))
	}
	if len(p.heads) > 0 && bytes.Compare(p.heads[0].Ticket[:], h.Ticket[:]) < 0 {
		p.gone(h.Ticket)
	}
	if len(p.heads) == 0 || p.heads[0].Ticket != h.Ticket {
		return // opened since
	}
	head := p.heads[0]
	p.heads = p.heads[1:]
	switch {
	case len(h.Journal) < head.Entries:
		p.tell(nothingIsCut, h.Ticket, fmt.Sprintf("%s had %d entries and has %d", head.Number, head.Entries, len(h.Journal)))
	case !has(h.Journal, head):
		p.tell(nothingIsRenewed, h.Ticket, fmt.Sprintf("%s: entry %d is another one than it was", head.Number, head.Entries))
	}
}

// gone tells of the tickets of the checkpoint, before one, that did not come.
func (p *verification) gone(before uuid.UUID) {
	for len(p.heads) > 0 && bytes.Compare(p.heads[0].Ticket[:], before[:]) < 0 {
		p.tell(nothingIsGone, p.heads[0].Ticket, fmt.Sprintf("%s had %d entries; there is no such ticket", p.heads[0].Number, p.heads[0].Entries))
		p.heads = p.heads[1:]
	}
}

// has tells whether a journal has an end in its place.
func has(journal []ticket.Entry, end storage.Head) bool {
	if end.Entries == 0 {
		return true
	}
	return end.Entries <= len(journal) && bytes.Equal(journal[end.Entries-1].Hash, end.Hash)
}
