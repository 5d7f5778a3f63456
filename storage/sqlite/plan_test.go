package sqlite_test

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"maps"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/helpdesk-go/helpdesk/storage"
	"github.com/helpdesk-go/helpdesk/storage/sqlite"
	"github.com/helpdesk-go/helpdesk/storage/storagetest"
)

// named tells that a statement wants what belongs to something that it names.
var named = regexp.MustCompile(`\b(id|ticket|event|number_folded|requester|agent|assignee|person|organization) (= \?|IN \()`)

// thorough are the statements that go through more all the same: what erases a person; who
// is told of an event, among the few handlers; what somebody sees for several reasons, or
// has booked, in the order that is asked for.
var thorough = regexp.MustCompile(`^DELETE FROM helpdesk_deliveries WHERE desk = \? AND person|helpdesk_handled h |t\.vendor IN \(|p\.person IN \(`)

// What is done all day must take as long in a desk of a million tickets. So the statements
// of the contract are asked for their plans: what is named is found by its key or by an
// index that begins with it, not by going through the desk, or through what refers to it.
func TestWhatIsNamedIsNotLookedForInTheWholeDesk(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "desk.db")
	settings := hostSettings + "&_pragma=synchronous(NORMAL)"
	db := raw(t, path, settings)
	listener := &ear{driver: db.Driver(), dsn: "file:" + path + settings, heard: make(map[string]bool)}
	listened := sql.OpenDB(listener)
	t.Cleanup(func() { _ = listened.Close() })
	s, err := sqlite.New(listened)
	if err != nil {
		t.Fatal(err)
	}
	if err := s.Migrate(t.Context()); err != nil {
		t.Fatal(err)
	}
	clear(listener.heard) // what migrates may be thorough
	storagetest.Run(t, func(*testing.T) storage.Store { return s }, storagetest.Audits, joins(path))

	asked := 0
	for _, query := range slices.Sorted(maps.Keys(listener.heard)) {
		if !named.MatchString(query) || strings.Contains(query, " VALUES (") || thorough.MatchString(query) {
			continue
		}
		asked++
		for _, step := range plan(t, db, query) {
			if strings.HasSuffix(step, " (desk=?)") || strings.HasSuffix(step, " (desk=? AND handler=?)") || strings.HasPrefix(step, "SCAN t") {
				t.Errorf("%s\n%s", step, query)
			}
		}
	}
	if asked < 100 {
		t.Errorf("only %d statements were asked", asked)
	}
}

// plan are the steps of a statement that look for rows.
func plan(t *testing.T, db *sql.DB, query string) (steps []string) {
	t.Helper()
	rows, err := db.QueryContext(t.Context(), "EXPLAIN QUERY PLAN "+query, make([]any, strings.Count(query, "?"))...)
	if err != nil {
		t.Fatalf("%s: %v", query, err)
	}
	defer func() { _ = rows.Close() }()
	for rows.Next() {
		var step string
		var id, parent, unused int
		if err := rows.Scan(&id, &parent, &unused, &step); err != nil {
			t.Fatal(err)
		}
		steps = append(steps, step)
	}
	if err := rows.Err(); err != nil {
		t.Fatal(err)
	}
	return steps
}

// ear opens connections and hears what they are asked to do.
type ear struct {
	driver driver.Driver
	dsn    string
	mu     sync.Mutex
	heard  map[string]bool
}

func (e *ear) Driver() driver.Driver { return e.driver }

func (e *ear) Connect(context.Context) (driver.Conn, error) {
	c, err := e.driver.Open(e.dsn)
	return heardConn{c, e}, err
}

// heardConn is a connection that is heard.
type heardConn struct {
	driver.Conn
	ear *ear
}

func (c heardConn) PrepareContext(ctx context.Context, query string) (driver.Stmt, error) {
	c.ear.mu.Lock()
	c.ear.heard[strings.TrimSpace(query)] = true
	c.ear.mu.Unlock()
	return c.Conn.(driver.ConnPrepareContext).PrepareContext(ctx, query)
}

func (c heardConn) BeginTx(ctx context.Context, o driver.TxOptions) (driver.Tx, error) {
	return c.Conn.(driver.ConnBeginTx).BeginTx(ctx, o)
}
