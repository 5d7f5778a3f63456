package sqlite

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"strings"

	driver "modernc.org/sqlite"
	sqlite3 "modernc.org/sqlite/lib"
)

// settings are the pragmas that a store needs: how each is read, what is right,
// and what to ask for.
var settings = []struct {
	query string
	right func(value string) bool
	want  string
}{
	{"PRAGMA journal_mode", func(v string) bool { return strings.EqualFold(v, "wal") }, "_pragma=journal_mode(WAL)"},
	{"PRAGMA foreign_keys", func(v string) bool { return v == "1" }, "_pragma=foreign_keys(1)"},
	{"PRAGMA busy_timeout", func(v string) bool { return v != "0" }, "_pragma=busy_timeout(5000)"},
	{"PRAGMA synchronous", func(v string) bool { return v != "0" }, "_pragma=synchronous(FULL)"},
}

// prove looks at one connection of a handle and tells all that it lacks.
func prove(ctx context.Context, db *sql.DB) error {
	conn, err := db.Conn(ctx)
	if err != nil {
		return named(err)
	}
	defer func() { _ = conn.Close() }()
	var missing []string
	for _, s := range settings {
		var value string
		if err := conn.QueryRowContext(ctx, s.query).Scan(&value); err != nil {
			return named(err)
		}
		if !s.right(value) {
			missing = append(missing, fmt.Sprintf("%s (%s is %s)", s.want, strings.TrimPrefix(s.query, "PRAGMA "), value))
		}
	}
	immediate, err := beginsImmediate(ctx, conn)
	if err != nil {
		return named(err)
	}
	if !immediate {
		missing = append(missing, "_txlock=immediate (a transaction does not take the lock for writing when it begins)")
	}
	if len(missing) > 0 {
		return fmt.Errorf("the handle's DSN lacks %s", strings.Join(missing, ", "))
	}
	return nil
}

// beginsImmediate tells whether a transaction holds the lock for writing as soon
// as it begins. A checkpoint is refused to a connection that holds one, and
// allowed to a connection whose transaction has not read anything yet.
func beginsImmediate(ctx context.Context, conn *sql.Conn) (bool, error) {
	tx, err := conn.BeginTx(ctx, nil)
	if err != nil {
		return false, err
	}
	defer func() { _ = tx.Rollback() }()
	_, err = tx.ExecContext(ctx, "PRAGMA wal_checkpoint(PASSIVE)")
	var refused *driver.Error
	if errors.As(err, &refused) && refused.Code()&0xff == sqlite3.SQLITE_LOCKED {
		return true, nil
	}
	return false, err
}
