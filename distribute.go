package helpdesk

import (
	"cmp"
	"context"
	"slices"

	"github.com/helpdesk-go/helpdesk/event"
	"github.com/helpdesk-go/helpdesk/storage"
	"github.com/helpdesk-go/helpdesk/ticket"
)

// distribute is the desk's handler that gives a ticket in a team's queue to a member, by
// the regulation. What a person has put back into the queue stays there for people to take.
func (d *Desk) distribute(ctx context.Context, v Delivery) error {
	returned := false
	if v.Kind == event.TicketAssigned {
		if err := payloadOf(v.Envelope, func(p event.Assigned) error {
			returned = p.Agent == "" && p.WasAgent != "" && p.Team == p.WasTeam
			return nil
		}); err != nil || returned {
			return err
		}
	}
	t, err := d.store.Ticket(ctx, storage.Everything(d.key), v.Ticket)
	if err != nil {
		return ignoreGone(err)
	}
	r, err := d.current(ctx)
	if err != nil {
		return err
	}
	by := r.distribution(t.Team)
	if by == nil || t.Agent != "" || t.Phase != ticket.PhaseOpen {
		return nil
	}
	member, err := d.free(ctx, t.Team, *by)
	if err != nil || member == "" {
		return err
	}
	s := d.As(System("distribution")).Once(v.ID.String())
	_, err = s.alter(ctx, VerbSystem, v.Ticket, v.ID, func(c *draft) error {
		if c.ticket.Agent != "" || c.ticket.Team != t.Team || c.ticket.Phase != ticket.PhaseOpen {
			return nil // somebody was quicker
		}
		return c.give(s, Assignment{Agent: &member})
	})
	return ignoreGone(err)
}

// free is the member of a team whose turn it is, of those who may take another ticket;
// empty if there is none. Turns are counted by the store, for all processes together.
func (d *Desk) free(ctx context.Context, team string, by Distribution) (string, error) {
	members, err := d.members(ctx, team)
	if err != nil || len(members) == 0 {
		return "", err
	}
	turn, err := d.store.Number(ctx, d.key, "turn:"+team)
	if err != nil {
		return "", err
	}
	first := int((turn - 1) % int64(len(members)))
	members = slices.Concat(members[first:], members[:first])
	if by.By == ByTurn && by.Most == 0 {
		return members[0], nil
	}
	type candidate struct {
		id   string
		load int
	}
	var candidates []candidate
	for _, m := range members {
		most := cmp.Or(by.Most, 1000)
		load, err := d.store.Count(ctx, storage.Everything(d.key), ticket.Filter{Agents: []string{m}, Phases: []ticket.Phase{ticket.PhaseOpen}}, most)
		if err != nil {
			return "", err
		}
		if by.Most == 0 || load < by.Most {
			candidates = append(candidates, candidate{m, load})
		}
	}
	if len(candidates) == 0 {
		return "", nil
	}
	if by.By == ByLoad {
		slices.SortStableFunc(candidates, func(a, b candidate) int { return cmp.Compare(a.load, b.load) })
	}
	return candidates[0].id, nil
}

// members are those of a team who take tickets and are not absent, by id.
func (d *Desk) members(ctx context.Context, team string) ([]string, error) {
	teams, err := d.teams(ctx)
	if err != nil {
		return nil, err
	}
	i := slices.IndexFunc(teams, func(t ticket.Team) bool { return t.ID == team })
	if i < 0 || len(teams[i].Members) == 0 {
		return nil, nil
	}
	var members []string
	for ids := range slices.Chunk(teams[i].Members, 200) {
		people, err := d.directory.People(ctx, storage.PeopleQuery{IDs: ids, Active: true, Limit: 200})
		if err != nil {
			return nil, err
		}
		for _, p := range people {
			if !p.Inactive && (p.Has(ticket.RoleAgent) || p.Has(ticket.RoleOperationsManager)) {
				members = append(members, p.ID)
			}
		}
	}
	slices.Sort(members)
	return d.there(ctx, members)
}
