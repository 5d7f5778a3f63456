package helpdesk_test

import (
	"fmt"
	"path/filepath"
	"testing"

	"github.com/google/uuid"

	"github.com/helpdesk-go/helpdesk"
	"github.com/helpdesk-go/helpdesk/storage"
	"github.com/helpdesk-go/helpdesk/storage/memory"
	"github.com/helpdesk-go/helpdesk/storage/sqlite"
	"github.com/helpdesk-go/helpdesk/ticket"
)

// benchDesk is a desk on the clock of the wall with one operations manager.
func benchDesk(b *testing.B, store storage.Store) *helpdesk.Desk {
	b.Helper()
	desk, err := helpdesk.New(b.Context(), store, helpdesk.Config{})
	if err != nil {
		b.Fatal(err)
	}
	must(b)(desk.As(helpdesk.System("setup")).PutPerson(b.Context(), ticket.Person{ID: "boss", Name: "Ольга", Roles: []ticket.Role{ticket.RoleOperationsManager}}))
	return desk
}

func onBenchStores(b *testing.B, run func(b *testing.B, desk *helpdesk.Desk)) {
	b.Run("memory", func(b *testing.B) { run(b, benchDesk(b, memory.New())) })
	b.Run("sqlite", func(b *testing.B) {
		store, err := sqlite.Open(filepath.Join(b.TempDir(), "helpdesk.db"))
		if err != nil {
			b.Fatal(err)
		}
		defer store.Close()
		if err := store.Migrate(b.Context()); err != nil {
			b.Fatal(err)
		}
		run(b, benchDesk(b, store))
	})
}

func openOne(b *testing.B, desk *helpdesk.Desk, n int) uuid.UUID {
	r, err := desk.As(helpdesk.Person("anna")).Open(b.Context(), helpdesk.NewRequest{
		Subject: fmt.Sprintf("Обращение %d", n), Text: "Не печатаются акты", Category: "defect", Priority: "urgent",
	})
	if err != nil {
		b.Fatal(err)
	}
	return r.Ticket
}

func BenchmarkOpen(b *testing.B) {
	onBenchStores(b, func(b *testing.B, desk *helpdesk.Desk) {
		b.ReportAllocs()
		for n := 0; b.Loop(); n++ {
			openOne(b, desk, n)
		}
	})
}

func BenchmarkReply(b *testing.B) {
	onBenchStores(b, func(b *testing.B, desk *helpdesk.Desk) {
		var id uuid.UUID
		b.ReportAllocs()
		for n := 0; b.Loop(); n++ {
			if n%50 == 0 { // a conversation of a usual length
				id = openOne(b, desk, n)
			}
			must(b)(desk.As(helpdesk.Person("boss")).Reply(b.Context(), id, helpdesk.Answer{Text: "Смотрим"}))
		}
	})
}

func BenchmarkQueueOf50(b *testing.B) {
	onBenchStores(b, func(b *testing.B, desk *helpdesk.Desk) {
		for n := range 2000 {
			openOne(b, desk, n)
		}
		b.ReportAllocs()
		for b.Loop() {
			must(b)(desk.As(helpdesk.Person("boss")).Tickets(b.Context(), storage.Query{Filter: ticket.Filter{Phases: []ticket.Phase{ticket.PhaseOpen}}}))
		}
	})
}
