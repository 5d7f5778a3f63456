package main

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"errors"
	"fmt"
	"io"
	"net"
	"net/url"
	"strings"
	"sync"
	"syscall"
	"time"

	"github.com/lib/pq"

	"github.com/helpdesk-go/helpdesk/internal/secret"
	"github.com/helpdesk-go/helpdesk/storage"
	"github.com/helpdesk-go/helpdesk/storage/postgres"
)

// postgresDatabase is a database of PostgreSQL.
type postgresDatabase struct {
	url    secret.Of[string]
	config secret.Of[pq.Config]
	shown  string // the URL without what is secret
}

const (
	// connectWithin is how long a connection may take to come about, where the URL does
	// not say connect_timeout.
	connectWithin = 2 * time.Second
	// silentAtMost is how long the database may say nothing while requests wait for it.
	// A network that swallows everything would else hold them for ever. It is less than
	// answerWithin: then no connection has to be made to tell the database to stop.
	silentAtMost = 3 * time.Second
	// connections is how many there are at most.
	connections = 16
)

// postgresAt reads the URL of a database. What is wrong is told without the password.
func postgresAt(db string) (postgresDatabase, error) {
	u, err := url.Parse(db)
	if err != nil {
		return postgresDatabase{}, bad("--db: the URL cannot be read; it is like postgres://user:password@host:5432/database, and in a name or password / is written %%2F, @ %%40, # %%23, ? %%3F, %% %%25")
	}
	at := postgresDatabase{url: secret.Keep(db), shown: shown(u)}
	config, err := pq.NewConfig(db)
	if err != nil {
		text := err.Error()
		if password, set := u.User.Password(); set && password != "" {
			text = strings.ReplaceAll(text, password, "…")
		}
		return at, bad("--db: %s: %s", at.shown, strings.TrimPrefix(text, "pq: "))
	}
	if config.ConnectTimeout == 0 {
		config.ConnectTimeout = connectWithin
	}
	at.config = secret.Keep(config)
	return at, nil
}

// shown is a URL without the password and the parameters, but for the folder of a socket.
func shown(u *url.URL) string {
	is := url.URL{Scheme: u.Scheme, Host: u.Host, Path: u.Path}
	if name := u.User.Username(); name != "" {
		is.User = url.User(name)
	}
	if host := u.Query().Get("host"); host != "" {
		is.RawQuery = url.Values{"host": {host}}.Encode()
	}
	return is.String()
}

func (d postgresDatabase) String() string { return d.shown }

// handle is a handle on the database; with a silence, a connection that says nothing for
// longer is given up.
func (d postgresDatabase) handle(silence time.Duration) (*sql.DB, error) {
	connector, err := pq.NewConnectorConfig(d.config.Reveal())
	if err != nil {
		return nil, err
	}
	if silence > 0 {
		connector.Dialer(dialer{silence})
	}
	db := sql.OpenDB(connector)
	db.SetMaxOpenConns(connections)
	db.SetMaxIdleConns(connections)
	db.SetConnMaxIdleTime(time.Minute)
	return db, nil
}

// postgresStore is a store with the handle that it closes.
type postgresStore struct {
	*postgres.Store
	handle *sql.DB
}

// Close closes the store and the handle. That the handle cannot take its leave of a
// database that is gone costs nothing.
func (s postgresStore) Close() error {
	err := s.Store.Close()
	_ = s.handle.Close()
	return err
}

func (d postgresDatabase) on(db *sql.DB) postgresStore {
	how := postgres.Config{Direct: postgres.DSN(d.url.Reveal())}
	if d.pooled() { // nobody is woken through a pooler
		how = postgres.Config{Statements: postgres.Unnamed}
	}
	return postgresStore{postgres.New(db, how), db}
}

// pooled tells whether the URL is that of a pooler, by the setting that one needs.
func (d postgresDatabase) pooled() bool { return d.config.Reveal().BinaryParameters }

