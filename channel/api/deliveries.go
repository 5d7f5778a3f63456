package api

import (
	"context"
	"encoding/base64"
	"encoding/json"
	"net/http"
	"reflect"
	"time"

	"github.com/google/uuid"

	"github.com/helpdesk-go/helpdesk"
	"github.com/helpdesk-go/helpdesk/event"
	"github.com/helpdesk-go/helpdesk/storage"
)

type handlerJSON struct {
	Name    string       `json:"name"`
	Kinds   []event.Kind `json:"kinds" doc:"what it is told of; empty is everything"`
	Carries bool         `json:"carries,omitempty" doc:"it brings notices to people"`
	Since   time.Time    `json:"since" doc:"registered for these kinds"`
	Here    bool         `json:"here" doc:"the process that answers has it"`
	Dead    int          `json:"dead" doc:"dead letters, counted to 200"`
}

type handlersJSON struct {
	Handlers []handlerJSON `json:"handlers"`
}

// deliveryKey names a delivery.
type deliveryKey struct {
	Handler string    `json:"handler" required:"true"`
	Ticket  uuid.UUID `json:"ticket" format:"uuid" required:"true"`
	Person  string    `json:"person,omitempty" doc:"whom a notice is for"`
	Version int64     `json:"version" required:"true" doc:"of the event"`
	Index   int       `json:"index,omitempty" doc:"of the event in its version"`
}

func (k deliveryKey) key() storage.DeliveryKey {
	return storage.DeliveryKey{Handler: k.Handler, Ticket: k.Ticket, Person: k.Person, Version: k.Version, Index: k.Index}
}

type deliveryJSON struct {
	Key      deliveryKey           `json:"key"`
	Event    uuid.UUID             `json:"event" format:"uuid"`
	Kind     event.Kind            `json:"kind"`
	Number   string                `json:"number"`
	State    storage.DeliveryState `json:"state"`
	Due      time.Time             `json:"due" doc:"when it may be tried; while it is being tried, when another process may take it over"`
	Attempts int                   `json:"attempts"`
	Error    string                `json:"error,omitempty"`
	Settled  time.Time             `json:"settled,omitzero"`
	By       string                `json:"by,omitempty" doc:"who skipped it"`
	Reason   string                `json:"reason,omitempty"`
}

type deliveriesJSON struct {
	Deliveries []deliveryJSON `json:"deliveries"`
	Next       string         `json:"next,omitempty" doc:"where the next page begins"`
}

type skipInput struct {
	Handler string    `json:"handler" required:"true"`
	Ticket  uuid.UUID `json:"ticket" format:"uuid" required:"true"`
	Person  string    `json:"person,omitempty" doc:"whom a notice is for"`
	Version int64     `json:"version" required:"true" doc:"of the event"`
	Index   int       `json:"index,omitempty" doc:"of the event in its version"`
	Reason  string    `json:"reason" required:"true"`
}

func (in skipInput) key() deliveryKey {
	return deliveryKey{Handler: in.Handler, Ticket: in.Ticket, Person: in.Person, Version: in.Version, Index: in.Index}
}

type settledJSON struct {
	Key   deliveryKey           `json:"key"`
	State storage.DeliveryState `json:"state"`
}

// deliveryRoutes are for operators.
func deliveryRoutes() []route {
	return []route{
		read("/handlers", "listHandlers", "List who is told of events, for operators", listHandlers),
		{
			method: http.MethodDelete, path: "/handlers/{name}", id: "removeHandler", summary: "Remove a handler with all its deliveries, for operators",
			statuses: []int{http.StatusOK}, answer: reflect.TypeFor[handlersJSON](), do: removeHandler,
		},
		read("/deliveries", "listDeliveries", "List deliveries, for operators", listDeliveries).with(
			parameter{"handler", "of this handler", textual},
			parameter{"ticket", "of this ticket, by id", textual},
			parameter{"state", "pending, dead, done or skipped", several},
			parameter{"limit", "how many at most, 1 to 200; 50 when left out", whole},
			parameter{"page", "where the page begins: \"next\" of the page before", textual},
		),
		settle("/deliveries/redrive", "redriveDelivery", "Send a dead letter again, for operators", storage.DeliveryPending,
			func(ctx context.Context, s *helpdesk.Session, in deliveryKey) (deliveryKey, error) {
				return in, s.Redrive(ctx, in.key())
			}),
		settle("/deliveries/skip", "skipDelivery", "Give a dead letter up, so that what comes after it goes on, for operators", storage.DeliverySkipped,
			func(ctx context.Context, s *helpdesk.Session, in skipInput) (deliveryKey, error) {
				return in.key(), s.Skip(ctx, in.key().key(), in.Reason)
			}),
	}
}

