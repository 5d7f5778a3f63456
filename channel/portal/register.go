package portal

import (
	"net/http"
	"strings"

	"github.com/helpdesk-go/helpdesk"
	"github.com/helpdesk-go/helpdesk/storage"
	"github.com/helpdesk-go/helpdesk/ticket"
)

// registerPage takes down a request for somebody else: first who, then what.
type registerPage struct {
	Text, Action                string
	Found                       []person
	Contact                     *personPage // nil until somebody is chosen
	Form                        form
	Groups                      []choice
	Kinds, Priorities, Channels []option
	Sections                    []fieldSection
	Checklist                   []string
	Script                      string
}

func (v *visit) register() error {
	return v.registerPage(http.StatusOK, v.r.URL.Query().Get("person"), form{})
}

func (v *visit) registerPage(status int, chosen string, failed form) error {
	if !v.rights.May(helpdesk.VerbRegister) {
		return &helpdesk.Error{Code: helpdesk.Forbidden, Params: map[string]string{"right": string(helpdesk.VerbRegister)}}
	}
	p := registerPage{Text: strings.TrimSpace(v.r.URL.Query().Get("text")), Action: v.at("register"), Form: failed}
	if chosen == "" {
		if p.Text != "" {
			var err error
			if p.Found, _, err = v.find(storage.PeopleQuery{Text: p.Text, Active: true, Limit: 20}); err != nil {
				return err
			}
		}
		v.show(status, "register", v.say.Text("register.title", nil), p)
		return nil
	}
	contact, err := v.contact(chosen)
	if err != nil {
		return err
	}
	p.Contact = &contact
	if failed.Name == "" {
		p.Form = blank("register", "phone", contact.Person.Phone, "channel", string(ticket.ChannelPhone))
	}
	p.Groups, p.Kinds, p.Priorities = v.categoryChoices(p.Form.Value("category")), v.kinds(p.Form.Value("kind")), v.priorities(p.Form.Value("priority"))
	if category := p.Form.Value("category"); category != "" {
		kind := p.Form.Value("kind")
		if kind == "" {
			kind = v.rules.Kinds[0].Key
		}
		p.Sections = v.sections(category, kind, p.Form, nil, anything)
		p.Checklist, p.Script = v.guide(category)
	}
	for _, c := range []ticket.Channel{ticket.ChannelPhone, ticket.ChannelEmail} {
		p.Channels = append(p.Channels, option{Value: string(c), Title: v.channel(c), Chosen: string(c) == p.Form.Value("channel")})
	}
	v.show(status, "register", v.say.Text("register.title", nil), p)
	return nil
}

// categoryChoices are the categories by their groups.
func (v *visit) categoryChoices(chosen string) []choice {
	var list []choice
	for _, g := range v.categories(func(c helpdesk.Category) string { return c.Key }) {
		group := choice{Title: g.Title}
		for _, c := range g.Cards {
			group.Options = append(group.Options, option{Value: c.URL, Title: c.Title, Chosen: c.URL == chosen})
		}
		list = append(list, group)
	}
	return list
}

func (v *visit) registered() error {
	if v.value("show") != "" { // what goes with the category was asked for
		f := form{Name: "register", Key: v.r.PostForm.Get("key"), Values: v.r.PostForm}
		return v.registerPage(http.StatusOK, v.value("requester"), f)
	}
	in := helpdesk.NewRequest{
		Fields: v.filled(), Requester: v.value("requester"), Category: v.value("category"), Kind: v.value("kind"), Priority: v.value("priority"),
		Subject: v.value("subject"), Text: v.value("text"), Phone: v.value("phone"), Channel: ticket.Channel(v.value("channel")), Answer: v.value("answer"),
	}
	receipt, err := v.once(v.session, func(s *helpdesk.Session) (helpdesk.Receipt, error) { return s.Open(v.ctx, in) })
	if err == nil {
		return v.see(withQuery(v.at("tickets", receipt.Number), "done", "registered"))
	}
	failed, status, err := v.back("register", err)
	if err != nil {
		return err
	}
	return v.registerPage(status, in.Requester, failed)
}
