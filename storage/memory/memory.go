// Package memory keeps desks in the memory of the process: for tests, for
// examples and for trying things out. It keeps every sentence of package storage
// but one that it cannot: what it holds is gone with the process.
package memory

import (
	"fmt"
	"sync"

	"github.com/google/uuid"

	"github.com/helpdesk-go/helpdesk/event"
	"github.com/helpdesk-go/helpdesk/storage"
	"github.com/helpdesk-go/helpdesk/ticket"
)

// Store keeps desks in memory. It is safe for concurrent use; make it with New.
type Store struct {
	mu    sync.RWMutex
	desks map[string]*desk
}

var (
	_ storage.Store   = (*Store)(nil)
	_ storage.Auditor = (*Store)(nil)
)

// New makes an empty store.
func New() *Store {
	return &Store{desks: make(map[string]*desk)}
}

// desk is everything that belongs to one desk.
type desk struct {
	tickets       map[uuid.UUID]*record
	numbers       map[string]uuid.UUID // folded number → its ticket
	parts         map[part]uuid.UUID   // a part's id → its ticket
	series        map[string]int64     // the last number given
	keys          map[storage.KeyID]storage.Key
	people        map[string]ticket.Person
	organizations map[string]ticket.Organization
	teams         map[string]ticket.Team
	absences      map[string]ticket.Absence
	contracts     map[string]ticket.Contract
	periods       []storage.Period // in their order
	regulations   []storage.Regulation
	retired       []string // stages
	handlers      map[string]storage.Handler
	lines         map[string]map[line]*deliveries // by handler
	notices       map[string][]notice             // by person
	preferences   map[string]ticket.Preferences
	checkpoints   []storage.Checkpoint
	certificates  []storage.Certificate
	stopwatches   map[string]ticket.Stopwatch
	linkStates    map[ticket.Link]ticket.LinkState // by kind and key
}

// record is a ticket with all that belongs to it.
type record struct {
	ticket   ticket.Ticket
	messages []ticket.Message
	tasks    []ticket.Task
	times    []ticket.Spending
	journal  []ticket.Entry
	events   []event.Envelope
	timers   []timer
}

// part names something that belongs to a ticket: its kind and its id.
type part struct {
	kind string
	id   uuid.UUID
}

// desk gives the desk of a key. One that nobody wrote to is empty and not kept.
func (s *Store) desk(key string) *desk {
	if d := s.desks[key]; d != nil {
		return d
	}
	return newDesk()
}

// open gives the desk of a key in order to write to it.
func (s *Store) open(key string) *desk {
	if s.desks[key] == nil {
		s.desks[key] = newDesk()
	}
	return s.desks[key]
}

func newDesk() *desk {
	return &desk{
		tickets:       make(map[uuid.UUID]*record),
		numbers:       make(map[string]uuid.UUID),
		parts:         make(map[part]uuid.UUID),
		series:        make(map[string]int64),
		keys:          make(map[storage.KeyID]storage.Key),
		people:        make(map[string]ticket.Person),
		organizations: make(map[string]ticket.Organization),
		teams:         make(map[string]ticket.Team),
		absences:      make(map[string]ticket.Absence),
		contracts:     make(map[string]ticket.Contract),
		handlers:      make(map[string]storage.Handler),
		lines:         make(map[string]map[line]*deliveries),
		notices:       make(map[string][]notice),
		preferences:   make(map[string]ticket.Preferences),
		stopwatches:   make(map[string]ticket.Stopwatch),
		linkStates:    make(map[ticket.Link]ticket.LinkState),
	}
}

// within proves that a limit is what the port allows.
func within(limit int) error {
	if limit < 1 || limit > 200 {
		return fmt.Errorf("limit: %d is not within 1 to 200", limit)
	}
	return nil
}
