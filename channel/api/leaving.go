package api

import (
	"context"
	"net/http"
	"reflect"
	"time"

	"github.com/helpdesk-go/helpdesk"
	"github.com/helpdesk-go/helpdesk/storage"
	"github.com/helpdesk-go/helpdesk/ticket"
)

type handOverInput struct {
	To     string `json:"to,omitempty" doc:"who gets what he has; the queues of the teams when left out"`
	Reason string `json:"reason,omitempty"`
}

type mergeInput struct {
	Into string `json:"into,omitempty" required:"true" doc:"the id of the one that stays"`
}

type absenceInput struct {
	Person  string    `json:"person,omitempty" required:"true"`
	From    time.Time `json:"from,omitzero" required:"true"`
	Until   time.Time `json:"until,omitzero" required:"true" doc:"he is there again at this instant"`
	StandIn string    `json:"stand_in,omitempty" doc:"whom his tickets and tasks go to; nobody when left out"`
	Note    string    `json:"note,omitempty"`
}

type absenceJSON struct {
	ID      string    `json:"id"`
	Version int64     `json:"version"`
	Person  string    `json:"person"`
	From    time.Time `json:"from"`
	Until   time.Time `json:"until"`
	StandIn string    `json:"stand_in,omitempty"`
	Note    string    `json:"note,omitempty"`
}

type absencesJSON struct {
	Absences []absenceJSON `json:"absences"`
}

// changedJSON is what a change of many tickets answers.
type changedJSON struct {
	Tickets int `json:"tickets" doc:"how many were changed"`
}

type droppedJSON struct {
	ID string `json:"id"`
}

// leavingRoutes hand over what people have, and make duplicates one.
func leavingRoutes() []route {
	return []route{
		many("/people/{id}/handover", "handOver", "Give the open tickets and tasks of a person to another", func(ctx context.Context, s *helpdesk.Session, id string, in handOverInput) (int, error) {
			return s.HandOver(ctx, id, helpdesk.HandOver(in))
		}),
		many("/people/{id}/leave", "leave", "Take a person out of the desk: what he has is handed over, and he is inactive", func(ctx context.Context, s *helpdesk.Session, id string, in handOverInput) (int, error) {
			return s.Leave(ctx, id, helpdesk.HandOver(in))
		}),
		many("/people/{id}/merge", "mergePeople", "Make a duplicate one with the person who stays", func(ctx context.Context, s *helpdesk.Session, id string, in mergeInput) (int, error) {
			return s.MergePeople(ctx, id, in.Into)
		}),
		many("/organizations/{id}/merge", "mergeOrganizations", "Make a duplicate one with the organization that stays", func(ctx context.Context, s *helpdesk.Session, id string, in mergeInput) (int, error) {
			return s.MergeOrganizations(ctx, id, in.Into)
		}),
		read("/absences", "listAbsences", "List when people are not there, for the staff", listAbsences).with(
			parameter{"person", "ids of people", several},
			parameter{"from", "those that end after this instant", instant},
			parameter{"until", "those that begin before this instant", instant},
		),
		{
			method: http.MethodPut, path: "/absences/{id}", id: "putAbsence", summary: "Say when somebody is not there, and who stands in",
			statuses: []int{http.StatusOK, http.StatusCreated}, headers: []parameter{matchHeader},
			body: reflect.TypeFor[absenceInput](), answer: reflect.TypeFor[absenceJSON](), do: putAbsence,
		},
		{
			method: http.MethodDelete, path: "/absences/{id}", id: "dropAbsence", summary: "Take an absence away",
			statuses: []int{http.StatusOK}, answer: reflect.TypeFor[droppedJSON](),
			do: func(c *call) (any, error) {
				s, err := c.session()
				if err != nil {
					return nil, err
				}
				return droppedJSON{c.PathValue("id")}, s.DropAbsence(c.Context(), c.PathValue("id"))
			},
		},
	}
}

// many is a route that changes many tickets for the one that its path names.
func many[In any](path, id, summary string, do func(ctx context.Context, s *helpdesk.Session, id string, in In) (int, error)) route {
	return route{
		method: http.MethodPost, path: path, id: id, summary: summary, statuses: []int{http.StatusOK},
		body: reflect.TypeFor[In](), answer: reflect.TypeFor[changedJSON](),
		do: func(c *call) (any, error) {
			s, err := c.session()
			if err != nil {
				return nil, err
			}
			n, err := do(c.Context(), s, c.PathValue("id"), *c.body.(*In))
			return changedJSON{n}, err
		},
	}
}

func listAbsences(c *call) (absencesJSON, error) {
	q := storage.AbsenceQuery{People: list[string](c, "person"), From: c.instant("from"), Until: c.instant("until")}
	s, err := c.session()
	if err != nil {
		return absencesJSON{}, err
	}
	found, err := s.Absences(c.Context(), q)
	return absencesJSON{each(found, absenceOf)}, err
}

func putAbsence(c *call) (any, error) {
	s, err := c.session()
	if err != nil {
		return nil, err
	}
	in := c.body.(*absenceInput)
	a, err := s.PutAbsence(c.Context(), ticket.Absence{
		ID: c.PathValue("id"), Version: c.match, Person: in.Person, From: in.From, Until: in.Until, StandIn: in.StandIn, Note: in.Note,
	})
	if err != nil {
		return nil, err
	}
	if c.match == 0 {
		c.status = http.StatusCreated
	}
	c.tag(a.Version)
	return absenceOf(a), nil
}

func absenceOf(a ticket.Absence) absenceJSON {
	return absenceJSON{ID: a.ID, Version: a.Version, Person: a.Person, From: a.From, Until: a.Until, StandIn: a.StandIn, Note: a.Note}
}
