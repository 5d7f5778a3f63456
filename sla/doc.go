// Package sla measures working time: how long something may take by a
// calendar, how long it has taken, and why.
//
// A Schedule is a calendar as data; Compile checks it and makes a Calendar,
// which adds a Target to an instant and measures between two instants, exactly
// and in nanoseconds at any span. Targets count working time or working dates.
// A Ledger is the state of a ticket's clocks, folded from its history.
package sla
