package sqlstore

import (
	"context"

	"github.com/helpdesk-go/helpdesk/storage"
	"github.com/helpdesk-go/helpdesk/ticket"
)

const (
	selectOrganizations = `
SELECT desk, id, version, name, domains, parent, inactive, merged FROM helpdesk_organizations
WHERE `

	insertOrganization = `
INSERT INTO helpdesk_organizations (desk, id, version, name, name_folded, domains, parent, inactive, merged) VALUES (?, ?, 1, ?, ?, ?, ?, ?, ?)
ON CONFLICT (desk, id) DO NOTHING`

	updateOrganization = `
UPDATE helpdesk_organizations SET version = version + 1, name = ?, name_folded = ?, domains = ?, parent = ?, inactive = ?, merged = ?
WHERE desk = ? AND id = ? AND version = ?`

	selectTeams = `
SELECT desk, id, version, name, members, leads, outside FROM helpdesk_teams
WHERE `

	// selectMember gives a row for each team of a person, one without a team where
	// there is none.
	selectMember = `
SELECT p.desk, p.id, p.version, p.name, p.email, p.phone, p.organization, p.language, p.zone, p.roles, p.inactive, p.merged,
       COALESCE(t.desk, '') AS "team.desk", COALESCE(t.id, '') AS "team.id", COALESCE(t.version, 0) AS "team.version",
       COALESCE(t.name, '') AS "team.name", t.members AS "team.members", t.leads AS "team.leads", t.outside IS NOT NULL AND t.outside AS "team.outside"
FROM helpdesk_people p
LEFT JOIN helpdesk_members m ON m.desk = p.desk AND m.person = p.id
LEFT JOIN helpdesk_teams t ON t.desk = m.desk AND t.id = m.team
WHERE p.desk = ? AND p.id = ?
ORDER BY t.name_folded, t.id`

	insertTeam = `
INSERT INTO helpdesk_teams (desk, id, version, name, name_folded, members, leads, outside) VALUES (?, ?, 1, ?, ?, ?, ?, ?)
ON CONFLICT (desk, id) DO NOTHING`

	updateTeam = `
UPDATE helpdesk_teams SET version = version + 1, name = ?, name_folded = ?, members = ?, leads = ?, outside = ?
WHERE desk = ? AND id = ? AND version = ?`

	// Members are stored with their team, in their order, to be read, and each in
	// a row of helpdesk_members, to find the teams of a person.
	deleteMembers = `DELETE FROM helpdesk_members WHERE desk = ? AND team = ?`
	insertMember  = `INSERT INTO helpdesk_members (desk, person, team) VALUES (?, ?, ?) ON CONFLICT DO NOTHING`
)

// versioned is a value that is written if the stored one still has its version.
type versioned struct {
	desk, id       string
	version        int64
	insert, update string
	set            []any
}

// exec runs a statement that writes, in a transaction or in none.
type exec func(ctx context.Context, query string, args ...any) (int64, error)

// versioned writes a versioned value and gives the version that it has now.
func (s *Store) versioned(ctx context.Context, run exec, v versioned) (int64, error) {
	var written int64
	var err error
	if v.version == 0 {
		written, err = run(ctx, v.insert, append([]any{v.desk, v.id}, v.set...)...)
	} else {
		written, err = run(ctx, v.update, append(v.set, v.desk, v.id, v.version)...)
	}
	if err != nil {
		return 0, err
	}
	if written == 0 {
		return 0, storage.ErrConflict
	}
	return v.version + 1, nil
}

type organizationRow struct {
	Desk    string `db:"desk"`
	ID      string `db:"id"`
	Version int64  `db:"version"`
	Name    string `db:"name"`

	Domains  document[[]string] `db:"domains"`
	Parent   string             `db:"parent"`
	Inactive bool               `db:"inactive"`
	Merged   string             `db:"merged"`
}

func (r organizationRow) organization() ticket.Organization {
	return ticket.Organization{Desk: r.Desk, ID: r.ID, Version: r.Version, Name: r.Name, Domains: r.Domains.value, Parent: r.Parent, Inactive: r.Inactive, Merged: r.Merged}
}

// Organization reads one organization.
func (s *Store) Organization(ctx context.Context, desk, id string) (ticket.Organization, error) {
	var row organizationRow
	if err := s.get(ctx, &row, selectOrganizations+"desk = ? AND id = ?", desk, id); err != nil {
		return ticket.Organization{}, err
	}
	return row.organization(), nil
}

