package portal

import (
	"crypto/rand"
	"net/http"
	"slices"
	"strconv"

	"github.com/helpdesk-go/helpdesk"
	"github.com/helpdesk-go/helpdesk/storage"
	"github.com/helpdesk-go/helpdesk/ticket"
)

type teamsPage struct {
	Tabs []link
	New  string
	Rows []teamRow
}

type teamRow struct {
	Name, Edit string
	Outside    bool
	Members    []memberRow
}

type memberRow struct {
	Name, URL, Away string
	Lead            bool
}

func (v *visit) teams() error {
	list, err := v.session.Teams(v.ctx)
	if err != nil {
		return err
	}
	away, err := v.away()
	if err != nil {
		return err
	}
	var ids []string
	for _, t := range list {
		ids = append(ids, t.Members...)
	}
	names, err := v.session.Names(v.ctx, ids...)
	if err != nil {
		return err
	}
	p := teamsPage{Tabs: v.tabs("teams")}
	if v.rights.May(helpdesk.VerbPeople) {
		p.New = v.at("add", "team")
	}
	for _, t := range list {
		r := teamRow{Name: t.Name, Outside: t.Outside}
		if p.New != "" {
			r.Edit = v.at("teams", t.ID, "edit")
		}
		for _, m := range t.Members {
			r.Members = append(r.Members, memberRow{Name: v.name(names, m), URL: v.at("people", m), Away: away[m], Lead: slices.Contains(t.Leads, m)})
		}
		p.Rows = append(p.Rows, r)
	}
	v.show(http.StatusOK, "teams", v.say.Text("nav.teams", nil), p)
	return nil
}

func (v *visit) teamNew() error { return v.teamForm(http.StatusOK, "", blank("team")) }

func (v *visit) teamEdit() error {
	list, err := v.session.Teams(v.ctx)
	if err != nil {
		return err
	}
	i := slices.IndexFunc(list, func(t ticket.Team) bool { return t.ID == v.r.PathValue("team") })
	if i < 0 {
		return notThere
	}
	t := list[i]
	f := blank("team", "version", strconv.FormatInt(t.Version, 10), "name", t.Name)
	f.Values["members"], f.Values["leads"] = slices.Clone(t.Members), slices.Clone(t.Leads)
	if t.Outside {
		f.Values.Set("outside", "yes")
	}
	return v.teamForm(http.StatusOK, t.ID, f)
}

func (v *visit) teamForm(status int, id string, f form) error {
	if err := v.manages(); err != nil {
		return err
	}
	staff, _, err := v.session.People(v.ctx, storage.PeopleQuery{Staff: true, Active: true})
	if err != nil {
		return err
	}
	c := controls{v: v, form: f}
	c.called(id)
	c.add("ticks", "members", false, staffOptions(staff)...)
	c.add("ticks", "leads", false, staffOptions(staff)...)
	c.add("flag", "outside", false)
	return v.record(status, v.recordPage("team", "teams", id, f, c.list))
}

func (v *visit) teamSaved() error {
	id := v.r.PathValue("team")
	t := ticket.Team{ID: id, Version: v.versionSent(), Name: v.value("name"), Members: v.r.PostForm["members"], Leads: v.r.PostForm["leads"], Outside: v.value("outside") != ""}
	if id == "" {
		t.ID, t.Version = newKey(v.value("id"), rand.Text()), 0
	}
	_, err := v.session.PutTeam(v.ctx, t)
	return v.saved("team", "saved", err, func() string { return v.at("teams") },
		func(status int, f form) error { return v.teamForm(status, id, f) })
}
