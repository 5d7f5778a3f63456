package main

import (
	"fmt"
	"sync"

	"github.com/google/uuid"
)

// oracle keeps, outside the desk, everything that was asked of it and what was
// answered. It lives in the process that kills the others.
type oracle struct {
	mu       sync.Mutex
	requests []*request
	strange  []string // answers that must never be
}

// ask notes a request before it is sent for the first time.
func (o *oracle) ask(r *request) {
	o.mu.Lock()
	defer o.mu.Unlock()
	r.fate = inDoubt
	o.requests = append(o.requests, r)
}

// acknowledge notes the receipt of a request. A second one must be the same.
func (o *oracle) acknowledge(r *request, got receipt) {
	o.mu.Lock()
	defer o.mu.Unlock()
	switch {
	case got.Ticket == uuid.Nil || got.Version < 1 || got.Number == "":
		o.strange = append(o.strange, fmt.Sprintf("%s was answered with half a receipt: %+v", r, got))
	case r.fate == done && r.receipt != got:
		o.strange = append(o.strange, fmt.Sprintf("%s was answered with two receipts: %+v and %+v", r, r.receipt, got))
	case r.fate == refused:
		o.strange = append(o.strange, fmt.Sprintf("%s was refused and acknowledged: %+v", r, got))
	}
	r.fate, r.receipt, r.ticket = done, got, got.Ticket
}

// refuse notes that a request was refused.
func (o *oracle) refuse(r *request, why string) {
	o.mu.Lock()
	defer o.mu.Unlock()
	if r.fate == done {
		o.strange = append(o.strange, fmt.Sprintf("%s was acknowledged and then refused: %s", r, why))
		return
	}
	r.fate = refused
}

// wonder notes an answer that must never be.
func (o *oracle) wonder(format string, args ...any) {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.strange = append(o.strange, fmt.Sprintf(format, args...))
}

// count is how many requests have a fate.
func (o *oracle) count(f fate) int {
	o.mu.Lock()
	defer o.mu.Unlock()
	n := 0
	for _, r := range o.requests {
		if r.fate == f {
			n++
		}
	}
	return n
}