// ListOrganizations reads those that match, by name, letters' case ignored, and id.
func (s *Store) ListOrganizations(ctx context.Context, desk string, q storage.OrganizationQuery) ([]ticket.Organization, error) {
	if err := limited(q.Limit); err != nil {
		return nil, err
	}
	w := &where{}
	w.add("desk = ?", desk)
	s.d.text(w, q.Text, "name_folded")
	if q.After != "" {
		w.add("(name_folded, id) > (SELECT l.name_folded, l.id FROM helpdesk_organizations l WHERE l.desk = ? AND l.id = ?)", desk, q.After)
	}
	var rows []organizationRow
	err := s.list(ctx, &rows, selectOrganizations+w.all()+" ORDER BY name_folded, id LIMIT ?", append(w.args, q.Limit)...)
	return values(rows, organizationRow.organization), err
}

// PutOrganization writes an organization.
func (s *Store) PutOrganization(ctx context.Context, o ticket.Organization) (int64, error) {
	set := []any{o.Name, fold(o.Name), document[[]string]{o.Domains}, o.Parent, o.Inactive, o.Merged}
	return s.versioned(ctx, s.exec, versioned{o.Desk, o.ID, o.Version, insertOrganization, updateOrganization, set})
}

type teamRow struct {
	Desk    string             `db:"desk"`
	ID      string             `db:"id"`
	Version int64              `db:"version"`
	Name    string             `db:"name"`
	Members document[[]string] `db:"members"`
	Leads   document[[]string] `db:"leads"`
	Outside bool               `db:"outside"`
}

func (r teamRow) team() ticket.Team {
	return ticket.Team{Desk: r.Desk, ID: r.ID, Version: r.Version, Name: r.Name, Members: r.Members.value, Leads: r.Leads.value, Outside: r.Outside}
}

// Team reads one team.
func (s *Store) Team(ctx context.Context, desk, id string) (ticket.Team, error) {
	var row teamRow
	if err := s.get(ctx, &row, selectTeams+"desk = ? AND id = ?", desk, id); err != nil {
		return ticket.Team{}, err
	}
	return row.team(), nil
}

// ListTeams reads all teams of the desk, or those the person belongs to if one is named, by name and id.
func (s *Store) ListTeams(ctx context.Context, desk, member string) ([]ticket.Team, error) {
	w := &where{}
	w.add("desk = ?", desk)
	if member != "" {
		w.add("id IN (SELECT m.team FROM helpdesk_members m WHERE m.desk = ? AND m.person = ?)", desk, member)
	}
	var rows []teamRow
	err := s.list(ctx, &rows, selectTeams+w.all()+" ORDER BY name_folded, id", w.args...)
	return values(rows, teamRow.team), err
}

// Member reads one person with the teams he belongs to, by name and id.
func (s *Store) Member(ctx context.Context, desk, id string) (ticket.Person, []ticket.Team, error) {
	var rows []struct {
		personRow
		Team teamRow `db:"team"`
	}
	if err := s.list(ctx, &rows, selectMember, desk, id); err != nil {
		return ticket.Person{}, nil, err
	}
	if len(rows) == 0 {
		return ticket.Person{}, nil, storage.ErrNotFound
	}
	var teams []ticket.Team
	for _, row := range rows {
		if row.Team.Version > 0 {
			teams = append(teams, row.Team.team())
		}
	}
	return rows[0].person(), teams, nil
}

// PutTeam writes a team with its members.
func (s *Store) PutTeam(ctx context.Context, t ticket.Team) (version int64, err error) {
	set := []any{t.Name, fold(t.Name), document[[]string]{t.Members}, document[[]string]{t.Leads}, t.Outside}
	err = Within(ctx, s, func(tx *Tx) error {
		version, err = s.versioned(ctx, tx.Exec, versioned{t.Desk, t.ID, t.Version, insertTeam, updateTeam, set})
		if err != nil {
			return err
		}
		if _, err := tx.Exec(ctx, deleteMembers, t.Desk, t.ID); err != nil {
			return err
		}
		for _, person := range t.Members {
			if _, err := tx.Exec(ctx, insertMember, t.Desk, person, t.ID); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return 0, err
	}
	return version, nil
}
