package main

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/helpdesk-go/helpdesk/storage"
)

// report is what came of the days.
type report struct {
	plan
	Done, Refused    map[string]int // by verb
	Fired, Delivered int
	Booked           time.Duration
	Tickets, Open    int
	Stages           map[string]int // the open ones, by where they stand
	Without          map[string]int // those with no next step, by why
	Heads            string         // a hash over the ends of all journals
	Findings         []storage.Finding
	Took             time.Duration
	Proving          time.Duration // of it
}

// String prints the report for people.
func (r report) String() string {
	s := fmt.Sprintf(`%s, seed %d: %d days from %s, %d tickets a day, in %s, of which proving %s
tickets    %d, of which %d are open: %s
without    a next step: %s
booked     %s
timers     %d fired
deliveries %d tried
done       %s
refused    %s
heads      %s
findings   %d
`, r.Store, r.Seed, r.Days, r.From.Format(time.DateOnly), r.plan.Tickets, r.Took.Round(time.Second), r.Proving.Round(time.Second),
		r.Tickets, r.Open, counted(r.Stages), counted(r.Without), r.Booked, r.Fired, r.Delivered, counted(r.Done), counted(r.Refused), r.Heads, len(r.Findings))
	for _, f := range r.Findings {
		s += f.Invariant + ": " + f.Text + "\n"
	}
	return s
}

// counted are the verbs with how often.
func counted(of map[string]int) string {
	var all []string
	for _, verb := range slices.Sorted(maps.Keys(of)) {
		all = append(all, fmt.Sprintf("%s %d", verb, of[verb]))
	}
	return strings.Join(all, ", ")
}
