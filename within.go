package helpdesk

import "github.com/helpdesk-go/helpdesk/storage"

// Within lets the session work in a transaction of the host: what it writes is there
// when the host commits, together with the host's own work, or neither is. Reads of
// the session see what the transaction has written. The store is what the Join of
// the desk's store gives for a *sql.Tx:
//
//	made, err := desk.As(actor).Within(store.Join(tx)).Open(ctx, request)
//
// A verb that fails has written nothing, and the transaction goes on. It is not
// tried again when somebody else was quicker: Conflict is the host's to answer.
// Handlers are told after the commit.
func (s *Session) Within(store storage.Joined) *Session {
	c := *s
	c.desk, c.joined = s.desk.within(store), true
	return &c
}

// within is the desk in a transaction. Nothing that is read there is kept for others:
// it may never be committed.
func (d *Desk) within(store storage.Joined) *Desk {
	j := *d
	j.store, j.versions = store, d.versions.apart()
	j.waking, _ = store.Store.(storage.Waking)
	if _, own := d.directory.(builtinDirectory); own {
		j.directory = builtinDirectory{d.key, store}
	}
	if _, own := d.access.(directoryAccess); own {
		j.access = newDirectoryAccess(d.key, j.directory, j.current)
	}
	return &j
}
