package ticket

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"strconv"
	"strings"
)

const (
	// OfEntry begins what a fact is of that tells what became of an earlier entry, before
	// the entry's number.
	OfEntry = "entry:"
	// factErased is the field of such a fact: what the entry's facts are from then on.
	factErased = "erased"
)

// ErasedMark stands in the place of a value that was taken away on purpose.
const ErasedMark = "erased"

// Erase takes the values of a fact away: was and is are what takes their places, and what
// they had in common with the values is lost, with the salt. The digest stays, for the chain.
func (f *Fact) Erase(was, is string) {
	f.Old, f.New, f.Salt, f.Erased = was, is, nil, true
}

// ErasedSeal is the fact that an entry in which something was erased now has these facts.
// It belongs into the entry that tells of the erasing: without it, Verify takes what is
// missing for something that was taken away behind the desk's back.
func ErasedSeal(e Entry) Fact {
	return Fact{Of: OfEntry + strconv.Itoa(e.Seq), Field: factErased, New: e.remains()}
}

// remains is a digest of all the facts of an entry as they are now.
func (e Entry) remains() string {
	var b []byte
	for _, f := range e.Facts {
		for _, part := range []string{f.Of, f.Field, f.Old, f.New, strconv.FormatBool(f.Erased)} {
			b = appendPart(b, part)
		}
		b = appendPart(b, f.Digest)
	}
	sum := sha256.Sum256(b)
	return hex.EncodeToString(sum[:])
}

// verifyErased proves that whatever is erased was erased by an entry that tells so, and
// that nothing was put in its place since.
func verifyErased(entries []Entry) error {
	seals := make(map[int]string)
	for _, e := range entries {
		for _, f := range e.Facts {
			n, sealed := strings.CutPrefix(f.Of, OfEntry)
			if !sealed || f.Field != factErased || f.Erased {
				continue
			}
			if seq, err := strconv.Atoi(n); err == nil && seq < e.Seq {
				seals[seq] = f.New
			}
		}
	}
	for _, e := range entries {
		for _, f := range e.Facts {
			if f.Erased && seals[e.Seq] != e.remains() {
				return fmt.Errorf("journal of %s: entry %d: the value of %s is gone, or another, and no entry tells that it was erased", e.Ticket, e.Seq, f.Field)
			}
		}
	}
	return nil
}
