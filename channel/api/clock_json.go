package api

import (
	"time"

	"github.com/helpdesk-go/helpdesk"
	"github.com/helpdesk-go/helpdesk/sla"
)

// accountJSON is a clock as it stands.
type accountJSON struct {
	Clock       string         `json:"clock"`
	Kind        sla.ClockKind  `json:"kind"`
	State       sla.ClockState `json:"state"`
	Since       time.Time      `json:"since,omitzero" doc:"the state's begin"`
	Informative bool           `json:"informative,omitempty" doc:"it warns and is never breached"`
	Plan        string         `json:"plan"`
	Rule        string         `json:"rule"`
	Version     int            `json:"version" doc:"of the regulation"`
	Calendar    string         `json:"calendar,omitempty"`
	Budget      string         `json:"budget,omitempty" doc:"the target: hours of working time like 4h or working days like 2d"`
	Spent       string         `json:"spent,omitempty" doc:"in the unit of the target"`
	Left        string         `json:"left,omitempty" doc:"negative when exceeded"`
	Running     duration       `json:"running" doc:"on the wall"`
	Paused      duration       `json:"paused" doc:"on the wall"`
	Off         duration       `json:"off" doc:"on the wall"`
	Due         time.Time      `json:"due,omitzero"`
	WarnAt      time.Time      `json:"warn_at,omitzero"`
	BreachedAt  time.Time      `json:"breached_at,omitzero"`
	Outcome     sla.Outcome    `json:"outcome,omitempty" doc:"met or missed; left out while undecided"`
	Holders     []heldJSON     `json:"holders" doc:"with whom it ran"`
}

type heldJSON struct {
	Holder string `json:"holder"`
	Spent  string `json:"spent"`
}

// explanationJSON tells how a clock's time came about.
type explanationJSON struct {
	Clock       string        `json:"clock"`
	Informative bool          `json:"informative,omitempty"`
	Plan        string        `json:"plan,omitempty"`
	Rule        string        `json:"rule,omitempty"`
	Reason      helpdesk.Text `json:"reason,omitempty" doc:"why the rule chose the plan, where it is an exception"`
	Version     int           `json:"version,omitempty" doc:"of the regulation"`
	Calendar    string        `json:"calendar,omitempty"`
	Zone        string        `json:"zone,omitempty"`
	Target      string        `json:"target,omitempty"`
	Spent       string        `json:"spent,omitempty"`
	Due         time.Time     `json:"due,omitzero"`
	Provisional bool          `json:"provisional,omitempty" doc:"a year without official data is touched"`
	Pieces      []pieceJSON   `json:"pieces" doc:"without gaps; none when the clock has never run"`
}

type pieceJSON struct {
	From    time.Time     `json:"from"`
	To      time.Time     `json:"to"`
	Kind    sla.PieceKind `json:"kind" doc:"counted, or why it does not count"`
	Name    string        `json:"name,omitempty" doc:"of the holiday; the reason of a pause"`
	English string        `json:"english,omitempty" doc:"the holiday's name"`
	Origin  string        `json:"origin,omitempty" doc:"the date that a moved day off came from"`
	Day     sla.DayKind   `json:"day,omitempty" doc:"what the date is"`
	Counted string        `json:"counted,omitempty" doc:"in the unit of the target"`
}

func accountOf(a sla.Account) accountJSON {
	return accountJSON{
		Clock: a.Clock, Kind: a.Kind, State: a.State, Since: a.Since, Informative: a.Informative, Plan: a.Plan,
		Rule: a.Rule, Version: a.Version, Calendar: a.Calendar, Budget: a.Budget.String(), Spent: a.Spent.String(),
		Left: a.Left.String(), Running: duration(a.Running), Paused: duration(a.Paused), Off: duration(a.Off),
		Due: a.Due, WarnAt: a.WarnAt, BreachedAt: a.BreachedAt, Outcome: a.Outcome,
		Holders: each(a.Holders, func(h sla.Held) heldJSON { return heldJSON{Holder: h.Holder, Spent: h.Spent.String()} }),
	}
}

func explanationOf(e sla.Explanation, reason helpdesk.Text) explanationJSON {
	return explanationJSON{
		Clock: e.Clock, Informative: e.Informative, Plan: e.Plan, Rule: e.Rule, Reason: reason, Version: e.Version,
		Calendar: e.Calendar, Zone: e.Zone, Target: e.Target.String(), Spent: e.Spent.String(), Due: e.Due,
		Provisional: e.Provisional,
		Pieces: each(e.Pieces, func(p sla.Piece) pieceJSON {
			return pieceJSON{
				From: p.From, To: p.To, Kind: p.Kind, Name: p.Name, English: p.English, Origin: p.Origin.String(),
				Day: p.Day, Counted: p.Counted.String(),
			}
		}),
	}
}
