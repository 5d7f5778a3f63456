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
	"reflect"
	"testing"
	"time"

	"github.com/helpdesk-go/helpdesk/storage"
)

// Power is something that a store can do beyond storage.Store: Audits, Clocks, or what
// Joins and Wakes give. A store declares what it can; what is declared is tested, and what
// it can do but did not declare fails the suite, so that nothing is left out
// unnoticed.
type Power interface{ power() string }

type named string

func (n named) power() string { return string(n) }

// Audits is the power of a storage.Auditor.
const Audits named = "audit"

// Joins is the power of a store with a method Join, which gives it within a
// transaction of the host. begin begins one beside what else the store does.
func Joins(begin func(t *testing.T, store storage.Store) Transaction) Power { return joins(begin) }

type joins func(t *testing.T, store storage.Store) Transaction

func (joins) power() string { return "join" }

// Transaction is a transaction of the host, and the store in it.
type Transaction struct {
	Store            storage.Joined
	Commit, Rollback func() error
}

// Clocks is the power of a storage.Clocked.
const Clocks named = "clock"

// Wakes is the power of a storage.Waking. beside opens the same desks once more, as
// another process does.
func Wakes(beside func(t *testing.T, store storage.Store) storage.Store) Power { return wakes(beside) }

type wakes func(t *testing.T, store storage.Store) storage.Store

func (wakes) power() string { return "wake" }

// Run runs the suite on the store that open makes. The store must be empty; open
// closes it through t.Cleanup.
func Run(t *testing.T, open func(t *testing.T) storage.Store, powers ...Power) {
	t.Helper()
	store := open(t)
	declared := make(map[string]Power)
	for _, p := range powers {
		declared[p.power()] = p
	}
	_, audits := store.(storage.Auditor)
	_, clocks := store.(storage.Clocked)
	_, waking := store.(storage.Waking)
	for power, can := range map[string]bool{"audit": audits, "clock": clocks, "wake": waking, "join": reflect.ValueOf(store).MethodByName("Join").IsValid()} {
		if can != (declared[power] != nil) {
			t.Fatalf("the store can %s: %v; declared: %v", power, can, declared[power] != nil)
		}
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
		{"Lines", lineTests},
		{"Announcements", announcementTests},
		{"Feed", feedTests},
		{"Notices", noticeTests},
		{"Assignments", assignmentTests},
		{"NextStep", nextStepTests},
		{"Stopwatches", stopwatchTests},
		{"LinkStates", linkStateTests},
		{"People", peopleTests},
		{"Organizations", organizationTests},
		{"Teams", teamTests},
		{"Absences", absenceTests},
		{"Contracts", contractTests},
		{"Billing", billingTests},
		{"Regulations", regulationTests},
		{"Checkpoints", checkpointTests},
		{"Erasing", erasingTests},
		{"Traces", traceTests},
		{"Remarks", remarkTests},
		{"Certificates", certificateTests},
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
	if begin, can := declared["join"].(joins); can {
		t.Run("Join", func(t *testing.T) {
			for _, test := range joinTests {
				t.Run(test.sentence, func(t *testing.T) {
					t.Parallel()
					test.run(newDesk(t, store), func() Transaction { return begin(t, store) })
				})
			}
		})
	}
	if beside, can := declared["wake"].(wakes); can {
		t.Run("Wake", func(t *testing.T) {
			for _, test := range wakeTests {
				t.Run(test.sentence, func(t *testing.T) {
					t.Parallel()
					test.run(newDesk(t, store), beside(t, store))
				})
			}
		})
	}
	if clocks {
		t.Run("the store's clock goes on, in UTC", func(t *testing.T) { clock(newDesk(t, store)) })
	}
	if audits {
		t.Run("Audit", func(t *testing.T) { audit(newDesk(t, store)) })
	}
}

// test is one sentence of the contract and its proof.
type test struct {
	sentence string
	run      func(d *desk)
}

func clock(d *desk) {
	first, err := d.store.(storage.Clocked).Time(d.ctx)
	d.ok(err)
	second, err := d.store.(storage.Clocked).Time(d.ctx)
	d.ok(err)
	if first.Location() != time.UTC || !second.After(first) {
		d.t.Errorf("%s and then %s", first, second)
	}
}

func audit(d *desk) {
	d.made()
	found, err := d.store.(storage.Auditor).Audit(d.ctx, d.key)
	d.ok(err)
	if len(found) > 0 {
		d.t.Errorf("a sound desk has findings: %v", found)
	}
}
