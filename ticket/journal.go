package ticket

import (
	"bytes"
	"crypto/sha256"
	"encoding/binary"
	"fmt"
	"time"

	"github.com/google/uuid"
)

// Fact is one value that an entry of the journal records: what it was and what
// it became. Of is empty for a field of the ticket itself, else it names the
// part: "task:ID", "message:ID" or "time:ID".
type Fact struct {
	Of    string `json:"of,omitempty"`
	Field string `json:"field"`
	Old   string `json:"old,omitempty"`
	New   string `json:"new,omitempty"`
	// Salt makes Digest unguessable. It is erased with the values.
	Salt []byte `json:"salt,omitempty"`
	// Digest is SHA-256 over the salt and the four texts. The chain covers it,
	// not the values, so that values can be erased and the chain still verifies.
	Digest []byte `json:"digest,omitempty"`
	// Erased tells that the values, or parts of them, were taken away on purpose: ErasedMark
	// stands where they were.
	Erased bool `json:"erased,omitempty"`
}

// Entry is one line of a ticket's journal: who did what, when, and what it changed.
type Entry struct {
	Ticket    uuid.UUID
	Seq       int       // 1, 2, 3 … within the ticket
	Version   int64     // of the ticket, after the change the entry belongs to
	At        time.Time // when it was written
	Effective time.Time // since when it holds: a breach is written late, a correction later still
	Actor     string
	OnBehalf  string // on whose behalf the actor did it, if on another's
	Event     string // what happened, in the words of package event: "ticket.moved"
	Facts     []Fact
	Prev      []byte // the hash of the entry before; empty for the first
	Hash      []byte
}

// Value is the new value of a field of the ticket in this entry.
func (e Entry) Value(field string) (string, bool) {
	for _, f := range e.Facts {
		if f.Of == "" && f.Field == field {
			return f.New, true
		}
	}
	return "", false
}

// Seal completes an entry: it digests its facts with salts from salt and hangs
// the entry on the one before by its hash.
func (e *Entry) Seal(prev []byte, salt func() []byte) {
	for i := range e.Facts {
		e.Facts[i].Salt = salt()
		e.Facts[i].Digest = e.Facts[i].digest()
	}
	e.Prev = prev
	e.Hash = e.sum()
}

// Verify proves a whole journal: the numbering, the digests of all values that
// were not erased, the chain of hashes, and that whatever was erased was erased by an
// entry that tells so. The error names the entry at fault.
func Verify(entries []Entry) error {
	var prev []byte
	for i, e := range entries {
		if e.Seq != i+1 {
			return fmt.Errorf("journal of %s: entry %d stands in the place of entry %d", e.Ticket, e.Seq, i+1)
		}
		if !bytes.Equal(e.Prev, prev) {
			return fmt.Errorf("journal of %s: entry %d does not hang on the entry before it", e.Ticket, e.Seq)
		}
		for _, f := range e.Facts {
			if !f.Erased && !bytes.Equal(f.Digest, f.digest()) {
				return fmt.Errorf("journal of %s: entry %d: the value of %s was changed after it was written", e.Ticket, e.Seq, f.Field)
			}
		}
		if !bytes.Equal(e.Hash, e.sum()) {
			return fmt.Errorf("journal of %s: entry %d was changed after it was written", e.Ticket, e.Seq)
		}
		prev = e.Hash
	}
	return verifyErased(entries)
}

func (f Fact) digest() []byte {
	b := make([]byte, 0, 512) // on the stack, if that is enough
	b = appendPart(b, f.Salt)
	for _, part := range []string{f.Of, f.Field, f.Old, f.New} {
		b = appendPart(b, part)
	}
	sum := sha256.Sum256(b)
	return sum[:]
}

func (e Entry) sum() []byte {
	b := make([]byte, 0, 1536)
	b = appendPart(b, e.Prev)
	b = appendPart(b, e.Ticket[:])
	for _, n := range []int64{int64(e.Seq), e.Version, e.At.UnixMicro(), e.Effective.UnixMicro()} {
		b = binary.BigEndian.AppendUint64(b, uint64(n))
	}
	for _, part := range []string{e.Actor, e.OnBehalf, e.Event} {
		b = appendPart(b, part)
	}
	for _, f := range e.Facts {
		b = appendPart(b, f.Digest)
	}
	sum := sha256.Sum256(b)
	return sum[:]
}

// appendPart appends a part with its length before it, so that no two lists of
// parts make the same bytes.
func appendPart[T string | []byte](b []byte, part T) []byte {
	return append(binary.BigEndian.AppendUint64(b, uint64(len(part))), part...)
}
