package api

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"net/url"
	"reflect"
	"strconv"

	"github.com/danielgtaylor/huma/v2"
	"github.com/google/uuid"

	"github.com/helpdesk-go/helpdesk"
	"github.com/helpdesk-go/helpdesk/internal/spool"
)

// route is one operation: how it is reached, what it takes and what it answers.
type route struct {
	method, path string
	id, summary  string
	statuses     []int // of its good answers; the first is the usual one
	query        []parameter
	headers      []parameter
	body         reflect.Type // nil for none
	answer       reflect.Type
	files        []string // the types of content of a file that is answered instead
	do           func(*call) (any, error)

	input *huma.Schema // of the body
}

// call is one request on its way through a route.
type call struct {
	*http.Request
	api    *api
	actor  helpdesk.Actor
	query  url.Values
	body   any // a pointer to a value of the route's type
	faults faults
	key    string // of idempotency
	behalf string
	match  int64       // the version to expect; 0 for any
	status int         // of the answer
	header http.Header // of the answer
}

// session is the desk as the caller sees it: the one door to it. It opens only when
// nothing was found wrong with the request.
func (c *call) session() (*helpdesk.Session, error) {
	if err := c.faults.err(); err != nil {
		return nil, err
	}
	s := c.api.desk.As(c.actor).Once(c.key).Expecting(c.match)
	if c.behalf != "" {
		s = s.OnBehalfOf(c.behalf)
	}
	return s, nil
}

// ticket is the id of the ticket that the path names, by id or by number.
func (c *call) ticket(s *helpdesk.Session) (uuid.UUID, error) {
	return c.named(s, c.PathValue("ref"))
}

// named is the id of a ticket that is named by its id or its number.
func (c *call) named(s *helpdesk.Session, ref string) (uuid.UUID, error) {
	if id, err := uuid.Parse(ref); err == nil {
		return id, nil
	}
	return s.Find(c.Context(), ref)
}

// serve answers requests of a route.
func (a *api) serve(rt route) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		actor, err := a.actor(r)
		if err != nil {
			a.problem(w, r, err)
			return
		}
		c := &call{Request: r, api: a, actor: actor, status: rt.statuses[0], header: w.Header()}
		answer, err := c.run(w, rt)
		if err != nil {
			a.problem(w, r, err)
			return
		}
		if file, ok := answer.(download); ok {
			a.send(w, file)
			return
		}
		a.write(w, r, c.status, "application/json", answer)
	}
}

// run reads everything there is to the request and does what it asks.
func (c *call) run(w http.ResponseWriter, rt route) (any, error) {
	c.readHeaders(rt)
	c.readQuery(rt)
	c.readPath(rt)
	body, err := c.readBody(http.MaxBytesReader(w, c.Body, c.api.MaxBody), rt)
	if err == nil {
		err = c.faults.err() // whatever the route does, nothing unknown gets past here
	}
	if err != nil {
		return nil, err
	}
	c.body = body
	return rt.do(c)
}

// actor is who is asking.
func (a *api) actor(r *http.Request) (helpdesk.Actor, error) {
	if a.Authenticate == nil {
		return helpdesk.Actor{}, &helpdesk.Error{Code: helpdesk.Unauthorized}
	}
	actor, err := a.Authenticate(r)
	var known *helpdesk.Error
	switch {
	case errors.As(err, &known):
		return helpdesk.Actor{}, known
	case err != nil || actor.IsZero():
		return helpdesk.Actor{}, &helpdesk.Error{Code: helpdesk.Unauthorized, Err: err}
	}
	return actor, nil
}

// write answers with a document. It is encoded before anything is sent, so that an
// answer is whole or a problem.
func (a *api) write(w http.ResponseWriter, r *http.Request, status int, contentType string, document any) {
	var b bytes.Buffer
	encoder := json.NewEncoder(&b)
	encoder.SetEscapeHTML(false)
	if err := encoder.Encode(document); err != nil {
		a.problem(w, r, err)
		return
	}
	h := w.Header()
	h.Set("Content-Type", contentType)
	h.Set("Cache-Control", "no-store")
	h.Set("X-Content-Type-Options", "nosniff")
	w.WriteHeader(status)
	_, _ = w.Write(b.Bytes()) // who has gone needs no answer
}

// download is a file that is answered.
type download struct {
	*spool.File
	name, contentType string
}

// send answers with a file. It is whole, so only the reader can break off.
func (a *api) send(w http.ResponseWriter, d download) {
	h := w.Header()
	h.Set("Content-Type", d.contentType)
	h.Set("Content-Disposition", `attachment; filename="`+d.name+`"`)
	h.Set("Content-Length", strconv.FormatInt(d.Size, 10))
	h.Set("Cache-Control", "no-store")
	h.Set("X-Content-Type-Options", "nosniff")
	_, _ = io.Copy(w, d) // who has gone needs no answer
	if err := d.Close(); err != nil {
		a.Log.Error("a temporary file is left", "error", err)
	}
}

// receipt is what a verb answers, and all that a requester gets of it.
type receipt struct {
	Ticket  uuid.UUID `json:"ticket" format:"uuid"`
	Number  string    `json:"number" example:"TIC-12"`
	Version int64     `json:"version" doc:"of the ticket; the ETag is the same"`
	Part    uuid.UUID `json:"part,omitzero" format:"uuid" doc:"the message, task or booking that was made"`
	Follows uuid.UUID `json:"follows,omitzero" format:"uuid" doc:"the ticket that was to be changed, where it was too late and this one was opened to follow it"`
}

// verb is a route that does something to the ticket its path names.
func verb[In any](path, id, summary string, do func(context.Context, *helpdesk.Session, uuid.UUID, In) (helpdesk.Receipt, error)) route {
	rt := act(http.MethodPost, path, id, summary, func(c *call, s *helpdesk.Session, ticket uuid.UUID) (helpdesk.Receipt, error) {
		return do(c.Context(), s, ticket, *c.body.(*In))
	})
	rt.body = reflect.TypeFor[In]()
	return rt
}

// act is a route that does something to a ticket and takes no body.
func act(method, path, id, summary string, do func(*call, *helpdesk.Session, uuid.UUID) (helpdesk.Receipt, error)) route {
	return route{
		method: method, path: path, id: id, summary: summary, statuses: []int{http.StatusOK},
		headers: verbHeaders, answer: reflect.TypeFor[receipt](),
		do: func(c *call) (any, error) {
			s, err := c.session()
			if err != nil {
				return nil, err
			}
			ticket, err := c.ticket(s)
			if err != nil {
				return nil, err
			}
			done, err := do(c, s, ticket)
			if err != nil {
				return nil, err
			}
			return c.receipt(done), nil
		},
	}
}

func (c *call) receipt(r helpdesk.Receipt) receipt {
	c.tag(r.Version)
	return receipt{Ticket: r.Ticket, Number: r.Number, Version: r.Version, Part: r.Part, Follows: r.Follows}
}

// tag tells the version of what is answered, for If-Match.
func (c *call) tag(version int64) {
	c.header.Set("ETag", strconv.Quote(strconv.FormatInt(version, 10)))
}

// read is a route that only reads.
func read[Out any](path, id, summary string, do func(*call) (Out, error)) route {
	return route{
		method: http.MethodGet, path: path, id: id, summary: summary, statuses: []int{http.StatusOK},
		answer: reflect.TypeFor[Out](),
		do:     func(c *call) (any, error) { return do(c) },
	}
}

// with adds the parameters of the query that a route takes.
func (rt route) with(query ...parameter) route {
	rt.query = query
	return rt
}
