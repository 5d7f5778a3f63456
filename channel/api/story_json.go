package api

import (
	"encoding/hex"
	"time"

	"github.com/google/uuid"

	"github.com/helpdesk-go/helpdesk"
	"github.com/helpdesk-go/helpdesk/sla"
	"github.com/helpdesk-go/helpdesk/ticket"
)

// storyJSON is a ticket with everything that belongs to it, for the staff.
type storyJSON struct {
	At       time.Time         `json:"at" doc:"when it was told: ages and what is left refer to it"`
	Age      duration          `json:"age"`
	Ticket   ticketJSON        `json:"ticket"`
	Messages []messageJSON     `json:"messages"`
	Tasks    []taskJSON        `json:"tasks"`
	Times    []bookingJSON     `json:"times"`
	Journal  []entryJSON       `json:"journal"`
	Clocks   []accountJSON     `json:"clocks"`
	Visits   []visitJSON       `json:"visits"`
	Links    []linkViewJSON    `json:"links" doc:"where it leads, with what is known of it"`
	Moves    []wayJSON         `json:"moves" doc:"that the caller may make"`
	Names    map[string]string `json:"names" doc:"of the people in it, by id"`
}

type messageJSON struct {
	ID        uuid.UUID       `json:"id" format:"uuid"`
	Version   int64           `json:"version" doc:"of the ticket, with the message"`
	At        time.Time       `json:"at"`
	Author    string          `json:"author"`
	OnBehalf  string          `json:"on_behalf_of,omitempty"`
	Side      ticket.Side     `json:"side"`
	Audience  ticket.Audience `json:"audience" doc:"public, or internal: for the staff alone"`
	Purpose   ticket.Purpose  `json:"purpose"`
	Channel   ticket.Channel  `json:"channel"`
	Automatic bool            `json:"automatic,omitempty"`
	Text      string          `json:"text"`
}

type taskJSON struct {
	ID       uuid.UUID        `json:"id" format:"uuid"`
	Kind     ticket.TaskKind  `json:"kind"`
	Title    string           `json:"title"`
	Parent   uuid.UUID        `json:"parent,omitzero" format:"uuid"`
	Follows  uuid.UUID        `json:"follows,omitzero" format:"uuid"`
	Team     string           `json:"team,omitempty"`
	Assignee string           `json:"assignee,omitempty"`
	Due      time.Time        `json:"due,omitzero"`
	State    ticket.TaskState `json:"state"`
	Created  time.Time        `json:"created"`
	Ended    time.Time        `json:"ended,omitzero"`
	Effort   duration         `json:"effort,omitempty" doc:"how much work it is thought to be"`
	Spent    duration         `json:"spent,omitempty"`

	Checklist []tickJSON `json:"checklist"`
}

type tickJSON struct {
	Text string    `json:"text"`
	Done bool      `json:"done"`
	By   string    `json:"by,omitempty"`
	At   time.Time `json:"at,omitzero"`
}

type bookingJSON struct {
	ID     uuid.UUID `json:"id" format:"uuid"`
	Task   uuid.UUID `json:"task,omitzero" format:"uuid"`
	Person string    `json:"person"`
	At     time.Time `json:"at"`
	Worked time.Time `json:"worked"`
	Spent  duration  `json:"spent" doc:"less than nothing where it takes back what was booked too much"`
	Note   string    `json:"note,omitempty"`

	Contract string    `json:"contract,omitempty"`
	Service  string    `json:"service,omitempty"`
	Corrects uuid.UUID `json:"corrects,omitzero" format:"uuid" doc:"the booking that it corrects"`
}

type entryJSON struct {
	Seq       int        `json:"seq"`
	Version   int64      `json:"version"`
	At        time.Time  `json:"at"`
	Effective time.Time  `json:"effective" doc:"since when it holds"`
	Actor     string     `json:"actor"`
	OnBehalf  string     `json:"on_behalf_of,omitempty"`
	Event     string     `json:"event"`
	Facts     []factJSON `json:"facts"`
	Hash      string     `json:"hash" doc:"of the chain, in hex"`
}

type factJSON struct {
	Of     string `json:"of,omitempty" doc:"the part it is of; the ticket itself when left out"`
	Field  string `json:"field"`
	Old    string `json:"old,omitempty"`
	New    string `json:"new,omitempty"`
	Erased bool   `json:"erased,omitempty"`
}

