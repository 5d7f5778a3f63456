package api

import (
	"encoding/base64"
	"strings"
	"time"

	"github.com/google/uuid"

	"github.com/helpdesk-go/helpdesk"
	"github.com/helpdesk-go/helpdesk/storage"
	"github.com/helpdesk-go/helpdesk/ticket"
)

// paging are the parameters of lists of tickets that lead through it.
var paging = []parameter{
	{"order", "due (the earliest first), updated or opened (the latest first); due when left out", textual},
	{"limit", "how many at most, 1 to 200; 50 when left out", whole},
	{"page", "where the page begins: \"next\" of the page before", textual},
}

// page is the query for the page that is asked for, without the filter.
func (c *call) page() storage.Query {
	q := storage.Query{Order: ticket.Order(c.text("order")), Limit: c.whole("limit", 200, 50)}
	if q.Order == "" {
		q.Order = ticket.ByDue
	}
	if got := c.text("page"); got != "" {
		var ok bool
		if q.After, ok = placeOf(got, q.Order); !ok {
			c.faults.add("page", helpdesk.FaultFormat, "got", got, "like", "\"next\" of the page before, in the same order")
		}
	}
	return q
}

// token writes a place in a list so that a client can come back to it. It is
// empty at the end of the list.
func token(place storage.Cursor, order ticket.Order) string {
	if place.IsZero() {
		return ""
	}
	text := string(order) + " " + place.At.UTC().Format(time.RFC3339Nano) + " " + place.ID.String()
	return base64.RawURLEncoding.EncodeToString([]byte(text))
}

// placeOf reads what token wrote for the same order.
func placeOf(token string, order ticket.Order) (storage.Cursor, bool) {
	text, err := base64.RawURLEncoding.Strict().DecodeString(token)
	if err != nil {
		return storage.Cursor{}, false
	}
	parts := strings.Split(string(text), " ")
	if len(parts) != 3 || parts[0] != string(order) {
		return storage.Cursor{}, false
	}
	at, err := time.Parse(time.RFC3339Nano, parts[1])
	if err != nil {
		return storage.Cursor{}, false
	}
	id, err := uuid.Parse(parts[2])
	return storage.Cursor{At: ticket.Instant(at), ID: id}, err == nil && id != uuid.Nil
}
