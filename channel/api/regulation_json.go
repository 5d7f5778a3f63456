package api

import (
	"github.com/helpdesk-go/helpdesk"
	"github.com/helpdesk-go/helpdesk/sla"
	"github.com/helpdesk-go/helpdesk/ticket"
)

// regulationJSON is what a client needs to know of the regulation in force. How the
// desk works inside (stages, moves, plans, teams) is told to the staff alone.
type regulationJSON struct {
	Version    int            `json:"version"`
	Name       string         `json:"name"`
	Title      helpdesk.Text  `json:"title"`
	Language   string         `json:"language" doc:"of the desk, for those who have not chosen"`
	Steps      []stepJSON     `json:"steps" doc:"the way as requesters see it"`
	Kinds      []kindJSON     `json:"kinds" doc:"the first is the default"`
	Priorities []priorityJSON `json:"priorities" doc:"from the least to the most pressing"`
	Groups     []titledJSON   `json:"groups"`
	Categories []categoryJSON `json:"categories" doc:"when there are none, a category is whatever people write"`
	Sections   []titledJSON   `json:"sections" doc:"under which fields are shown"`
	Fields     []fieldJSON    `json:"fields" doc:"of tickets; a requester is told of those that he sees"`
	Forms      []formJSON     `json:"forms" doc:"which tickets have which fields: those of every form that fits"`
	Stages     []stageJSON    `json:"stages,omitempty"`
	Moves      []moveJSON     `json:"moves,omitempty"`
	Clocks     []clockJSON    `json:"clocks,omitempty"`
	Plans      []planJSON     `json:"plans,omitempty"`
	Teams      []titledJSON   `json:"teams,omitempty"`
	Exceptions []ruleJSON     `json:"exceptions,omitempty" doc:"to the plans of the categories; the first that holds counts"`
	Routes     []ruleJSON     `json:"routes,omitempty" doc:"exceptions to the teams; the first that holds counts"`
	Templates  []templateJSON `json:"templates,omitempty" doc:"texts that answers begin with"`
}

type priorityJSON struct {
	Key     string        `json:"key"`
	Title   helpdesk.Text `json:"title"`
	Default bool          `json:"default" doc:"given when nobody says"`
}

type titledJSON struct {
	Key   string        `json:"key"`
	Title helpdesk.Text `json:"title"`
}

type stepJSON struct {
	Key   string        `json:"key"`
	Title helpdesk.Text `json:"title"`
	Aside bool          `json:"aside,omitempty" doc:"not on the usual way"`
}

type kindJSON struct {
	Key                   string        `json:"key"`
	Title                 helpdesk.Text `json:"title"`
	Icon                  string        `json:"icon,omitempty"`
	RequesterSetsPriority bool          `json:"requester_sets_priority"`
}

type categoryJSON struct {
	Key       string            `json:"key"`
	Title     helpdesk.Text     `json:"title"`
	Hint      helpdesk.Text     `json:"hint,omitempty"`
	Icon      string            `json:"icon,omitempty"`
	Group     string            `json:"group,omitempty"`
	Plans     map[string]string `json:"plans,omitempty" doc:"priority → plan"`
	Person    string            `json:"person,omitempty" doc:"who classifies"`
	Teams     map[string]string `json:"teams,omitempty" doc:"stage → team"`
	Estimates []string          `json:"estimates,omitempty" doc:"clocks whose target the agent sets"`
	Was       []string          `json:"was,omitempty" doc:"its keys in older versions"`
	Checklist []helpdesk.Text   `json:"checklist,omitempty" doc:"what an operator asks and does"`
	Script    helpdesk.Text     `json:"script,omitempty" doc:"what an operator says"`
}

type stageJSON struct {
	Key   string        `json:"key"`
	Title helpdesk.Text `json:"title"`
	Phase ticket.Phase  `json:"phase"`
	Step  string        `json:"step"`
	Team  string        `json:"team,omitempty"`
}

type moveJSON struct {
	Event  string          `json:"event"`
	Title  helpdesk.Text   `json:"title"`
	From   []string        `json:"from,omitempty"`
	To     string          `json:"to,omitempty"`
	By     []string        `json:"by,omitempty" doc:"staff, requester, behalf or system"`
	Upon   []string        `json:"upon,omitempty" doc:"the occasions upon which the system makes it: assignment, answer, requester-message, next-contact"`
	Guards []string        `json:"guards,omitempty"`
	Void   bool            `json:"void,omitempty" doc:"ends the clocks without result"`
	Window duration        `json:"window,omitempty" doc:"how long after the stage was entered it may be made"`
	Later  string          `json:"later,omitempty" doc:"what happens instead when it is too late: follow-up opens another ticket"`
	Fields []moveFieldJSON `json:"fields"`
}

