package portal

import (
	"slices"

	"github.com/helpdesk-go/helpdesk"
	"github.com/helpdesk-go/helpdesk/ticket"
)

// ticketFields tells the fields of the ticket, what helps to work on it, and why it
// has its plan.
func (v *visit) ticketFields(p *ticketPage, s helpdesk.Story, failed form) error {
	t := s.Ticket
	p.Fields = told(v.sections(t.Category, t.Kind, form{}, t.Fields, anything))
	if p.Works && t.Phase != ticket.PhaseDone && v.rights.May(helpdesk.VerbFill) {
		f := form{}
		if failed.Name == "fill" {
			f = failed
		}
		p.Fill = v.sections(t.Category, t.Kind, f, t.Fields, anything)
		for i := range p.Fill {
			for j := range p.Fill[i].Fields {
				p.Fill[i].Fields[j].Required = false // what is not known yet may be left out
			}
		}
	}
	p.Checklist, p.Script = v.guide(t.Category)
	for _, x := range v.rules.Templates {
		if p.Reply && (len(x.Categories) == 0 || slices.Contains(x.Categories, t.Category)) {
			p.Templates = append(p.Templates, link{Title: v.title(x.Title, x.Key), Key: x.Key, URL: withQuery(v.at("tickets", t.Number), "template", x.Key) + "#reply", Current: v.r.URL.Query().Get("template") == x.Key})
		}
	}
	v.begin(p, t)
	reason, err := v.desk.Reason(v.ctx, t.Regulation, t.Rule)
	p.RuleWhy = reason.In(v.say.Code())
	return err
}

// guide is what an operator asks and says about a category.
func (v *visit) guide(category string) (checklist []string, script string) {
	for _, c := range v.rules.Categories {
		if c.Key != category {
			continue
		}
		for _, step := range c.Checklist {
			checklist = append(checklist, step.In(v.say.Code()))
		}
		return checklist, c.Script.In(v.say.Code())
	}
	return nil, ""
}

// begin puts the text of the template that was chosen into the answer, in the
// requester's language where the desk knows it.
func (v *visit) begin(p *ticketPage, t ticket.Ticket) {
	key := v.r.URL.Query().Get("template")
	i := slices.IndexFunc(v.rules.Templates, func(x helpdesk.Template) bool { return x.Key == key })
	if _, failed := p.Forms["reply"]; i < 0 || failed || !p.Reply {
		return
	}
	language := v.rules.Language
	if c, err := v.session.Contact(v.ctx, t.Requester); err == nil && c.Person.Language != "" {
		language = c.Person.Language
	}
	p.Forms["reply"] = blank("reply", "text", v.rules.Templates[i].Text.In(language))
}
