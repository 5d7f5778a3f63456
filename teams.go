package helpdesk

import (
	"context"
	"slices"

	"github.com/helpdesk-go/helpdesk/ticket"
)

// teams are those of the directory by the keys of the newest version: one that the
// directory still knows by an older key is the same team.
func (d *Desk) teams(ctx context.Context) ([]ticket.Team, error) {
	found, err := d.directory.Teams(ctx)
	if err != nil {
		return nil, err
	}
	rules, err := d.current(ctx)
	if err != nil || len(rules.successors.teams) == 0 {
		return found, err
	}
	var teams []ticket.Team
	for _, t := range found {
		t.ID = now(rules.successors.teams, t.ID)
		i := slices.IndexFunc(teams, func(x ticket.Team) bool { return x.ID == t.ID })
		if i < 0 {
			t.Members = slices.Clone(t.Members)
			teams = append(teams, t)
			continue
		}
		for _, m := range t.Members {
			if !teams[i].HasMember(m) {
				teams[i].Members = append(teams[i].Members, m)
			}
		}
		teams[i].Outside = teams[i].Outside || t.Outside
	}
	return teams, nil
}

// anyName are teams by every key that they have and had: tickets that nobody has come
// to yet still have an older one.
func (s successors) anyName(teams []string) []string {
	if len(s.teams) == 0 || len(teams) == 0 {
		return teams
	}
	named := keysOf(teams, func(t string) string { return now(s.teams, t) })
	return s.also(slices.Compact(slices.Sorted(slices.Values(named))), s.teams)
}
