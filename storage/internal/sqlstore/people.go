package sqlstore

import (
	"context"

	"github.com/helpdesk-go/helpdesk/storage"
	"github.com/helpdesk-go/helpdesk/ticket"
)

const (
	selectPeople = `
SELECT desk, id, version, name, email, phone, organization, language, zone, roles, inactive, merged
FROM helpdesk_people
WHERE `

	insertPerson = `
INSERT INTO helpdesk_people (desk, id, version, name, name_folded, email, email_folded, phone, phone_folded, organization, language, zone, roles, staff, inactive, merged)
VALUES (?, ?, 1, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
ON CONFLICT (desk, id) DO NOTHING`

	updatePerson = `
UPDATE helpdesk_people
SET version = version + 1, name = ?, name_folded = ?, email = ?, email_folded = ?, phone = ?, phone_folded = ?,
    organization = ?, language = ?, zone = ?, roles = ?, staff = ?, inactive = ?, merged = ?
WHERE desk = ? AND id = ? AND version = ?`
)

type personRow struct {
	Desk         string                  `db:"desk"`
	ID           string                  `db:"id"`
	Version      int64                   `db:"version"`
	Name         string                  `db:"name"`
	Email        string                  `db:"email"`
	Phone        string                  `db:"phone"`
	Organization string                  `db:"organization"`
	Language     string                  `db:"language"`
	Zone         string                  `db:"zone"`
	Roles        document[[]ticket.Role] `db:"roles"`
	Inactive     bool                    `db:"inactive"`
	Merged       string                  `db:"merged"`
}

func (r personRow) person() ticket.Person {
	return ticket.Person{
		Desk: r.Desk, ID: r.ID, Version: r.Version, Name: r.Name, Email: r.Email, Phone: r.Phone,
		Organization: r.Organization, Language: r.Language, Zone: r.Zone, Roles: r.Roles.value, Inactive: r.Inactive, Merged: r.Merged,
	}
}

// Person reads one person.
func (s *Store) Person(ctx context.Context, desk, id string) (ticket.Person, error) {
	var row personRow
	if err := s.get(ctx, &row, selectPeople+"desk = ? AND id = ?", desk, id); err != nil {
		return ticket.Person{}, err
	}
	return row.person(), nil
}

// ListPeople reads the people that match, by name and id.
func (s *Store) ListPeople(ctx context.Context, desk string, q storage.PeopleQuery) ([]ticket.Person, error) {
	if err := limited(q.Limit); err != nil {
		return nil, err
	}
	w := &where{}
	w.add("desk = ?", desk)
	oneOf(w, "id", q.IDs)
	oneOf(w, "organization", q.Organizations)
	s.d.text(w, q.Text, "name_folded", "email_folded", "phone_folded")
	if q.Merged != "" {
		w.add("merged = ?", q.Merged)
	}
	if q.Staff {
		w.add("staff")
	}
	if q.Active {
		w.add("NOT inactive")
	}
	if q.After != "" {
		w.add("(name_folded, id) > (SELECT l.name_folded, l.id FROM helpdesk_people l WHERE l.desk = ? AND l.id = ?)", desk, q.After)
	}
	var rows []personRow
	err := s.list(ctx, &rows, selectPeople+w.all()+" ORDER BY name_folded, id LIMIT ?", append(w.args, q.Limit)...)
	return values(rows, personRow.person), err
}

// PutPerson writes a person.
func (s *Store) PutPerson(ctx context.Context, p ticket.Person) (int64, error) {
	set := []any{
		p.Name, fold(p.Name), p.Email, fold(p.Email), p.Phone, fold(p.Phone),
		p.Organization, p.Language, p.Zone, document[[]ticket.Role]{p.Roles}, p.Staff(), p.Inactive, p.Merged,
	}
	return s.versioned(ctx, s.exec, versioned{p.Desk, p.ID, p.Version, insertPerson, updatePerson, set})
}
