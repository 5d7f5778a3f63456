package helpdesk

import (
	"context"

	"github.com/helpdesk-go/helpdesk/ticket"
)

// others erases what there is of the person in the tickets of others and beside tickets.
func (e *erasure) others(ctx context.Context, c *Certificate) error {
	if _, err := e.tickets(ctx, c, e.elsewhere); err != nil {
		return err
	}
	if err := e.unsay(ctx, c); err != nil {
		return err
	}
	return e.rest(ctx, c)
}

// rest erases what there is of the person beside tickets.
func (e *erasure) rest(ctx context.Context, c *Certificate) error {
	eraser, able := e.desk.directory.(DirectoryEraser)
	for _, id := range e.ids {
		switch own := e.desk.builtin() == nil; {
		case own:
			c.Directory = DirectoryErased
			err := e.revisePerson(ctx, id, func(p *ticket.Person) {
				*p = ticket.Person{
					Desk: p.Desk, ID: p.ID, Version: p.Version, Name: ticket.ErasedMark, Organization: p.Organization,
					Inactive: true, Merged: p.Merged,
				}
			})
			if isNotFound(err) {
				c.Directory = DirectoryUnknown
			} else if err != nil {
				return err
			}
			if err := e.leaveTeams(ctx, id); err != nil {
				return err
			}
		case able:
			c.Directory = DirectoryErased
			if err := eraser.ErasePerson(ctx, id); err != nil {
				return err
			}
		default:
			c.Directory = DirectoryOfHost
		}
		f, err := e.desk.store.ForgetPerson(ctx, e.desk.key, id)
		if err != nil {
			return err
		}
		c.forget(f)
	}
	return nil
}
