package sqlstore

import (
	"context"
	"database/sql"

	"github.com/jmoiron/sqlx"
)

// source is where statements run: a handle, or a transaction of the host. Its
// errors have the names by which package storage knows them.
type source interface {
	// run gives a query to do as a statement, when the schema is right.
	run(ctx context.Context, query string, do func(statement) error) error
	// transact does something of which all is written, or nothing.
	transact(ctx context.Context, do func(*Tx) error) error
	// close closes the prepared statements. What they ran on is its owner's.
	close()
}

// statement is a query that arguments can be given to: a *sqlx.Stmt, or one that
// is not prepared.
type statement interface {
	GetContext(ctx context.Context, dest any, args ...any) error
	SelectContext(ctx context.Context, dest any, args ...any) error
	ExecContext(ctx context.Context, args ...any) (sql.Result, error)
}

// unprepared is a query that is sent with its arguments.
type unprepared struct {
	on    sqlx.ExtContext
	query string
}

func (u unprepared) GetContext(ctx context.Context, dest any, args ...any) error {
	return sqlx.GetContext(ctx, u.on, dest, u.query, args...)
}

func (u unprepared) SelectContext(ctx context.Context, dest any, args ...any) error {
	return sqlx.SelectContext(ctx, u.on, dest, u.query, args...)
}

func (u unprepared) ExecContext(ctx context.Context, args ...any) (sql.Result, error) {
	return u.on.ExecContext(ctx, u.query, args...)
}
