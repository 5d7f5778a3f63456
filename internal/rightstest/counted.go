package rightstest

import (
	"context"
	"sync"
	"time"

	"github.com/google/uuid"

	"github.com/helpdesk-go/helpdesk/storage"
	"github.com/helpdesk-go/helpdesk/ticket"
)

// Counted is a store that remembers which of its reads were asked for.
type Counted struct {
	storage.Store
	mu    sync.Mutex
	reads []string
}

func (c *Counted) count(read string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.reads = append(c.reads, read)
}

// Forget answers the reads since it was called last, in their order.
func (c *Counted) Forget() []string {
	c.mu.Lock()
	defer c.mu.Unlock()
	reads := c.reads
	c.reads = nil
	return reads
}

func (c *Counted) Ticket(ctx context.Context, s storage.Scope, id uuid.UUID) (ticket.Ticket, error) {
	c.count("Ticket")
	return c.Store.Ticket(ctx, s, id)
}

func (c *Counted) Find(ctx context.Context, s storage.Scope, number string) (ticket.Ticket, error) {
	c.count("Find")
	return c.Store.Find(ctx, s, number)
}

func (c *Counted) Work(ctx context.Context, s storage.Scope, ids ...uuid.UUID) ([]storage.Work, error) {
	c.count("Work")
	return c.Store.Work(ctx, s, ids...)
}

func (c *Counted) List(ctx context.Context, s storage.Scope, q storage.Query) (storage.Page, error) {
	c.count("List")
	return c.Store.List(ctx, s, q)
}

func (c *Counted) Messages(ctx context.Context, s storage.Scope, id uuid.UUID) ([]ticket.Message, error) {
	c.count("Messages")
	return c.Store.Messages(ctx, s, id)
}

func (c *Counted) Journal(ctx context.Context, s storage.Scope, id uuid.UUID) ([]ticket.Entry, error) {
	c.count("Journal")
	return c.Store.Journal(ctx, s, id)
}

func (c *Counted) Recall(ctx context.Context, k storage.KeyID, since time.Time) (storage.Key, error) {
	c.count("Recall")
	return c.Store.Recall(ctx, k, since)
}

func (c *Counted) Person(ctx context.Context, desk, id string) (ticket.Person, error) {
	c.count("Person")
	return c.Store.Person(ctx, desk, id)
}

func (c *Counted) ListPeople(ctx context.Context, desk string, q storage.PeopleQuery) ([]ticket.Person, error) {
	c.count("ListPeople")
	return c.Store.ListPeople(ctx, desk, q)
}

func (c *Counted) ListTeams(ctx context.Context, desk, member string) ([]ticket.Team, error) {
	c.count("ListTeams")
	return c.Store.ListTeams(ctx, desk, member)
}

func (c *Counted) Member(ctx context.Context, desk, id string) (ticket.Person, []ticket.Team, error) {
	c.count("Member")
	return c.Store.Member(ctx, desk, id)
}
