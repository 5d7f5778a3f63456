package main

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"path/filepath"
	"time"

	"github.com/helpdesk-go/helpdesk/internal/pgtest"
	"github.com/helpdesk-go/helpdesk/storage"
	"github.com/helpdesk-go/helpdesk/storage/postgres"
)

// cluster is a desk in a PostgreSQL server of its own, reached through a line.
type cluster struct {
	server   *pgtest.Server
	database string
	line     *line
}

func newCluster(ctx context.Context) (*cluster, error) {
	server, err := pgtest.Start(ctx, pgtest.Config{})
	if err != nil {
		return nil, err
	}
	c := &cluster{server: server}
	if c.database, err = server.Create(ctx, ""); err == nil {
		c.line, err = newLine(filepath.Join(server.Dir(), ".s.PGSQL.5432"))
	}
	if err != nil {
		return nil, errors.Join(err, server.Close())
	}
	return c, nil
}

func (c *cluster) name() string {
	return "postgres://helpdesk@" + c.line.address() + "/" + c.database + "?sslmode=disable"
}

// store is the database as it is, not through the line.
func (c *cluster) store(ctx context.Context) (storage.Store, func() error, error) {
	s, err := postgres.Open(c.server.URL(c.database), postgres.Config{})
	if err != nil {
		return nil, nil, err
	}
	if err := s.Migrate(ctx); err != nil {
		return nil, nil, errors.Join(err, s.Close())
	}
	return s, s.Close, nil
}

func (c *cluster) close() error { return errors.Join(c.line.close(), c.server.Close()) }

const (
	// cutFor is how long the line is cut at most, and hungFor how long it hangs: longer
	// than the server waits.
	cutFor  = 150 * time.Millisecond
	hungFor = 10 * time.Second
)

func (c *cluster) strike(ctx context.Context, what fault, r *run) error {
	switch what {
	case killBackend, terminateBackend:
		return c.end(ctx, what, r)
	case crashDatabase:
		if err := c.server.Crash(); err != nil {
			return err
		}
		return c.server.Start(ctx)
	case cutLine:
		c.line.set(broken)
		time.Sleep(time.Duration(r.chance.Int64N(int64(cutFor))))
	case hangLine:
		c.line.set(hangs)
		time.Sleep(hungFor)
	}
	c.line.set(passes)
	return nil
}

// end ends one of the backends that work for the server, and waits until the database
// answers again.
func (c *cluster) end(ctx context.Context, how fault, r *run) error {
	pids, err := c.backends(ctx)
	if err != nil {
		return err
	}
	pid := pids[r.chance.IntN(len(pids))]
	if how == killBackend {
		if err := c.server.Kill(pid); err != nil {
			return fmt.Errorf("backend %d: %w", pid, err)
		}
	} else if err := c.terminate(ctx, pid); err != nil {
		return err
	}
	_, err = c.backends(ctx)
	return err
}

// backends are those who work for the server: there is one, once it has connected.
func (c *cluster) backends(ctx context.Context) ([]int, error) {
	for deadline := time.Now().Add(patience); ; {
		pids, err := c.server.Backends(ctx, c.database)
		if err == nil && len(pids) > 0 {
			return pids, nil
		}
		if time.Now().After(deadline) || ctx.Err() != nil {
			return nil, fmt.Errorf("the database has no backend for the server: %w", errors.Join(err, ctx.Err()))
		}
		time.Sleep(10 * time.Millisecond)
	}
}

func (c *cluster) terminate(ctx context.Context, pid int) (err error) {
	db, err := sql.Open("postgres", c.server.URL("postgres"))
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, db.Close()) }()
	_, err = db.ExecContext(ctx, "SELECT pg_terminate_backend($1)", pid)
	return err
}
