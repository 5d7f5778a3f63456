package storage

import (
	"context"
	"time"

	"github.com/google/uuid"

	"github.com/helpdesk-go/helpdesk/event"
	"github.com/helpdesk-go/helpdesk/ticket"
)

// News is an event with what there is to say of its ticket, as it is now.
type News struct {
	Event        event.Envelope
	Subject      string
	Requester    string
	Organization string
}

// NewsQuery asks for a page of events, the newest first.
type NewsQuery struct {
	Kinds         []event.Kind // never empty
	Organizations []string     // of tickets; empty is all that the scope sees
	Limit         int          // 1 to 200
	Before        Cursor       // instant and event of the last one read; zero is the present
}

// Feed reads what has happened lately.
type Feed interface {
	// ListNews reads events of the kinds asked for, of tickets within the scope, the
	// newest first, those of one instant by their IDs.
	ListNews(ctx context.Context, s Scope, q NewsQuery) ([]News, error)
}

// Notice tells a person of an event.
type Notice struct {
	News
	Person string
	Kind   string
	Read   time.Time // when he read it; zero while he has not
}

// NoticeQuery asks for a page of notices, the newest first.
type NoticeQuery struct {
	Person string
	Unread bool // only those that he has not read
	Limit  int  // 1 to 200
	Before Cursor
}

// Notices keeps what people are told in the desk itself.
type Notices interface {
	// AddNotices adds notices of events of the desk. One that the person has of the
	// event stays as it is.
	AddNotices(ctx context.Context, desk string, list []Notice) error
	// ListNotices reads a person's notices of tickets within the scope, the newest first.
	ListNotices(ctx context.Context, s Scope, q NoticeQuery) ([]Notice, error)
	// CountNotices counts those he has not read, never further than most.
	CountNotices(ctx context.Context, s Scope, person string, most int) (int, error)
	// ReadNotices marks a person's notices of these events as read, all of them if none is
	// named. One that is read keeps its instant.
	ReadNotices(ctx context.Context, desk, person string, at time.Time, events ...uuid.UUID) error
	// ForgetNotices drops those of events from before an instant.
	ForgetNotices(ctx context.Context, desk string, before time.Time) error
}

// Preferences keeps of what people want to be told.
type Preferences interface {
	// Preferences reads those of a person; ErrNotFound if he has none.
	Preferences(ctx context.Context, desk, person string) (ticket.Preferences, error)
	// PutPreferences writes those of a person.
	PutPreferences(ctx context.Context, p ticket.Preferences) (int64, error)
}
