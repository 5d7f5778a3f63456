package main

import (
	"context"
	"database/sql"
	"errors"
	"fmt"

	"github.com/helpdesk-go/helpdesk"
	"github.com/helpdesk-go/helpdesk/storage"
	"github.com/helpdesk-go/helpdesk/ticket"
)

// shop is the host: it has a database of its own, and a desk in it.
type shop struct {
	db    *sql.DB
	store joiner
	desk  *helpdesk.Desk
	close func() error
}

// joiner is a store that can join a transaction of the host.
type joiner interface {
	storage.Store
	Migrate(ctx context.Context) error
	Join(tx *sql.Tx) storage.Joined
}

// open makes the shop's own table beside the desk's, and the desk.
func open(ctx context.Context, db *sql.DB, store joiner, close func() error) (*shop, error) {
	s := &shop{db: db, store: store, close: close}
	err := store.Migrate(ctx)
	if err == nil {
		_, err = db.ExecContext(ctx, `CREATE TABLE IF NOT EXISTS shop_orders (buyer TEXT NOT NULL, goods TEXT NOT NULL, ticket TEXT NOT NULL)`)
	}
	if err == nil {
		s.desk, err = helpdesk.New(ctx, store, helpdesk.Config{})
	}
	if err != nil {
		return nil, errors.Join(err, close())
	}
	return s, nil
}

// sell takes an order and opens the ticket of setting the goods up, in one
// transaction. A ticket that is refused does not keep the shop from selling: its
// part was taken back to where it began, and the transaction goes on.
func (s *shop) sell(ctx context.Context, buyer, goods string, pay func() error) error {
	tx, err := s.db.BeginTx(ctx, nil) // read committed, as the store asks for
	if err != nil {
		return err
	}
	defer func() { _ = tx.Rollback() }() // after a commit it does nothing

	made, refused := s.desk.As(helpdesk.Person(buyer)).Within(s.store.Join(tx)).Open(ctx, helpdesk.NewRequest{
		Subject: goods, Text: "Установить и показать, как работает.", Category: "consultation",
	})
	if refused != nil && !errors.Is(refused, helpdesk.Invalid) {
		return refused
	}
	// $1 is written in both databases' way.
	if _, err := tx.ExecContext(ctx, `INSERT INTO shop_orders (buyer, goods, ticket) VALUES ($1, $2, $3)`, buyer, goods, made.Number); err != nil {
		return err
	}
	if pay != nil {
		if err := pay(); err != nil {
			return err
		}
	}
	return errors.Join(refused, tx.Commit())
}

// count tells how many orders and tickets there are.
func (s *shop) count(ctx context.Context) string {
	var orders int
	err := s.db.QueryRowContext(ctx, `SELECT COUNT(*) FROM shop_orders`).Scan(&orders)
	tickets, failed := s.desk.As(helpdesk.System("shop")).Count(ctx, ticket.Filter{}, 100)
	if err := errors.Join(err, failed); err != nil {
		return err.Error()
	}
	return fmt.Sprintf("orders %d, tickets %d", orders, tickets)
}
