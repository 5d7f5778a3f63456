package postgres

import (
	"context"
	"time"

	"github.com/helpdesk-go/helpdesk/storage"
	"github.com/helpdesk-go/helpdesk/ticket"
)

var _ storage.Clocked = (*Store)(nil)

// Time is what the server's clock shows, which is one for all the processes of a desk.
func (s *Store) Time(ctx context.Context) (time.Time, error) {
	var now time.Time
	err := s.db.QueryRowContext(ctx, "SELECT clock_timestamp()").Scan(&now)
	return ticket.Instant(now), s.dialect.Named(ctx, err)
}
