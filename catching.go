package helpdesk

import (
	"context"
	"time"
)

// stragglers is how long after a publication another process may have decided by the
// version before.
const stragglers = 3 * followWithin

// catching is how far Run has come with bringing tickets up to the newest version.
type catching struct {
	version int       // that was caught up with
	again   time.Time // when to look once more for what was decided by an older version; zero for never
}

// up catches up with a version that was not seen before, and once more when no process
// decides by an older version any longer. What fails is tried again the next time.
func (c *catching) up(ctx context.Context, d *Desk) {
	newest, err := d.Refresh(ctx)
	isNew := newest > c.version
	if err != nil || !isNew && (c.again.IsZero() || time.Now().Before(c.again)) {
		return
	}
	changed, err := d.CatchUp(ctx)
	if err != nil {
		if ctx.Err() == nil {
			d.log.Error("tickets wait for the regulation", "version", newest, "error", err)
		}
		return
	}
	if changed > 0 {
		d.log.Info("tickets follow the regulation", "version", newest, "tickets", changed)
	}
	c.version, c.again = newest, time.Time{}
	if isNew {
		c.again = time.Now().Add(stragglers)
	}
}
