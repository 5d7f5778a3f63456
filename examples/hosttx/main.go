// Hosttx is a shop that sells a machine and promises to set it up: the order and the
// ticket are made in one transaction of the shop's own, so there are both or neither.
//
//	hosttx                         on a SQLite database in the folder for temporary files
//	hosttx postgres://…            on PostgreSQL through lib/pq
//	hosttx -pgx postgres://…       on PostgreSQL through a pool of pgx
package main

import (
	"context"
	"database/sql"
	"errors"
	"flag"
	"fmt"
	"os"
	"path/filepath"

	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/jackc/pgx/v5/stdlib"
	_ "github.com/lib/pq"  // the shop's driver for PostgreSQL
	_ "modernc.org/sqlite" // the shop's driver for SQLite

	"github.com/helpdesk-go/helpdesk"
	"github.com/helpdesk-go/helpdesk/storage/postgres"
	"github.com/helpdesk-go/helpdesk/storage/sqlite"
)

func main() {
	pool := flag.Bool("pgx", false, "through a pool of pgx")
	flag.Parse()
	ctx := context.Background()
	if err := run(ctx, flag.Arg(0), *pool); err != nil {
		fmt.Fprintln(os.Stderr, "hosttx:", err)
		os.Exit(1)
	}
}

func run(ctx context.Context, dsn string, pool bool) error {
	open := onPostgres
	switch {
	case dsn == "":
		folder, err := os.MkdirTemp("", "hosttx-")
		if err != nil {
			return err
		}
		defer func() { _ = os.RemoveAll(folder) }()
		dsn, open = filepath.Join(folder, "shop.db"), onSQLite
	case pool:
		open = onPool
	}
	shop, err := open(ctx, dsn)
	if err != nil {
		return err
	}
	return errors.Join(shop.day(ctx), shop.close())
}

// onSQLite opens the shop on a SQLite database, with the settings that the store
// asks for.
func onSQLite(ctx context.Context, path string) (*shop, error) {
	db, err := sql.Open("sqlite", "file:"+path+
		"?_pragma=busy_timeout(5000)&_pragma=journal_mode(WAL)&_pragma=foreign_keys(1)&_txlock=immediate")
	if err != nil {
		return nil, err
	}
	store, err := sqlite.New(db)
	if err != nil {
		return nil, errors.Join(err, db.Close())
	}
	return open(ctx, db, store, func() error { return errors.Join(store.Close(), db.Close()) })
}

// onPostgres opens the shop on PostgreSQL through lib/pq.
func onPostgres(ctx context.Context, dsn string) (*shop, error) {
	db, err := sql.Open("postgres", dsn)
	if err != nil {
		return nil, err
	}
	store := postgres.New(db, postgres.Config{})
	return open(ctx, db, store, func() error { return errors.Join(store.Close(), db.Close()) })
}

// onPool opens the shop on a pool of pgx that it has already: the library takes it
// through pgx's adapter for database/sql.
func onPool(ctx context.Context, dsn string) (*shop, error) {
	pool, err := pgxpool.New(ctx, dsn)
	if err != nil {
		return nil, err
	}
	db := stdlib.OpenDBFromPool(pool)
	store := postgres.New(db, postgres.Config{})
	return open(ctx, db, store, func() error {
		err := errors.Join(store.Close(), db.Close())
		pool.Close()
		return err
	})
}

// day is what happens in the shop on one day.
func (s *shop) day(ctx context.Context) error {
	if err := s.sell(ctx, "anna", "принтер", nil); err != nil {
		return err
	}
	fmt.Println("sold:", s.count(ctx))

	// The card is refused after the ticket was made: there is neither order nor ticket.
	err := s.sell(ctx, "anna", "сканер", func() error { return errors.New("the card is refused") })
	fmt.Println("not sold:", err, "—", s.count(ctx))

	// The ticket is refused: the shop goes on in its transaction, and sells without it.
	err = s.sell(ctx, "anna", "", nil)
	fmt.Println("sold all the same:", errors.Is(err, helpdesk.Invalid), "—", s.count(ctx))
	return nil
}