type moveFieldJSON struct {
	Key      string        `json:"key"`
	Title    helpdesk.Text `json:"title"`
	Required bool          `json:"required"`
	As       string        `json:"as" doc:"what becomes of it: reason, solution, answer, rating or next-contact (an instant in RFC 3339)"`
	Public   bool          `json:"public" doc:"the requester reads it"`
}

type clockJSON struct {
	Key         string        `json:"key"`
	Title       helpdesk.Text `json:"title"`
	Kind        sla.ClockKind `json:"kind"`
	Stages      []string      `json:"stages,omitempty"`
	Pauses      []string      `json:"pauses,omitempty" doc:"the stages in which it stands still"`
	Ends        []string      `json:"ends,omitempty" doc:"the stages that end it; left out, a response ends in the done ones, a resolution in the resolved ones too"`
	Informative bool          `json:"informative,omitempty"`
}

type planJSON struct {
	Key     string            `json:"key"`
	Title   helpdesk.Text     `json:"title"`
	Targets map[string]string `json:"targets" doc:"clock → target"`
}

// publicRegulationOf is what everybody is told.
func publicRegulationOf(r helpdesk.Regulation, version int) regulationJSON {
	return regulationJSON{
		Version: version, Name: r.Name, Title: r.Title, Language: r.Language,
		Steps: each(r.Steps, func(s helpdesk.Step) stepJSON { return stepJSON(s) }),
		Kinds: each(r.Kinds, func(k helpdesk.Kind) kindJSON {
			return kindJSON{Key: k.Key, Title: k.Title, Icon: k.Icon, RequesterSetsPriority: k.RequesterSetsPriority}
		}),
		Priorities: each(r.Priorities, func(p helpdesk.Priority) priorityJSON {
			return priorityJSON{Key: p.Key, Title: p.Title, Default: p.Key == r.DefaultPriority()}
		}),
		Groups: each(r.Groups, func(g helpdesk.Group) titledJSON { return titledJSON(g) }),
		Categories: each(r.Categories, func(c helpdesk.Category) categoryJSON {
			return categoryJSON{Key: c.Key, Title: c.Title, Hint: c.Hint, Icon: c.Icon, Group: c.Group}
		}),
		Sections: each(r.Sections, func(s helpdesk.Section) titledJSON { return titledJSON(s) }),
		Fields:   fieldsOf(r, false),
		Forms:    formsOf(r, false),
	}
}

// regulationOf is what the staff is told.
func regulationOf(r helpdesk.Regulation, version int) regulationJSON {
	out := publicRegulationOf(r, version)
	out.Categories = each(r.Categories, func(c helpdesk.Category) categoryJSON { return categoryJSON(c) })
	out.Fields, out.Forms = fieldsOf(r, true), formsOf(r, true)
	out.Exceptions = each(r.Exceptions, func(e helpdesk.Exception) ruleJSON {
		return ruleJSON{Key: e.Key, Reason: e.Reason, When: e.When, Plan: e.Plan}
	})
	out.Routes = each(r.Routes, func(x helpdesk.Route) ruleJSON {
		return ruleJSON{Key: x.Key, Reason: x.Reason, When: x.When, Stages: x.Stages, Team: x.Team}
	})
	out.Templates = each(r.Templates, func(t helpdesk.Template) templateJSON { return templateJSON(t) })
	out.Stages = each(r.Stages, func(s helpdesk.Stage) stageJSON {
		return stageJSON{Key: s.Key, Title: s.Title, Phase: s.Phase, Step: s.Step, Team: s.Team}
	})
	out.Moves = each(r.Moves, moveOf)
	out.Clocks = each(r.Clocks, func(c helpdesk.Clock) clockJSON {
		return clockJSON{Key: c.Key, Title: c.Title, Kind: c.Kind, Stages: c.Stages, Pauses: c.Pauses, Ends: c.Ends, Informative: c.Informative}
	})
	out.Plans = each(r.Plans, func(p helpdesk.Plan) planJSON {
		targets := make(map[string]string, len(p.Targets))
		for clock, target := range p.Targets {
			targets[clock] = target.String()
		}
		return planJSON{Key: p.Key, Title: p.Title, Targets: targets}
	})
	out.Teams = each(r.Teams, func(t helpdesk.TeamDefinition) titledJSON { return titledJSON{t.Key, t.Title} })
	return out
}

func moveOf(m helpdesk.Move) moveJSON {
	out := askedOf(m)
	out.From, out.To, out.By, out.Guards = m.From, m.To, m.By, m.Guards
	out.Upon, out.Void, out.Window, out.Later = m.Upon, m.Void, duration(m.Window), m.Later
	return out
}

// askedOf is what a requester is told of a move: what it is called and what it asks.
func askedOf(m helpdesk.Move) moveJSON {
	return moveJSON{Event: m.Event, Title: m.Title, Fields: each(m.Fields, func(f helpdesk.MoveField) moveFieldJSON { return moveFieldJSON(f) })}
}