// settle is a route that does something to a dead letter.
func settle[In any](path, id, summary string, state storage.DeliveryState, do func(context.Context, *helpdesk.Session, In) (deliveryKey, error)) route {
	return route{
		method: http.MethodPost, path: path, id: id, summary: summary, statuses: []int{http.StatusOK},
		body: reflect.TypeFor[In](), answer: reflect.TypeFor[settledJSON](),
		do: func(c *call) (any, error) {
			s, err := c.session()
			if err != nil {
				return nil, err
			}
			key, err := do(c.Context(), s, *c.body.(*In))
			return settledJSON{key, state}, err
		},
	}
}

func listHandlers(c *call) (handlersJSON, error) {
	s, err := c.session()
	if err != nil {
		return handlersJSON{}, err
	}
	list, err := s.Handlers(c.Context())
	return handlersJSON{each(list, func(h helpdesk.RegisteredHandler) handlerJSON {
		return handlerJSON{Name: h.Name, Kinds: each(h.Kinds, func(k event.Kind) event.Kind { return k }), Carries: h.Carries, Since: h.Since, Here: h.Here, Dead: h.Dead}
	})}, err
}

func removeHandler(c *call) (any, error) {
	s, err := c.session()
	if err != nil {
		return nil, err
	}
	if err := s.RemoveHandler(c.Context(), c.PathValue("name")); err != nil {
		return nil, err
	}
	return listHandlers(c)
}

func listDeliveries(c *call) (out deliveriesJSON, err error) {
	q := storage.DeliveryQuery{Handler: c.text("handler"), States: list[storage.DeliveryState](c, "state"), Limit: c.whole("limit", 200, 50)}
	if got := c.text("ticket"); got != "" {
		if q.Ticket, err = uuid.Parse(got); err != nil {
			c.faults.add("ticket", helpdesk.FaultFormat, "got", got, "like", "01890a5d-ac96-774b-bcce-b302099a8057")
		}
	}
	if got := c.text("page"); got != "" {
		text, err := base64.RawURLEncoding.DecodeString(got)
		var key deliveryKey
		if err != nil || json.Unmarshal(text, &key) != nil {
			c.faults.add("page", helpdesk.FaultFormat, "got", got, "like", "\"next\" of the page before")
		}
		q.After = key.key()
	}
	s, err := c.session()
	if err != nil {
		return out, err
	}
	found, err := s.Deliveries(c.Context(), q)
	if err != nil {
		return out, err
	}
	out.Deliveries = each(found, deliveryOf)
	if n := len(found); n == q.Limit {
		text, err := json.Marshal(out.Deliveries[n-1].Key)
		if err != nil {
			return out, err
		}
		out.Next = base64.RawURLEncoding.EncodeToString(text)
	}
	return out, nil
}

func deliveryOf(d storage.Delivery) deliveryJSON {
	k := d.Key()
	return deliveryJSON{
		Key:   deliveryKey{Handler: k.Handler, Ticket: k.Ticket, Person: k.Person, Version: k.Version, Index: k.Index},
		Event: d.Event.ID, Kind: d.Event.Kind, Number: d.Event.Number, State: d.State, Due: d.Due, Attempts: d.Attempts,
		Error: d.Error, Settled: d.Settled, By: d.By, Reason: d.Reason,
	}
}
