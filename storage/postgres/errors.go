package postgres

import (
	"database/sql/driver"
	"errors"
	"fmt"
	"io"
	"net"
	"strings"

	"github.com/lib/pq"

	"github.com/helpdesk-go/helpdesk/storage"
)

// reasons are what PostgreSQL's codes, or their first two letters, mean for the
// store. Those of connections come from https://www.postgresql.org/docs/15/errcodes-appendix.html.
var reasons = map[string]struct {
	name error
	says string
}{
	"08":    {storage.ErrUnavailable, "the connection failed"},
	"25006": {storage.ErrUnavailable, "the database takes no writes: it is read-only or a standby"},
	"25P02": {storage.ErrUnavailable, "the transaction failed before"},
	"25P03": {storage.ErrUnavailable, "the transaction was idle for too long"},
	"26000": {storage.ErrUnavailable, "a prepared statement is gone; behind a pooler use Unnamed statements"},
	"28":    {storage.ErrUnavailable, "the database does not let the role in; its name or password is wrong"},
	"3D000": {storage.ErrUnavailable, "there is no such database"},
	"40001": {storage.ErrConflict, "transactions crossed each other"},
	"40P01": {storage.ErrConflict, "transactions waited for each other"},
	"42501": {storage.ErrUnavailable, "the role lacks a right"},
	"53100": {storage.ErrFull, "the disk is full"},
	"53":    {storage.ErrUnavailable, "the database is short of something"},
	"53300": {storage.ErrUnavailable, "the database has too many connections"},
	"55P03": {storage.ErrUnavailable, "a row was held by another transaction for too long"},
	"57014": {storage.ErrUnavailable, "the statement took too long"},
	"57":    {storage.ErrUnavailable, "the database is shut down or starting"},
	"58":    {storage.ErrUnavailable, "the database's system failed"},
	"XX001": {storage.ErrCorrupt, "the data are damaged"},
	"XX002": {storage.ErrCorrupt, "an index is damaged"},
	"3F000": {storage.ErrSchema, "there is no such schema"},
	"42P01": {storage.ErrSchema, "a table is missing"},
	"42703": {storage.ErrSchema, "a column is missing"},
	"42P07": {storage.ErrSchema, "a table is there that should not be yet: it was migrated or restored by half"},
	"42P05": {storage.ErrUnavailable, "a prepared statement is there already; behind a pooler use Unnamed statements"},
	"42701": {storage.ErrSchema, "a column is there that should not be yet: it was migrated or restored by half"},
	"42710": {storage.ErrSchema, "something is there that should not be yet: it was migrated or restored by half"},
	"42723": {storage.ErrSchema, "a function is there that should not be yet: it was migrated or restored by half"},
}

// named gives an error of PostgreSQL the name by which package storage knows it.
// Drivers tell the code in the same way, and only that.
func named(err error) error {
	var e interface{ SQLState() string }
	if !errors.As(err, &e) {
		return lost(err)
	}
	code := e.SQLState()
	switch code {
	case "23505", "21000":
		return taken(err)
	case "23502":
		// Of a task only its ticket can be lacking: see writeTasks.
		if strings.Contains(err.Error(), "helpdesk_tasks") {
			return fmt.Errorf("%w: the task is of another ticket", storage.ErrConflict)
		}
		return err
	case "22P02":
		if strings.Contains(err.Error(), personChanged) {
			return storage.ErrPersonChanged
		}
		return err
	case "23514":
		if strings.Contains(err.Error(), "helpdesk_retired_stages") {
			return storage.ErrRetired
		}
		if strings.Contains(err.Error(), "helpdesk_periods") {
			return storage.ErrPeriodClosed
		}
		return err
	}
	reason, known := reasons[code]
	if !known && len(code) == 5 {
		reason, known = reasons[code[:2]]
	}
	if !known {
		return err
	}
	return fmt.Errorf("%w: %s: %w", reason.name, reason.says, err)
}

// taken tells what was there already. The constraint's name is in the message,
// whatever its language.
func taken(err error) error {
	switch text := err.Error(); {
	case strings.Contains(text, "helpdesk_tickets_number"), strings.Contains(text, "helpdesk_contracts_number"):
		return storage.ErrNumberTaken
	case strings.Contains(text, "helpdesk_keys"):
		return storage.ErrKeyUsed
	}
	return fmt.Errorf("%w: %w", storage.ErrConflict, err)
}

// lost names the errors of a connection, which have no code.
func lost(err error) error {
	var network net.Error
	switch {
	case errors.Is(err, pq.ErrSSLNotSupported):
		return fmt.Errorf("%w: the server speaks no TLS, as the DSN's sslmode asks: %w", storage.ErrUnavailable, err)
	case errors.Is(err, driver.ErrBadConn), errors.Is(err, io.EOF), errors.Is(err, io.ErrUnexpectedEOF), errors.As(err, &network):
		return fmt.Errorf("%w: the connection failed: %w", storage.ErrUnavailable, err)
	}
	return err
}
