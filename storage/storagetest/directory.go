package storagetest

import (
	"fmt"
	"strings"

	"github.com/helpdesk-go/helpdesk/storage"
	"github.com/helpdesk-go/helpdesk/ticket"
)

// A versioned value is put, read back, put again; stale puts conflict.
func versioned[T any](d *desk, first T, version func(*T) *int64, change func(*T), read func() (T, error), put func(T) (int64, error)) {
	d.t.Helper()
	_, err := read()
	d.is(err, storage.ErrNotFound)
	ahead := first
	*version(&ahead) = 1
	_, err = put(ahead)
	d.is(err, storage.ErrConflict)
	_, err = read()
	d.is(err, storage.ErrNotFound)

	n, err := put(first)
	d.ok(err)
	same(d, n, 1)
	*version(&first) = 1
	got, err := read()
	d.ok(err)
	same(d, got, first)

	again := first
	*version(&again) = 0
	_, err = put(again)
	d.is(err, storage.ErrConflict)

	second := first
	change(&second)
	n, err = put(second)
	d.ok(err)
	same(d, n, 2)
	*version(&second) = 2
	_, err = put(first)
	d.is(err, storage.ErrConflict)
	got, err = read()
	d.ok(err)
	same(d, got, second)
}

var peopleTests = []test{
	{"a person is written if the stored one has the value's version, every field comes back", func(d *desk) {
		full := ticket.Person{
			Desk: d.key, ID: "anna", Version: 1, Name: "Анна Ёлкина", Email: "Anna@example.org", Phone: "+7 495 000", Organization: "acme",
			Language: "ru", Zone: "Asia/Omsk", Roles: []ticket.Role{ticket.RoleAgent, ticket.RoleRequester}, Inactive: true, Merged: "boris",
		}
		d.filled(full)
		full.Version = 0
		versioned(d, full, func(p *ticket.Person) *int64 { return &p.Version },
			func(p *ticket.Person) { *p = ticket.Person{Desk: p.Desk, ID: p.ID, Version: p.Version, Name: "A"} },
			func() (ticket.Person, error) { return d.store.Person(d.ctx, d.key, "anna") },
			func(p ticket.Person) (int64, error) { return d.store.PutPerson(d.ctx, p) })
	}},
	{"odd texts come back equal", func(d *desk) {
		for _, text := range odd {
			p := ticket.Person{Desk: d.key, ID: text, Name: text, Email: text, Phone: text, Organization: text, Roles: []ticket.Role{ticket.Role(text)}}
			var err error
			p.Version, err = d.store.PutPerson(d.ctx, p)
			d.ok(err)
			got, err := d.store.Person(d.ctx, d.key, text)
			d.ok(err)
			same(d, got, p)
		}
	}},
	{"people are listed by name and id", func(d *desk) {
		d.crowd()
		same(d, d.people(storage.PeopleQuery{Limit: 200}), []string{"1", "2", "3", "4", "5"})
		same(d, d.people(storage.PeopleQuery{Limit: 2}), []string{"1", "2"})
		same(d, d.people(storage.PeopleQuery{After: "2", Limit: 2}), []string{"3", "4"})
		same(d, d.people(storage.PeopleQuery{After: "1", Active: true, Limit: 2}), []string{"2", "4"})
		same(d, d.people(storage.PeopleQuery{After: "5", Limit: 2}), nil)
		same(d, d.people(storage.PeopleQuery{After: "nobody", Limit: 2}), nil)
	}},
	{"names are ordered by the bytes of their small letters, whatever the language of the store", func(d *desk) {
		for i, name := range []string{"Ёж", "яна", "Äpfel", "zeta", "AB", "a-b", "A b", "ab"} {
			_, err := d.store.PutPerson(d.ctx, ticket.Person{Desk: d.key, ID: fmt.Sprint(8 - i), Name: name})
			d.ok(err)
		}
		same(d, d.people(storage.PeopleQuery{Limit: 9}), []string{"2", "3", "1", "4", "5", "6", "7", "8"})
	}},
	{"people are found by ids, organizations, staff and not having left, and all of them together", func(d *desk) {
		d.crowd()
		for _, c := range []struct {
			q    storage.PeopleQuery
			want string
		}{
			{storage.PeopleQuery{IDs: []string{"4", "2", "none"}}, "2 4"},
			{storage.PeopleQuery{Organizations: []string{"acme"}}, "1 2"},
			{storage.PeopleQuery{Organizations: []string{"acme", "zeta"}}, "1 2 3"},
			{storage.PeopleQuery{Staff: true}, "1 3"},
			{storage.PeopleQuery{Active: true}, "1 2 4 5"},
			{storage.PeopleQuery{Staff: true, Active: true, Organizations: []string{"acme"}, IDs: []string{"1", "2"}, Text: "а"}, "1"},
			{storage.PeopleQuery{Staff: true, Active: true, Organizations: []string{"zeta"}}, ""},
		} {
			c.q.Limit = 200
			same(d, d.people(c.q), strings.Fields(c.want))
		}
	}},
	{"the duplicates of a person are found", func(d *desk) {
		d.crowd()
		for _, p := range []ticket.Person{{ID: "6", Name: "F", Merged: "1"}, {ID: "7", Name: "G", Merged: "2"}, {ID: "8", Name: "H", Merged: "1", Inactive: true}} {
			p.Desk = d.key
			_, err := d.store.PutPerson(d.ctx, p)
			d.ok(err)
		}
		same(d, d.people(storage.PeopleQuery{Merged: "1", Limit: 9}), []string{"6", "8"})
		same(d, d.people(storage.PeopleQuery{Merged: "1", Active: true, Limit: 9}), []string{"6"})
	}},
	{"people are found by a part of name, e-mail or phone, letters' case ignored and wildcards literal", func(d *desk) {
		d.crowd()
		for text, want := range map[string]string{
			"АНН": "1 2", "анна": "1 2", "BOSS@": "3", "495": "4", "%": "5", "_": "5", `\`: "", "нет": "",
		} {
			same(d, d.people(storage.PeopleQuery{Text: text, Limit: 200}), strings.Fields(want))
		}
	}},
	{"what is read of the directory belongs to the caller", func(d *desk) {
		roles, members := []ticket.Role{ticket.RoleAgent}, []string{"anna"}
		_, err := d.store.PutPerson(d.ctx, ticket.Person{Desk: d.key, ID: "anna", Name: "A", Roles: roles})
		d.ok(err)
		_, err = d.store.PutTeam(d.ctx, ticket.Team{Desk: d.key, ID: "line1", Name: "L", Members: members})
		d.ok(err)
		roles[0], members[0] = "changed", "changed"
		for range 2 {
			p, err := d.store.Person(d.ctx, d.key, "anna")
			d.ok(err)
			same(d, p.Roles, []ticket.Role{ticket.RoleAgent})
			t, err := d.store.Team(d.ctx, d.key, "line1")
			d.ok(err)
			same(d, t.Members, []string{"anna"})
			p.Roles[0], t.Members[0] = "changed", "changed"
		}
	}},
	{"a limit outside 1 to 200 is refused by name", func(d *desk) {
		for _, limit := range []int{-1, 0, 201} {
			if _, err := d.store.ListPeople(d.ctx, d.key, storage.PeopleQuery{Limit: limit}); err == nil || !strings.Contains(err.Error(), "limit") {
				d.t.Errorf("limit %d: error %v", limit, err)
			}
			if _, err := d.store.ListOrganizations(d.ctx, d.key, storage.OrganizationQuery{Limit: limit}); err == nil || !strings.Contains(err.Error(), "limit") {
				d.t.Errorf("limit %d: error %v", limit, err)
			}
		}
	}},
}

// crowd makes five people whose order by name is that of their ids.
func (d *desk) crowd() {
	d.t.Helper()
	for _, p := range []ticket.Person{
		{ID: "5", Name: "Яна 100%_", Roles: []ticket.Role{ticket.RoleRequester}},
		{ID: "3", Name: "Борис", Email: "boss@example.org", Organization: "zeta", Roles: []ticket.Role{ticket.RoleRequester, ticket.RoleQualityManager}, Inactive: true},
		{ID: "4", Name: "Вера", Phone: "+7 495 1"},
		{ID: "2", Name: "Анна", Organization: "acme"},
		{ID: "1", Name: "Анна", Organization: "acme", Roles: []ticket.Role{ticket.RoleAgent}},
	} {
		p.Desk = d.key
		_, err := d.store.PutPerson(d.ctx, p)
		d.ok(err)
	}
}

func (d *desk) people(q storage.PeopleQuery) []string {
	d.t.Helper()
	list, err := d.store.ListPeople(d.ctx, d.key, q)
	d.ok(err)
	var ids []string
	for _, p := range list {
		ids = append(ids, p.ID)
	}
	return ids
}

var organizationTests = []test{
	{"an organization is written if the stored one has the value's version", func(d *desk) {
		full := ticket.Organization{
			Desk: d.key, ID: "acme", Version: 1, Name: "ООО «Ёж»", Domains: []string{"acme.example", "ёж.рф"}, Parent: "holding", Inactive: true, Merged: "zeta",
		}
		d.filled(full)
		full.Version = 0
		versioned(d, full, func(o *ticket.Organization) *int64 { return &o.Version },
			func(o *ticket.Organization) {
				*o = ticket.Organization{Desk: o.Desk, ID: o.ID, Version: o.Version, Name: odd[0]}
			},
			func() (ticket.Organization, error) { return d.store.Organization(d.ctx, d.key, "acme") },
			func(o ticket.Organization) (int64, error) { return d.store.PutOrganization(d.ctx, o) })
	}},
	{"organizations are found by a part of the name, by name and id", func(d *desk) {
		for _, o := range [][2]string{{"3", "Вектор 100%"}, {"2", "Азимут"}, {"1", "Азимут"}} {
			_, err := d.store.PutOrganization(d.ctx, ticket.Organization{Desk: d.key, ID: o[0], Name: o[1]})
			d.ok(err)
		}
		for text, want := range map[string]string{"": "1 2 3", "АЗИ": "1 2", "вектор": "3", "%": "3", "_": ""} {
			list, err := d.store.ListOrganizations(d.ctx, d.key, storage.OrganizationQuery{Text: text, Limit: 200})
			d.ok(err)
			var ids []string
			for _, o := range list {
				ids = append(ids, o.ID)
			}
			same(d, ids, strings.Fields(want))
		}
		list, err := d.store.ListOrganizations(d.ctx, d.key, storage.OrganizationQuery{Limit: 1})
		d.ok(err)
		same(d, list, []ticket.Organization{{Desk: d.key, ID: "1", Name: "Азимут", Version: 1}})
	}},
	{"organizations are read page by page, each once, and none after one that is not there", func(d *desk) {
		for _, o := range [][2]string{{"c", "Вектор"}, {"b", "азимут"}, {"a", "Азимут"}, {"d", "Аз"}} {
			_, err := d.store.PutOrganization(d.ctx, ticket.Organization{Desk: d.key, ID: o[0], Name: o[1]})
			d.ok(err)
		}
		page := func(text, after string) (ids []string) {
			list, err := d.store.ListOrganizations(d.ctx, d.key, storage.OrganizationQuery{Text: text, After: after, Limit: 2})
			d.ok(err)
			for _, o := range list {
				ids = append(ids, o.ID)
			}
			return ids
		}
		same(d, page("", ""), []string{"d", "a"})
		same(d, page("", "a"), []string{"b", "c"})
		same(d, page("", "c"), nil)
		same(d, page("аз", "d"), []string{"a", "b"})
		same(d, page("", "nobody"), nil)
	}},
}

var teamTests = []test{
	{"a team is written with its members if the stored one has the value's version", func(d *desk) {
		full := ticket.Team{Desk: d.key, ID: "line1", Version: 1, Name: "Первая линия", Members: []string{"anna", "boris"}, Leads: []string{"boris"}, Outside: true}
		d.filled(full)
		full.Version = 0
		versioned(d, full, func(t *ticket.Team) *int64 { return &t.Version },
			func(t *ticket.Team) {
				t.Name, t.Members, t.Leads, t.Outside = "x", []string{"boris", "vera"}, nil, false
			},
			func() (ticket.Team, error) { return d.store.Team(d.ctx, d.key, "line1") },
			func(t ticket.Team) (int64, error) { return d.store.PutTeam(d.ctx, t) })
		for member, want := range map[string]int{"": 1, "boris": 1, "vera": 1, "anna": 0, "Vera": 0} {
			list, err := d.store.ListTeams(d.ctx, d.key, member)
			d.ok(err)
			if len(list) != want {
				d.t.Errorf("%q is in %d teams, want %d", member, len(list), want)
			}
		}
	}},
	{"teams are listed by name and id, all or those of a member", func(d *desk) {
		for _, t := range []ticket.Team{
			{ID: "3", Name: "Вторая", Members: []string{"anna", "vera"}},
			{ID: "2", Name: "Вторая", Members: []string{"boris"}},
			{ID: "1", Name: "Базовая", Members: []string{"anna", odd[0]}},
		} {
			t.Desk = d.key
			_, err := d.store.PutTeam(d.ctx, t)
			d.ok(err)
		}
		for member, want := range map[string]string{"": "1 2 3", "anna": "1 3", odd[0]: "1", "%": ""} {
			list, err := d.store.ListTeams(d.ctx, d.key, member)
			d.ok(err)
			var ids []string
			for _, t := range list {
				ids = append(ids, t.ID)
			}
			same(d, ids, strings.Fields(want))
		}
	}},
	{"Member reads a person with his teams, as they are at that moment", func(d *desk) {
		for _, id := range []string{"anna", "boris"} {
			_, err := d.store.PutPerson(d.ctx, ticket.Person{Desk: d.key, ID: id, Name: id, Roles: []ticket.Role{ticket.RoleAgent}})
			d.ok(err)
		}
		first := ticket.Team{Desk: d.key, ID: "1", Name: "Вторая", Members: []string{"anna", "boris"}, Leads: []string{"anna"}}
		second := ticket.Team{Desk: d.key, ID: "2", Name: "Базовая", Members: []string{"anna"}, Outside: true}
		for _, t := range []*ticket.Team{&first, &second} {
			v, err := d.store.PutTeam(d.ctx, *t)
			d.ok(err)
			t.Version = v
		}
		_, err := d.beside().store.PutTeam(d.ctx, ticket.Team{Desk: d.key + "2", ID: "3", Name: "Чужая", Members: []string{"anna"}})
		d.ok(err)
		is := func(id string, want ...ticket.Team) {
			d.t.Helper()
			p, err := d.store.Person(d.ctx, d.key, id)
			d.ok(err)
			got, teams, err := d.store.Member(d.ctx, d.key, id)
			d.ok(err)
			same(d, got, p)
			same(d, teams, want)
		}
		is("anna", second, first)
		is("boris", first)
		first.Members = []string{"anna"}
		first.Version, err = d.store.PutTeam(d.ctx, first)
		d.ok(err)
		is("boris")
		_, err = d.store.PutPerson(d.ctx, ticket.Person{Desk: d.key, ID: "boris", Version: 1, Name: "boris", Inactive: true})
		d.ok(err)
		is("boris")
		_, _, err = d.store.Member(d.ctx, d.key, "vera")
		d.is(err, storage.ErrNotFound)
	}},
}
