package portal

import (
	"cmp"
	"net/http"
	"slices"
	"strings"

	"github.com/google/uuid"

	"github.com/helpdesk-go/helpdesk"
	"github.com/helpdesk-go/helpdesk/ticket"
)

// whyNotPage tells what the reader may do to a ticket and what not, each with the rule.
type whyNotPage struct {
	Ticket, Back, Stage string

	Moves     []verdict // out of the stage
	Elsewhere []verdict // out of other stages
	Verbs     []verdict
}

// verdict is whether one thing may be done, in words.
type verdict struct {
	Title string
	May   bool
	Text  string
}

// rank puts first what may not be done: it is what is asked for.
func (x verdict) rank() int {
	if x.May {
		return 1
	}
	return 0
}

// ticketWhyNot answers for everything at once why it cannot be done.
func (v *visit) ticketWhyNot() error {
	if err := v.staff(); err != nil {
		return err
	}
	id, err := v.named()
	if err != nil {
		return err
	}
	t, err := v.session.Ticket(v.ctx, id)
	if err != nil {
		return err
	}
	c, err := v.circle()
	if err != nil {
		return err
	}
	p := whyNotPage{Ticket: t.Number + " " + t.Subject, Back: v.at("tickets", t.Number), Stage: v.stage(t.Stage)}
	for _, m := range v.rules.Moves {
		x, err := v.verdict(c, id, helpdesk.Question{Verb: helpdesk.VerbMove, Move: m.Event}, m)
		if err != nil {
			return err
		}
		x.Title = m.Title.In(v.say.Code())
		if slices.Contains(m.From, t.Stage) {
			p.Moves = append(p.Moves, x)
		} else if !v.leads(t, m.Event) { // the same step may begin in several places
			p.Elsewhere = append(p.Elsewhere, x)
		}
	}
	for _, verb := range helpdesk.TicketVerbs() {
		if verb == helpdesk.VerbMove {
			continue
		}
		x, err := v.verdict(c, id, helpdesk.Question{Verb: verb}, helpdesk.Move{})
		if err != nil {
			return err
		}
		if x.Title = v.rightTitle(string(verb)); v.say.Has("why_not.verb." + string(verb)) {
			x.Title = v.say.Text("why_not.verb."+string(verb), nil)
		}
		p.Verbs = append(p.Verbs, x)
	}
	slices.SortStableFunc(p.Verbs, func(a, b verdict) int { return a.rank() - b.rank() })
	v.show(http.StatusOK, "whynot", v.say.Text("why_not.title", nil), p)
	return nil
}

// leads tells whether a step leads out of the ticket's stage.
func (v *visit) leads(t ticket.Ticket, event string) bool {
	return slices.ContainsFunc(v.rules.Moves, func(m helpdesk.Move) bool { return m.Event == event && slices.Contains(m.From, t.Stage) })
}

// verdict asks for one thing and puts the answer into words.
func (v *visit) verdict(c circle, id uuid.UUID, q helpdesk.Question, m helpdesk.Move) (verdict, error) {
	why, err := v.session.WhyNot(v.ctx, id, q)
	if err != nil {
		return verdict{}, err
	}
	params, needs := map[string]string{}, []string{}
	for _, f := range why.Needs {
		needs = append(needs, v.wanted(m, strings.TrimPrefix(f.Field, "fields.")))
	}
	params["fields"] = strings.Join(needs, ", ")
	var roles []string
	for _, r := range why.Roles {
		roles = append(roles, v.say.Text("role."+string(r), nil))
	}
	params["roles"] = strings.Join(roles, ", ")
	if why.OnBehalf {
		params["behalf"] = "yes"
	}
	if why.Err != nil {
		params["team"] = v.teamName(c, why.Err.Params["team"]) // the right is the line's own title
		params["refusal"] = v.refusal(why.Err, m)
	}
	return verdict{May: why.May(), Text: v.say.Text("why_not."+string(cmp.Or(why.Rule, "none")), params)}, nil
}

// refusal says an error; of a step that begins elsewhere, where it does.
func (v *visit) refusal(e *helpdesk.Error, m helpdesk.Move) string {
	if e.Reason == "move_not_allowed" && len(m.From) > 0 {
		var from []string
		for _, stage := range m.From {
			from = append(from, v.stage(stage))
		}
		return v.say.Text("why_not.from", map[string]string{"stages": strings.Join(from, ", ")})
	}
	if len(e.Faults) == 0 {
		return v.problem(e)
	}
	var texts []string
	for _, f := range e.Faults {
		texts = append(texts, v.fault(f))
	}
	return strings.Join(texts, " ")
}

// wanted is the title of a field that a move, or a ticket, asks for.
func (v *visit) wanted(m helpdesk.Move, key string) string {
	for _, f := range m.Fields {
		if title := f.Title.In(v.say.Code()); f.Key == key && title != "" {
			return title
		}
	}
	if f, ok := v.rules.Field(key); ok {
		return f.Title.In(v.say.Code())
	}
	if name := "why_not.field." + key; v.say.Has(name) {
		return v.say.Text(name, nil)
	}
	return key
}
