package portal

import (
	"cmp"
	"net/http"
	"net/url"
	"slices"

	"github.com/helpdesk-go/helpdesk"
)

// cards is a group of categories to choose from.
type cards struct {
	Title string
	Cards []card
}

type card struct{ Title, Hint, Icon, URL string }

// choose asks what the new request is about. Where categories are whatever people
// write there is nothing to choose from: the form comes at once.
func (v *visit) choose() error {
	if len(v.rules.Categories) == 0 {
		return v.ask()
	}
	v.show(http.StatusOK, "choose", v.say.Text("ask.title", nil), v.categories(func(c helpdesk.Category) string {
		return v.at("ask", c.Key)
	}))
	return nil
}

// categories are all of them by their groups, those without one last.
func (v *visit) categories(address func(helpdesk.Category) string) []cards {
	var list []cards
	for _, g := range append(slices.Clone(v.rules.Groups), helpdesk.Group{}) {
		group := cards{Title: g.Title.In(v.say.Code())}
		for _, c := range v.rules.Categories {
			if c.Group == g.Key {
				group.Cards = append(group.Cards, card{v.category(c.Key), c.Hint.In(v.say.Code()), c.Icon, address(c)})
			}
		}
		if len(group.Cards) > 0 {
			list = append(list, group)
		}
	}
	return list
}

// askPage is the form of a new request.
type askPage struct {
	Form       form
	Action     string
	Category   card
	Change     string // the address to choose another category
	Free       bool   // the category is whatever is written
	Kinds      []option
	Priorities []option // empty when no kind lets the requester choose
	Fixed      string   // the kinds for which the priority is ours
	Phone      string   // as the desk knows it
	Sections   []fieldSection
	Kind       string // chosen before, where the fields depend on it; else it is chosen in the form
	KindLinks  []link
}

// option is a choice of a field.
type option struct {
	Value, Title string
	Icon         string
	Chosen       bool
}

// ask shows the form of a new request about the category that was chosen.
func (v *visit) ask() error {
	p, err := v.askPage(blank("ask", "phone", v.rights.Person.Phone))
	if err != nil {
		return err
	}
	v.show(http.StatusOK, "ask", v.say.Text("ask.title", nil), p)
	return nil
}

func (v *visit) askPage(f form) (askPage, error) {
	key := v.r.PathValue("category")
	free := len(v.rules.Categories) == 0 && key == ""
	i := slices.IndexFunc(v.rules.Categories, func(c helpdesk.Category) bool { return c.Key == key })
	if i < 0 && !free {
		return askPage{}, notThere
	}
	p := askPage{Form: f, Action: v.at("ask"), Free: free, Kinds: v.kinds(f.Value("kind")), Phone: v.rights.Person.Phone}
	if !free {
		c := v.rules.Categories[i]
		p.Action, p.Change = v.at("ask", key), v.at("ask")
		p.Category = card{Title: v.category(key), Hint: c.Hint.In(v.say.Code()), Icon: c.Icon}
	}
	kind := f.Value("kind")
	if v.kindMatters(key) {
		if kind == "" {
			kind = v.r.URL.Query().Get("kind")
		}
		if !slices.ContainsFunc(v.rules.Kinds, func(k helpdesk.Kind) bool { return k.Key == kind }) {
			kind = v.rules.Kinds[0].Key
		}
		p.Kind = kind
		for _, k := range v.rules.Kinds {
			p.KindLinks = append(p.KindLinks, link{Title: v.kind(k.Key), Key: k.Icon, URL: withQuery(p.Action, "kind", k.Key), Current: k.Key == kind})
		}
	}
	may := fillable
	if v.rights.Staff {
		may = anything
	}
	p.Sections = v.sections(key, kind, f, nil, may)
	var fixed []string
	for _, k := range v.rules.Kinds {
		if !k.RequesterSetsPriority {
			fixed = append(fixed, k.Key)
		}
	}
	if len(fixed) < len(v.rules.Kinds) || v.rights.Staff {
		p.Priorities = v.priorities(f.Value("priority"))
		p.Fixed = v.titles(joined(fixed), v.kind)
	}
	return p, nil
}

// kindMatters tells whether requests of the category have other fields for some kinds.
func (v *visit) kindMatters(category string) bool {
	return slices.ContainsFunc(v.rules.Forms, func(f helpdesk.Form) bool {
		return len(f.Kinds) > 0 && (len(f.Categories) == 0 || slices.Contains(f.Categories, category))
	})
}

// kinds are the kinds of request to choose from; the first unless another is chosen.
func (v *visit) kinds(chosen string) []option {
	var list []option
	for i, k := range v.rules.Kinds {
		list = append(list, option{k.Key, v.kind(k.Key), k.Icon, k.Key == chosen || chosen == "" && i == 0})
	}
	return list
}

func (v *visit) priorities(chosen string) []option {
	var list []option
	for _, p := range v.rules.Priorities {
		list = append(list, option{Value: p.Key, Title: v.priority(p.Key), Chosen: p.Key == chosen || chosen == "" && p.Key == v.rules.DefaultPriority()})
	}
	return list
}

// send opens the request, or shows the form again with what is wrong in it.
func (v *visit) send() error {
	in := helpdesk.NewRequest{
		Category: cmp.Or(v.r.PathValue("category"), v.value("category")), Fields: v.filled(),
		Subject: v.value("subject"), Text: v.value("text"), Kind: v.value("kind"), Priority: v.value("priority"), Phone: v.value("phone"),
	}
	receipt, err := v.once(v.session, func(s *helpdesk.Session) (helpdesk.Receipt, error) { return s.Open(v.ctx, in) })
	if err == nil {
		return v.see(v.at("requests", receipt.Number) + "?" + url.Values{"done": {"opened"}}.Encode())
	}
	f, status, err := v.back("ask", err)
	if err != nil {
		return err
	}
	p, err := v.askPage(f)
	if err != nil {
		return err
	}
	v.show(status, "ask", v.say.Text("ask.title", nil), p)
	return nil
}
