package ticket

import (
	"crypto/sha256"
	"encoding/hex"
	"time"

	"github.com/google/uuid"
)

// Audience says who may read a message.
type Audience string

// The audiences.
const (
	Public   Audience = "public"   // the requester's side and the staff
	Internal Audience = "internal" // the staff alone
)

// Side says for whom the author of a message spoke.
type Side string

// The sides of a conversation.
const (
	SideRequester Side = "requester"
	SideStaff     Side = "staff"
	SideSystem    Side = "system"
)

// Purpose says what a message is in the ticket's life.
type Purpose string

// The purposes of a message.
const (
	PurposeRequest  Purpose = "request"  // the text the ticket was opened with
	PurposeAnswer   Purpose = "answer"   // a part of the conversation
	PurposeNote     Purpose = "note"     // an internal note
	PurposeSolution Purpose = "solution" // the text a ticket was resolved with
	PurposeReason   Purpose = "reason"   // why a move was made
	PurposeRating   Purpose = "rating"   // what the requester said with his rating
	PurposeReview   Purpose = "review"   // what the quality manager found
)

// Message is one text of the conversation. It never changes.
type Message struct {
	ID        uuid.UUID
	Ticket    uuid.UUID
	Version   int64 // of the ticket, after the change that brought the message
	At        time.Time
	Author    string
	OnBehalf  string // of whom the author spoke, if of another
	Side      Side
	Audience  Audience
	Purpose   Purpose
	Channel   Channel
	Automatic bool // an automatic answer: it ends no wait and no silence
	Text      string
	Salt      []byte // for Digest, so that an erased text cannot be guessed from the journal
}

// Digest is what the journal keeps of the text: hex SHA-256 of salt and text.
func (m Message) Digest() string {
	h := sha256.New()
	h.Write(m.Salt)
	h.Write([]byte(m.Text))
	return hex.EncodeToString(h.Sum(nil))
}
