package main

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/helpdesk-go/helpdesk/storage"
	"github.com/helpdesk-go/helpdesk/ticket"
)

// report is what came of the days.
type report struct {
	plan
	Done, Refused    map[string]int // by verb
	Fired, Delivered int
	Relieved         int           // tickets that went to stand-ins
	Booked, Billed   time.Duration // as people were told, and by the lines of the export
	Lines, Periods   int           // of the export, and those of it that are closed
	Tickets, Open    int
	Stages           map[string]int      // the open ones, by where they stand
	Without          map[ticket.Lack]int // those with no next step, by what they lack
	Longest          int                 // of the lists without a next step
	Overfull         int                 // days of schedules, over all evenings, in which more was due than could be done
	Size             int64               // of the store, in bytes; 0 when it is not known
	Heads            string              // a hash over the ends of all journals
	Findings         []storage.Finding
	Took             time.Duration
	Proving          time.Duration // of it
}

// String prints the report for people.
func (r report) String() string {
	s := fmt.Sprintf(`%s, seed %d: %d days from %s, %d tickets a day, in %s, of which proving %s
tickets    %d, of which %d are open: %s
without    a next step: %s; the longest list had %d
booked     %s, billed %s in %d lines, %d periods closed
schedules  on %d days more was due than there were hours, and they said so
timers     %d fired
deliveries %d tried
stand-ins  were given %d tickets
done       %s
refused    %s
size       %d MB
heads      %s
findings   %d
`, r.Store, r.Seed, r.Days, r.From.Format(time.DateOnly), r.plan.Tickets, r.Took.Round(time.Second), r.Proving.Round(time.Second),
		r.Tickets, r.Open, counted(r.Stages), counted(r.Without), r.Longest, r.Booked, r.Billed, r.Lines, r.Periods, r.Overfull,
		r.Fired, r.Delivered, r.Relieved, counted(r.Done), counted(r.Refused), r.Size>>20, r.Heads, len(r.Findings))
	for _, f := range r.Findings {
		s += f.Invariant + ": " + f.Text + "\n"
	}
	return s
}

// counted are the verbs with how often.
func counted[K cmp.Ordered](of map[K]int) string {
	var all []string
	for _, key := range slices.Sorted(maps.Keys(of)) {
		all = append(all, fmt.Sprintf("%v %d", key, of[key]))
	}
	return strings.Join(all, ", ")
}
