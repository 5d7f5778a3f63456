package portal

import (
	"net/http"
	"time"

	"github.com/helpdesk-go/helpdesk/storage"
	"github.com/helpdesk-go/helpdesk/ticket"
)

// absenceRow is an absence in words.
type absenceRow struct {
	Person, URL string
	StandIn     string
	From, Until time.Time
	Note        string
	Now         bool
	Drop        string // where it is taken away; empty for those who may not
}

type absencesPage struct {
	Tabs []link
	Rows []absenceRow
}

// absences shows who is away, and who will be.
func (v *visit) absences() error {
	list, err := v.session.Absences(v.ctx, storage.AbsenceQuery{From: v.now})
	if err != nil {
		return err
	}
	p := absencesPage{Tabs: v.tabs("absences")}
	if p.Rows, err = v.absenceRows(list); err != nil {
		return err
	}
	v.show(http.StatusOK, "absences", v.say.Text("nav.absences", nil), p)
	return nil
}

func (v *visit) absenceRows(list []ticket.Absence) ([]absenceRow, error) {
	var ids []string
	for _, a := range list {
		ids = append(ids, a.Person, a.StandIn)
	}
	names, err := v.session.Names(v.ctx, ids...)
	if err != nil {
		return nil, err
	}
	rows := make([]absenceRow, 0, len(list))
	for _, a := range list {
		r := absenceRow{Person: v.name(names, a.Person), URL: v.at("people", a.Person), From: a.From, Until: a.Until, Note: a.Note, Now: a.On(v.now)}
		if a.StandIn != "" {
			r.StandIn = v.name(names, a.StandIn)
		}
		if a.Person == v.rights.Person.ID || v.mayAbsences() {
			r.Drop = v.at("people", a.Person, "absence", a.ID, "drop")
		}
		rows = append(rows, r)
	}
	return rows, nil
}

// away are those who are not there now, by id, with the words for it.
func (v *visit) away() (map[string]string, error) {
	list, err := v.session.Absences(v.ctx, storage.AbsenceQuery{From: v.now, Until: v.now.Add(time.Microsecond)})
	if err != nil {
		return nil, err
	}
	rows, err := v.absenceRows(list)
	if err != nil {
		return nil, err
	}
	away := make(map[string]string, len(list))
	for i, a := range list {
		params := map[string]string{"until": v.say.Time(a.Until, v.now, v.Location), "stand_in": rows[i].StandIn}
		away[a.Person] = v.say.Text("people.away", params)
	}
	return away, nil
}
