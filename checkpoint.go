package helpdesk

import (
	"bufio"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"io"
	"time"

	"github.com/google/uuid"

	"github.com/helpdesk-go/helpdesk/storage"
)

// headsAtOnce is how many ends of journals are read in one go.
const headsAtOnce = 200

// The lines of a checkpoint: one at its beginning, one for each ticket in the order of
// their ids, one at its end. Each is JSON.
type (
	checkpointLine struct {
		Checkpoint uuid.UUID `json:"checkpoint"`
		Desk       string    `json:"desk"`
		At         time.Time `json:"at"`
		Actor      string    `json:"actor"`
	}
	headLine struct {
		Ticket  uuid.UUID `json:"ticket"`
		Number  string    `json:"number"`
		Entries int       `json:"entries"`
		Head    string    `json:"head"` // the hash of the last entry, hex
	}
	sumLine struct {
		Tickets int    `json:"tickets"`
		Entries int64  `json:"entries"`
		Hash    string `json:"sha256"` // of all lines before this one, with their ends, hex
	}
)

// Checkpoint writes down where the journals of all tickets end, and a hash over it all:
// kept where nobody who can write to the store can write too, it proves later that no
// journal was shortened or changed and that no ticket was removed: see VerifyJournal.
//
// What is written are lines of JSON; the last one holds the SHA-256 of the bytes before
// it. It may be written while the desk is worked with: of each ticket it tells what is
// so when it comes to it. Memory stays constant. The desk remembers the checkpoint, not
// its lines. For operators.
func (s *Session) Checkpoint(ctx context.Context, w io.Writer) (storage.Checkpoint, error) {
	c, err := s.checkpoint(ctx, w)
	return c, fail("checkpoint", err)
}

func (s *Session) checkpoint(ctx context.Context, w io.Writer) (storage.Checkpoint, error) {
	if err := s.mayOperate(ctx); err != nil {
		return storage.Checkpoint{}, err
	}
	c := storage.Checkpoint{Desk: s.desk.key, ID: s.desk.newID(), At: s.desk.Now(), Actor: s.actor.ID}
	sum, out := sha256.New(), bufio.NewWriter(w)
	lines := json.NewEncoder(io.MultiWriter(sum, out))
	if err := lines.Encode(checkpointLine{c.ID, c.Desk, c.At, c.Actor}); err != nil {
		return storage.Checkpoint{}, err
	}
	for after := uuid.Nil; ; {
		heads, err := s.desk.store.Heads(ctx, c.Desk, after, headsAtOnce)
		if err != nil {
			return storage.Checkpoint{}, err
		}
		if len(heads) == 0 {
			break
		}
		for _, h := range heads {
			if err := lines.Encode(headLine{h.Ticket, h.Number, h.Entries, hex.EncodeToString(h.Hash)}); err != nil {
				return storage.Checkpoint{}, err
			}
			c.Tickets++
			c.Entries += int64(h.Entries)
			after = h.Ticket
		}
	}
	c.Hash = sum.Sum(nil)
	if err := json.NewEncoder(out).Encode(sumLine{c.Tickets, c.Entries, hex.EncodeToString(c.Hash)}); err != nil {
		return storage.Checkpoint{}, err
	}
	if err := out.Flush(); err != nil {
		return storage.Checkpoint{}, err
	}
	return c, s.desk.store.AddCheckpoint(ctx, c)
}

// Checkpoints answers the newest checkpoints that the desk remembers, at most 200. For operators.
func (s *Session) Checkpoints(ctx context.Context) ([]storage.Checkpoint, error) {
	if err := s.mayOperate(ctx); err != nil {
		return nil, fail("checkpoints", err)
	}
	list, err := s.desk.store.ListCheckpoints(ctx, s.desk.key, 200)
	return list, fail("checkpoints", err)
}

// ReadCheckpoint reads a checkpoint as Checkpoint wrote it, gives each end of a journal to
// head, in the order of the tickets' ids, and proves that the lines have the hash that
// they end with. The error is Invalid, with the line at fault.
func ReadCheckpoint(r io.Reader, head func(storage.Head)) (storage.Checkpoint, error) {
	c, err := readCheckpoint(r, head)
	return c, fail("read checkpoint", err)
}

func readCheckpoint(r io.Reader, head func(storage.Head)) (storage.Checkpoint, error) {
	in := checkpointReader{in: bufio.NewReader(r)}
	var first checkpointLine
	if err := in.next(&first); err != nil {
		return storage.Checkpoint{}, err
	}
	if first.Checkpoint == uuid.Nil {
		return storage.Checkpoint{}, in.wrong("it is no checkpoint of a desk")
	}
	c := storage.Checkpoint{Desk: first.Desk, ID: first.Checkpoint, At: first.At, Actor: first.Actor}
	sum := sha256.New()
	for last := uuid.Nil; ; {
		sum.Write(in.line)
		var line struct {
			headLine
			Tickets *int `json:"tickets"` // of the last line alone
		}
		if err := in.next(&line); err != nil {
			return c, err
		}
		if line.Tickets != nil {
			return in.end(c, sum.Sum(nil))
		}
		hash, err := hex.DecodeString(line.Head)
		if err != nil || line.Ticket.String() <= last.String() {
			return c, in.wrong("it tells no end of a journal, or not in its place")
		}
		head(storage.Head{Ticket: line.Ticket, Number: line.Number, Entries: line.Entries, Hash: hash})
		c.Tickets++
		c.Entries += int64(line.Entries)
		last = line.Ticket
	}
}

// checkpointReader reads a checkpoint line by line.
type checkpointReader struct {
	in   *bufio.Reader
	line []byte // the last one, with its end
	n    int
}

func (r *checkpointReader) next(into any) (err error) {
	r.n++
	if r.line, err = r.in.ReadBytes('\n'); err != nil {
		if err == io.EOF {
			return r.wrong("the end is missing")
		}
		return err
	}
	if err := json.Unmarshal(r.line, into); err != nil {
		return r.wrong("it is not JSON as a checkpoint has it")
	}
	return nil
}

// end reads the last line, which was seen to be it.
func (r *checkpointReader) end(c storage.Checkpoint, hash []byte) (storage.Checkpoint, error) {
	var last sumLine
	_ = json.Unmarshal(r.line, &last) // it was read before
	c.Hash = hash
	switch {
	case last.Hash != hex.EncodeToString(hash):
		return c, r.wrong("the lines before it do not have the hash " + last.Hash)
	case last.Tickets != c.Tickets || last.Entries != c.Entries:
		return c, r.wrong("it counts other tickets or entries than there are before it")
	}
	if _, err := r.in.ReadByte(); err != io.EOF {
		r.n++
		return c, r.wrong("something comes after the end")
	}
	return c, nil
}

func (r *checkpointReader) wrong(problem string) error {
	return &Error{Code: Invalid, Reason: "checkpoint_damaged", Params: params("line", itoa(int64(r.n)), "problem", problem)}
}
