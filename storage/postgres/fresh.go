package postgres

import (
	"github.com/google/uuid"

	"github.com/helpdesk-go/helpdesk/storage"
)

// A ticket that is just being opened has no agent yet, no solution, no end, and all of it is of one
// instant. What is the same in each of them is written into the statement instead of being bound:
// of 108 values 46, which the driver and PostgreSQL would have to turn into text and back.

// opened stands for the instant at which the ticket was opened.
const opened = "opened"

// fixed is what a fresh ticket and its parts have in every column that is the same in all
// of them, by table, as SQL.
var fixed = map[string]map[string]string{
	"helpdesk_tickets": {
		"version": "1", "agent": "''", "vendor": "''", "last_task": "NULL", "links": "NULL",
		"wait_reason": "''", "wait_since": "NULL", "wait_until": "NULL", "silence_since": "NULL", "silence_noticed": "false",
		"estimates": "NULL", "solution": "''", "article": "''", "draft": "false", "rating": "0",
		"review_closing": "''", "review_quality": "0", "review_by": "''", "review_at": "NULL", "spent": "0",
		"entered": opened, "resolved": "NULL", "closed": "NULL", "erased": "NULL", "updated": opened,
	},
	"helpdesk_messages": {"version": "1", "at": opened, "on_behalf": "''", "automatic": "false"},
	"helpdesk_journal":  {"version": "1", "at": opened, "on_behalf": "''"},
	"helpdesk_tasks": {
		"version": "1", "parent": "NULL", "follows": "NULL", "assignee": "''", "created": opened, "ended": "NULL",
		"spent": "0", "effort": "0", "checklist": "NULL",
	},
	"helpdesk_timers": {"version": "1"},
	"helpdesk_events": {"version": "1", "at": opened, "on_behalf": "''"},
}

// isFresh tells whether a change makes a ticket that has in those columns what fixed says.
func isFresh(c storage.Change) bool {
	t := c.Ticket
	if c.From != 0 || !t.Entered.Equal(t.Opened) || !t.Updated.Equal(t.Opened) || t.Agent != "" || t.Vendor != "" || t.LastTask != uuid.Nil ||
		len(t.Links) > 0 || t.Wait.Reason != "" || !t.Wait.Since.IsZero() || !t.Wait.Until.IsZero() || !t.Silence.Since.IsZero() || t.Silence.Noticed ||
		len(t.Estimates) > 0 || t.Solution != "" || t.Article != "" || t.Draft || t.Rating != 0 || t.Spent != 0 ||
		t.Review.Closing != "" || t.Review.Quality != 0 || t.Review.By != "" || !t.Review.At.IsZero() ||
		!t.Resolved.IsZero() || !t.Closed.IsZero() || !t.Erased.IsZero() {
		return false
	}
	for _, m := range c.Messages {
		if m.Version != 1 || !m.At.Equal(t.Opened) || m.OnBehalf != "" || m.Automatic {
			return false
		}
	}
	for _, e := range c.Journal {
		if e.Version != 1 || !e.At.Equal(t.Opened) || e.OnBehalf != "" {
			return false
		}
	}
	for _, k := range c.Tasks {
		if k.Parent != uuid.Nil || k.Follows != uuid.Nil || k.Assignee != "" || !k.Created.Equal(t.Opened) || !k.Ended.IsZero() ||
			k.Spent != 0 || k.Effort != 0 || len(k.Checklist) > 0 {
			return false
		}
	}
	for _, e := range c.Events {
		if e.Version != 1 || !e.At.Equal(t.Opened) || e.OnBehalf != "" {
			return false
		}
	}
	return true
}