type visitJSON struct {
	Stage   string    `json:"stage"`
	From    time.Time `json:"from"`
	Until   time.Time `json:"until,omitzero" doc:"left out for the present one"`
	Elapsed duration  `json:"elapsed" doc:"on the wall"`
}

type wayJSON struct {
	Move     moveJSON `json:"move"`
	OnBehalf bool     `json:"on_behalf,omitempty" doc:"only on behalf of the requester"`
	Held     bool     `json:"held,omitempty" doc:"guards do not let it pass yet"`
	Guards   []string `json:"guards,omitempty" doc:"those that do not hold"`
	Follows  bool     `json:"follows,omitempty" doc:"it is too late for it: another ticket is opened to follow this one"`
	Stops    string   `json:"stops,omitempty" doc:"the clock that stops by it"`
	Starts   string   `json:"starts,omitempty" doc:"the clock that begins or goes on by it"`

	Clocks []effectJSON `json:"clocks" doc:"what it does to the clocks"`
}

type effectJSON struct {
	Clock  string         `json:"clock"`
	Was    sla.ClockState `json:"was"`
	Will   sla.ClockState `json:"will"`
	Target string         `json:"target,omitempty" doc:"in force from then on"`
	Void   bool           `json:"void,omitempty" doc:"ends it without result"`
}

func effectOf(e helpdesk.ClockEffect) effectJSON {
	return effectJSON{Clock: e.Clock, Was: e.Was, Will: e.Will, Target: e.Target.String(), Void: e.Void}
}

func storyOf(s helpdesk.Story) storyJSON {
	return storyJSON{
		At: s.At, Age: duration(s.Age()), Ticket: ticketOf(s.Ticket), Names: s.Names,
		Messages: each(s.Messages, messageOf), Tasks: each(s.Tasks, taskOf), Times: each(s.Times, bookingOf),
		Journal: each(s.Journal, entryOf), Clocks: each(s.Accounts, accountOf),
		Visits: each(s.Visits, func(v helpdesk.Visit) visitJSON {
			return visitJSON{Stage: v.Stage, From: v.From, Until: v.Until, Elapsed: duration(v.Elapsed)}
		}),
		Links: each(s.Links, linkViewOf),
		Moves: each(s.Moves, func(w helpdesk.Way) wayJSON {
			return wayJSON{Move: moveOf(w.Move), OnBehalf: w.OnBehalf, Held: w.Held, Guards: w.Guards, Follows: w.Follows, Stops: w.Stops, Starts: w.Starts, Clocks: each(w.Clocks, effectOf)}
		}),
	}
}

func messageOf(m ticket.Message) messageJSON {
	return messageJSON{
		ID: m.ID, Version: m.Version, At: m.At, Author: m.Author, OnBehalf: m.OnBehalf, Side: m.Side,
		Audience: m.Audience, Purpose: m.Purpose, Channel: m.Channel, Automatic: m.Automatic, Text: m.Text,
	}
}

func taskOf(t ticket.Task) taskJSON {
	return taskJSON{
		ID: t.ID, Kind: t.Kind, Title: t.Title, Parent: t.Parent, Follows: t.Follows, Team: t.Team,
		Assignee: t.Assignee, Due: t.Due, State: t.State, Created: t.Created, Ended: t.Ended, Effort: duration(t.Effort), Spent: duration(t.Spent),
		Checklist: each(t.Checklist, func(s ticket.Step) tickJSON { return tickJSON(s) }),
	}
}

func bookingOf(s ticket.Spending) bookingJSON {
	return bookingJSON{
		ID: s.ID, Task: s.Task, Person: s.Person, At: s.At, Worked: s.Worked, Spent: duration(s.Spent), Note: s.Note,
		Contract: s.Contract, Service: s.Service, Corrects: s.Corrects,
	}
}

// entryOf leaves out the salts: they keep erased values from being guessed.
func entryOf(e ticket.Entry) entryJSON {
	return entryJSON{
		Seq: e.Seq, Version: e.Version, At: e.At, Effective: e.Effective, Actor: e.Actor, OnBehalf: e.OnBehalf,
		Event: e.Event, Hash: hex.EncodeToString(e.Hash),
		Facts: each(e.Facts, func(f ticket.Fact) factJSON {
			return factJSON{Of: f.Of, Field: f.Field, Old: f.Old, New: f.New, Erased: f.Erased}
		}),
	}
}
