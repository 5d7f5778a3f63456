package helpdesk

import (
	"context"

	"github.com/helpdesk-go/helpdesk/storage"
)

// RegisteredHandler is a handler as an operator sees it.
type RegisteredHandler struct {
	storage.Handler
	Here bool // this process has it
	Dead int  // dead letters, counted to 200
}

// Handlers answers who is told of the desk's events. For operators.
func (s *Session) Handlers(ctx context.Context) ([]RegisteredHandler, error) {
	list, err := s.handlers(ctx)
	return list, fail("handlers", err)
}

func (s *Session) handlers(ctx context.Context) ([]RegisteredHandler, error) {
	if err := s.mayOperate(ctx); err != nil {
		return nil, err
	}
	rows, err := s.desk.store.ListHandlers(ctx, s.desk.key)
	if err != nil {
		return nil, err
	}
	list := make([]RegisteredHandler, len(rows))
	for i, row := range rows {
		dead, err := s.desk.store.ListDeliveries(ctx, s.desk.key, storage.DeliveryQuery{
			Handler: row.Name, States: []storage.DeliveryState{storage.DeliveryDead}, Limit: 200,
		})
		if err != nil {
			return nil, err
		}
		list[i] = RegisteredHandler{Handler: row, Here: s.desk.handlers.named(row.Name) != nil, Dead: len(dead)}
	}
	return list, nil
}

// RemoveHandler takes a handler out of the store with all its deliveries: nothing is
// kept for it any more. A process that still has it registers it again when it starts.
// For operators.
func (s *Session) RemoveHandler(ctx context.Context, name string) error {
	if err := s.mayOperate(ctx); err != nil {
		return fail("remove handler", err)
	}
	return fail("remove handler", s.desk.store.DropHandler(ctx, s.desk.key, name))
}

// Deliveries answers deliveries by handler and ticket: what waits, what is dead and why,
// what was done. For operators.
func (s *Session) Deliveries(ctx context.Context, q storage.DeliveryQuery) ([]storage.Delivery, error) {
	if err := s.mayOperate(ctx); err != nil {
		return nil, fail("deliveries", err)
	}
	var fs faults
	for _, state := range q.States {
		fs.oneOf("state", string(state), texts(storage.DeliveryStates()))
	}
	if err := fs.err(); err != nil {
		return nil, fail("deliveries", err)
	}
	if q.Limit < 1 || q.Limit > 200 {
		q.Limit = 200
	}
	list, err := s.desk.store.ListDeliveries(ctx, s.desk.key, q)
	return list, fail("deliveries", err)
}

// Redrive sends a dead letter again, as if for the first time. For operators.
func (s *Session) Redrive(ctx context.Context, key storage.DeliveryKey) error {
	return fail("redrive", s.revise(ctx, key, func(d *storage.Delivery) error {
		d.State, d.Due, d.Attempts = storage.DeliveryPending, s.desk.Now(), 0
		return nil
	}))
}

// Skip gives a dead letter up for good, so that what comes after it goes on. The reason
// is kept with it. For operators.
func (s *Session) Skip(ctx context.Context, key storage.DeliveryKey, reason string) error {
	return fail("skip", s.revise(ctx, key, func(d *storage.Delivery) error {
		var fs faults
		d.Reason = fs.required("reason", reason, MaxReason)
		d.State, d.Settled, d.By = storage.DeliverySkipped, s.desk.Now(), s.actor.ID
		return fs.err()
	}))
}

// revise changes a dead letter.
func (s *Session) revise(ctx context.Context, key storage.DeliveryKey, do func(*storage.Delivery) error) error {
	if err := s.mayOperate(ctx); err != nil {
		return err
	}
	d, err := s.desk.delivery(ctx, key)
	if err != nil {
		return err
	}
	if d.State != storage.DeliveryDead {
		return refuse("not_dead", "state", string(d.State), "allowed", string(storage.DeliveryDead))
	}
	if err := do(&d); err != nil {
		return err
	}
	if err := s.desk.store.SettleDelivery(ctx, d); err != nil {
		return err
	}
	if h := s.desk.handlers.named(key.Handler); h != nil {
		h.stir()
	}
	s.desk.wakeOthers()
	return nil
}

// delivery reads one delivery: the first that comes after the place before its own.
func (d *Desk) delivery(ctx context.Context, key storage.DeliveryKey) (storage.Delivery, error) {
	before := key
	before.Index--
	list, err := d.store.ListDeliveries(ctx, d.key, storage.DeliveryQuery{Handler: key.Handler, Ticket: key.Ticket, After: before, Limit: 1})
	if err == nil && (len(list) == 0 || list[0].Key() != key) {
		err = storage.ErrNotFound
	}
	if err != nil {
		return storage.Delivery{}, err
	}
	return list[0], nil
}

func (s *Session) mayOperate(ctx context.Context) error {
	_, err := s.may(ctx, VerbOperate)
	return err
}
