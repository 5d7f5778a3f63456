// Package storagetest is the contract of package storage as tests that any store
// can run:
//
//	func TestStore(t *testing.T) {
//		storagetest.Run(t, func(t *testing.T) storage.Store { return mystore.Open(t.TempDir()) })
//	}
//
// Every subtest is named by the sentence it proves and works in a desk of its own,
// all of them at once on one store.
package storagetest

import (
	"testing"

	"github.com/helpdesk-go/helpdesk/storage"
)

// Power is something that a store can do beyond storage.Store. A store declares
// what it can; what is declared is tested, and what it can do but did not declare
// fails the suite, so that nothing is left out unnoticed.
type Power string

// Audits is the power of a storage.Auditor.
const Audits Power = "audit"

// Run runs the suite on the store that open makes. The store must be empty; open
// closes it through t.Cleanup.
func Run(t *testing.T, open func(t *testing.T) storage.Store, powers ...Power) {
	t.Helper()
	store := open(t)
	declared := make(map[Power]bool)
	for _, p := range powers {
		declared[p] = true
	}
	if _, can := store.(storage.Auditor); can != declared[Audits] {
		t.Fatalf("the store is a storage.Auditor: %v; declared as one: %v", can, declared[Audits])
	}
	for _, part := range []struct {
		name  string
		tests []test
	}{
		{"Tickets", ticketTests},
		{"Scope", scopeTests},
		{"List", listTests},
		{"Filter", filterTests},
		{"Text", textTests},
		{"Stories", storyTests},
		{"Histories", historyTests},
		{"Apply", applyTests},
		{"Rollback", rollbackTests},
		{"Race", raceTests},
		{"Keys", keyTests},
		{"Numbers", numberTests},
		{"Timers", timerTests},
		{"Handlers", handlerTests},
		{"Deliveries", deliveryTests},
		{"People", peopleTests},
		{"Organizations", organizationTests},
		{"Teams", teamTests},
		{"Regulations", regulationTests},
		{"Desks", deskTests},
	} {
		t.Run(part.name, func(t *testing.T) {
			for _, test := range part.tests {
				t.Run(test.sentence, func(t *testing.T) {
					t.Parallel()
					test.run(newDesk(t, store))
				})
			}
		})
	}
	if declared[Audits] {
		t.Run("Audit", func(t *testing.T) { audit(newDesk(t, store)) })
	}
}

// test is one sentence of the contract and its proof.
type test struct {
	sentence string
	run      func(d *desk)
}

func audit(d *desk) {
	d.made()
	found, err := d.store.(storage.Auditor).Audit(d.ctx, d.key)
	d.ok(err)
	if len(found) > 0 {
		d.t.Errorf("a sound desk has findings: %v", found)
	}
}
