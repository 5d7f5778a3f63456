package api

import (
	"time"

	"github.com/google/uuid"

	"github.com/helpdesk-go/helpdesk/ticket"
)

// ticketJSON is a ticket as the staff sees it.
type ticketJSON struct {
	ID           uuid.UUID         `json:"id" format:"uuid"`
	Number       string            `json:"number"`
	Version      int64             `json:"version"`
	Subject      string            `json:"subject"`
	Kind         string            `json:"kind"`
	Category     string            `json:"category"`
	Priority     string            `json:"priority"`
	Plan         string            `json:"plan"`
	Rule         string            `json:"rule" doc:"that chose the plan"`
	Fields       map[string]string `json:"fields,omitempty"`
	Channel      ticket.Channel    `json:"channel"`
	Author       string            `json:"author" doc:"who registered it"`
	Requester    string            `json:"requester"`
	Organization string            `json:"organization,omitempty" doc:"the requester's when it was opened"`
	Phone        string            `json:"phone,omitempty"`
	Observers    []string          `json:"observers"`
	Stage        string            `json:"stage"`
	Phase        ticket.Phase      `json:"phase"`
	Regulation   int               `json:"regulation" doc:"the version that set the present targets"`
	Team         string            `json:"team,omitempty"`
	Agent        string            `json:"agent,omitempty"`
	Vendor       string            `json:"vendor,omitempty"`
	Links        []linkJSON        `json:"links"`
	Wait         waitJSON          `json:"wait,omitzero" doc:"left out when it does not wait"`
	Silence      silenceJSON       `json:"silence,omitzero" doc:"left out when silence is not counted"`
	Estimates    map[string]string `json:"estimates,omitempty" doc:"targets of clocks for this ticket alone"`
	Solution     string            `json:"solution,omitempty"`
	Article      string            `json:"article,omitempty" doc:"of the knowledge base, that helped: its key or its address"`
	Draft        bool              `json:"draft,omitempty" doc:"closed with a solution and without an article: it may become one"`
	Rating       int               `json:"rating,omitempty"`
	Review       reviewJSON        `json:"review,omitzero" doc:"of the quality manager; left out when there was none"`
	Spent        duration          `json:"spent,omitempty" doc:"by the staff, over all tasks"`
	Opened       time.Time         `json:"opened"`
	Entered      time.Time         `json:"entered" doc:"the present stage"`
	Resolved     time.Time         `json:"resolved,omitzero"`
	Closed       time.Time         `json:"closed,omitzero"`
	Updated      time.Time         `json:"updated"`
	Due          time.Time         `json:"due,omitzero" doc:"the earliest of the running clocks"`
}

type linkJSON struct {
	Kind   ticket.LinkKind `json:"kind" doc:"follows: this one takes that one up again; followed-by: the other way round; related: another ticket; defect, task, order or another word: a thing elsewhere"`
	Key    string          `json:"key" doc:"what it is called there: the number of a ticket"`
	URL    string          `json:"url,omitempty"`
	Ticket uuid.UUID       `json:"ticket,omitzero" format:"uuid" doc:"left out for a thing elsewhere"`
}

type reviewJSON struct {
	Closing ticket.Closing `json:"closing" doc:"right or wrong"`
	Quality int            `json:"quality" doc:"of the work, 1 to 5"`
	By      string         `json:"by"`
	At      time.Time      `json:"at"`
}

type waitJSON struct {
	Reason string    `json:"reason"`
	Since  time.Time `json:"since"`
	Until  time.Time `json:"until,omitzero"`
}

type silenceJSON struct {
	Since   time.Time `json:"since"`
	Noticed bool      `json:"noticed" doc:"the requester has been told that the closing is near"`
}

func ticketOf(t ticket.Ticket) ticketJSON {
	return ticketJSON{
		ID: t.ID, Number: t.Number, Version: t.Version, Subject: t.Subject, Kind: t.Kind, Category: t.Category,
		Priority: t.Priority, Plan: t.Plan, Rule: t.Rule, Fields: t.Fields, Channel: t.Channel, Author: t.Author,
		Requester: t.Requester, Organization: t.Organization, Phone: t.Phone, Observers: each(t.Observers, same),
		Stage: t.Stage, Phase: t.Phase, Regulation: t.Regulation, Team: t.Team, Agent: t.Agent, Vendor: t.Vendor,
		Links: each(t.Links, linkOf), Wait: waitJSON(t.Waits()), Silence: silenceJSON(t.Silence), Estimates: t.Estimates, Solution: t.Solution,
		Article: t.Article, Draft: t.Draft, Rating: t.Rating, Review: reviewJSON(t.Review), Spent: duration(t.Spent), Opened: t.Opened, Entered: t.Entered, Resolved: t.Resolved,
		Closed: t.Closed, Updated: t.Updated, Due: t.Due,
	}
}

func same(s string) string { return s }