func (d postgresDatabase) open(ctx context.Context) (database, error) {
	db, err := d.handle(0)
	if err != nil {
		return nil, err
	}
	store := d.on(db)
	if err := store.Ready(ctx); err != nil {
		return nil, errors.Join(err, store.Close())
	}
	return store, nil
}

// serve opens the database twice: patiently, to bring it to the version that is needed
// and to found the desk, and then to answer requests.
func (d postgresDatabase) serve(p *program, begin beginning) (database, func() error, error) {
	for deadline := time.Now().Add(startWithin); ; {
		err := d.prepare(p, begin)
		if err == nil {
			break
		}
		if !passes(err) || time.Now().After(deadline) || p.ctx.Err() != nil {
			return nil, nil, err
		}
		time.Sleep(lookEvery / 10)
	}
	db, err := d.handle(silentAtMost)
	if err != nil {
		return nil, nil, err
	}
	store := d.on(db)
	watching, stop := context.WithCancel(p.ctx)
	var watched sync.WaitGroup
	watched.Go(func() { watch(watching, db) })
	return store, func() error {
		stop()
		watched.Wait()
		return store.Close()
	}, nil
}

// startWithin is how long a database that is only just starting is waited for.
const startWithin = 30 * time.Second

// passes tells whether an error is one of a database that is starting, or starting again.
func passes(err error) bool {
	var told interface{ SQLState() string }
	if errors.As(err, &told) {
		return strings.HasPrefix(told.SQLState(), "57P")
	}
	return errors.Is(err, io.EOF) || errors.Is(err, driver.ErrBadConn) || errors.Is(err, syscall.ECONNRESET)
}

// lookEvery is how often the database is looked at.
const lookEvery = time.Second

// watch lets idle connections go as soon as the database is lost: else each would be
// found out by a request of its own, long after the database is back.
func watch(ctx context.Context, db *sql.DB) {
	for {
		select {
		case <-ctx.Done():
			return
		case <-time.After(lookEvery):
		}
		if err := db.PingContext(ctx); err != nil {
			db.SetMaxIdleConns(0)
			db.SetMaxIdleConns(connections)
		}
	}
}

func (d postgresDatabase) prepare(p *program, begin beginning) (err error) {
	db, err := d.handle(0)
	if err != nil {
		return err
	}
	store := d.on(db)
	defer func() { err = errors.Join(err, store.Close()) }()
	if d.pooled() {
		err = store.Ready(p.ctx) // a pooler cannot migrate
	} else {
		err = store.Migrate(p.ctx)
	}
	if err != nil {
		return err
	}
	_, err = store.Regulation(p.ctx, deskKey, 0)
	if errors.Is(err, storage.ErrNotFound) {
		return d.found(p, store, begin)
	}
	return err
}

// wrong are the codes of PostgreSQL that say that the URL is wrong, or the role's rights.
var wrong = []string{"28", "3D000", "42501"}

func (d postgresDatabase) advise(err error) error {
	if err == nil {
		return nil
	}
	var told interface{ SQLState() string }
	if errors.As(err, &told) {
		for _, code := range wrong {
			if strings.HasPrefix(told.SQLState(), code) {
				return bad("--db: %s: %v", d, err)
			}
		}
	}
	var name *net.DNSError
	switch {
	case errors.As(err, &name) && name.IsNotFound:
		return bad("--db: %s: there is no host %s", d, name.Name)
	case errors.Is(err, pq.ErrSSLNotSupported):
		return bad("--db: %s: the database speaks without TLS; if that is meant, add ?sslmode=disable to the URL", d)
	case errors.Is(err, storage.ErrSchema) && d.pooled():
		return fmt.Errorf("%s: %w; start the server once with the URL of the database itself, without binary_parameters", d, err)
	case errors.Is(err, storage.ErrSchema):
		return fmt.Errorf("%s: %w; \"serve\" brings an empty or older one to this version, a newer one was left as it is and needs the build that it was made with", d, err)
	case errors.Is(err, storage.ErrUnavailable):
		return fmt.Errorf("%s: %w; see whether it runs and can be reached from here", d, err)
	}
	return fmt.Errorf("%s: %w", d, err)
}
