package api

import (
	"cmp"
	"strings"

	"github.com/google/uuid"

	"github.com/helpdesk-go/helpdesk"
	"github.com/helpdesk-go/helpdesk/internal/lang"
	"github.com/helpdesk-go/helpdesk/ticket"
)

// whyNotJSON is what stands in the way of something.
type whyNotJSON struct {
	May      bool              `json:"may" doc:"it would be done, given what it needs"`
	Rule     helpdesk.WhyRule  `json:"rule,omitempty" enum:"role,company,team,person,stage,guard,ticket,fields" doc:"what kind of rule stands in the way; left out when none does"`
	Code     helpdesk.Code     `json:"code,omitempty" doc:"of the problem that the verb would answer with"`
	Reason   string            `json:"reason,omitempty" doc:"of that problem"`
	Params   map[string]string `json:"params,omitempty" doc:"particulars: who may, what is allowed"`
	Roles    []ticket.Role     `json:"roles,omitempty" doc:"those that have the right"`
	OnBehalf bool              `json:"on_behalf,omitempty" doc:"it may be done on behalf of the requester"`
	Needs    []faultJSON       `json:"needs,omitempty" doc:"what has to be told with it"`
	Text     string            `json:"text" doc:"all of it in the reader's language"`
}

// whyNotRoutes answer the staff's question why something cannot be done.
func whyNotRoutes() []route {
	verbs := func(list []helpdesk.Verb) parameter {
		names := each(list, func(v helpdesk.Verb) string { return string(v) })
		return parameter{"verb", strings.Join(names, ", "), textual}
	}
	return []route{
		read("/tickets/{ref}/why-not", "whyNot", "Ask which rule stands in the way of something on a ticket, for the staff", whyNotOnTicket).with(
			verbs(helpdesk.TicketVerbs()),
			parameter{"move", "of the verb move: its key", textual},
		),
		read("/why-not", "whyNotInDesk", "Ask which rule stands in the way of something in the desk, for the staff", func(c *call) (whyNotJSON, error) {
			return c.whyNot(func(*helpdesk.Session) (uuid.UUID, error) { return uuid.Nil, nil })
		}).with(verbs(helpdesk.DeskVerbs())),
	}
}

func whyNotOnTicket(c *call) (whyNotJSON, error) { return c.whyNot(c.ticket) }

func (c *call) whyNot(about func(*helpdesk.Session) (uuid.UUID, error)) (whyNotJSON, error) {
	q := helpdesk.Question{Verb: helpdesk.Verb(c.text("verb")), Move: c.text("move")}
	s, err := c.session()
	if err != nil {
		return whyNotJSON{}, err
	}
	id, err := about(s)
	if err != nil {
		return whyNotJSON{}, err
	}
	why, err := s.WhyNot(c.Context(), id, q)
	return whyNotOf(why, c.api.languageOf(c.Request)), err
}

func whyNotOf(w helpdesk.Why, l *lang.Language) whyNotJSON {
	out := whyNotJSON{May: w.May(), Rule: w.Rule, Roles: w.Roles, OnBehalf: w.OnBehalf, Text: whyText(w, l)}
	for _, f := range w.Needs {
		out.Needs = append(out.Needs, faultOf(f, l))
	}
	if w.Err != nil {
		out.Code, out.Reason, out.Params = w.Err.Code, w.Err.Reason, w.Err.Params
	}
	return out
}

// whyText says what stands in the way. Things are called by their keys, as in all
// answers to programs; rights and roles by their names.
func whyText(w helpdesk.Why, l *lang.Language) string {
	params, of := map[string]string{}, []string{}
	for _, f := range w.Needs {
		of = append(of, strings.TrimPrefix(f.Field, "fields."))
	}
	params["fields"] = strings.Join(of, ", ")
	params["roles"] = strings.Join(l.Texts("role", each(w.Roles, func(r ticket.Role) string { return string(r) })), ", ")
	if w.OnBehalf {
		params["behalf"] = "yes"
	}
	if w.Err != nil {
		params["team"], params["right"] = w.Err.Params["team"], w.Err.Params["right"]
		if key := "right." + params["right"]; l.Has(key) {
			params["right"] = l.Text(key, nil)
		}
		params["refusal"] = errorText(*w.Err, l)
		if len(w.Err.Faults) > 0 {
			params["refusal"] = strings.Join(each(w.Err.Faults, func(f helpdesk.Fault) string { return faultText(f, l) }), " ")
		}
	}
	return l.Text("why_not."+string(cmp.Or(w.Rule, "none")), params)
}
