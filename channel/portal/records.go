package portal

import (
	"strconv"
	"strings"
	"time"

	"github.com/helpdesk-go/helpdesk"
	"github.com/helpdesk-go/helpdesk/storage"
	"github.com/helpdesk-go/helpdesk/ticket"
)

// Records are what the administrator keeps: people, organizations, teams, contracts.
// Each is changed by a form of controls and shown again when it was saved.

// recordPage is the form of a record.
type recordPage struct {
	Title, Hint     string
	Back, BackTitle string
	Action          string
	Form            form
	Controls        []control
	Services        []serviceRow // of a contract
}

// control is one field of a form.
type control struct {
	Kind, Name, Title, Hint string // Kind: text, email, tel, date, lines, select, ticks, flag
	Value, Fault            string
	Required                bool
	Options                 []option
}

// controls makes fields of a form, with what stands in it.
type controls struct {
	v    *visit
	form form
	list []control
}

// add adds a field; its words are those of its name below "record".
func (c *controls) add(kind, name string, required bool, options ...option) {
	f := control{Kind: kind, Name: name, Title: c.v.say.Text("record."+name, nil), Value: c.form.Value(name), Fault: c.form.Fault(name), Required: required}
	if hint := "record." + name + ".hint"; c.v.say.Has(hint) {
		f.Hint = c.v.say.Text(hint, nil)
	}
	for _, o := range options {
		for _, chosen := range c.form.Values[name] {
			o.Chosen = o.Chosen || o.Value == chosen
		}
		f.Options = append(f.Options, o)
	}
	c.list = append(c.list, f)
}

// choose adds a field of one of the options, or of none.
func (c *controls) choose(name string, required bool, options []option) {
	c.add("select", name, required, append([]option{{Title: c.v.say.Text("record.none", nil)}}, options...)...)
}

// tabs are the ways between the records.
func (v *visit) tabs(current string) []link {
	var list []link
	for _, key := range []string{"people", "organizations", "teams", "absences"} {
		list = append(list, link{Title: v.say.Text("nav."+key, nil), URL: v.at(key), Key: key, Current: key == current})
	}
	if v.rights.May(helpdesk.VerbBill) {
		list = append(list, link{Title: v.say.Text("nav.billing", nil), URL: v.at("billing"), Key: "billing", Current: current == "billing"})
	}
	if v.rights.May(helpdesk.VerbErase) {
		list = append(list, link{Title: v.say.Text("nav.privacy", nil), URL: v.at("privacy"), Key: "privacy", Current: current == "privacy"})
	}
	return list
}

// manages is an error for those who do not keep the records.
func (v *visit) manages() error {
	if v.rights.May(helpdesk.VerbPeople) {
		return nil
	}
	return &helpdesk.Error{Code: helpdesk.Forbidden, Params: map[string]string{"right": string(helpdesk.VerbPeople)}}
}

// saved leads to what was saved, or shows the form again with what is wrong.
func (v *visit) saved(name, done string, err error, address func() string, again func(int, form) error) error {
	if err == nil {
		return v.see(withQuery(address(), "done", done))
	}
	failed, status, err := v.back(name, err)
	if err != nil {
		return err
	}
	return again(status, failed)
}

// versionSent is the version that a form was made from; 0 for something new.
func (v *visit) versionSent() int64 {
	n, _ := strconv.ParseInt(v.value("version"), 10, 64) // what is none is something new
	return n
}

// day reads a field of a date, as the beginning of that day in the zone of the pages.
func (v *visit) day(field string) (time.Time, error) {
	text := v.value(field)
	if text == "" {
		return time.Time{}, nil
	}
	for _, layout := range []string{time.DateOnly, "02.01.2006"} {
		if t, err := time.ParseInLocation(layout, text, v.Location); err == nil && t.Year() > 1900 && t.Year() < 9999 {
			return t, nil
		}
	}
	return time.Time{}, wrongDay(field, text, v.now.In(v.Location))
}

func wrongDay(field, text string, now time.Time) error {
	return &helpdesk.Error{Code: helpdesk.Invalid, Faults: []helpdesk.Fault{
		{Field: field, Rule: helpdesk.FaultFormat, Params: map[string]string{"got": text, "like": now.Format("02.01.2006")}},
	}}
}

// dayText is a day as forms hold it.
func (v *visit) dayText(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.In(v.Location).Format(time.DateOnly)
}

// until is the last day before an instant, as people say it.
func (v *visit) until(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return v.dayShort(t.Add(-time.Microsecond))
}

// dayShort is a day in figures: "05.11.2026".
func (v *visit) dayShort(t time.Time) string { return t.In(v.Location).Format("02.01.2006") }

// organizationOptions are all organizations to choose from, and the one that is chosen
// even where it is no longer served.
func (v *visit) organizationOptions(chosen string) ([]option, error) {
	var options []option
	var q storage.OrganizationQuery
	for {
		list, next, err := v.session.Organizations(v.ctx, q)
		if err != nil {
			return nil, err
		}
		for _, o := range list {
			if !o.Inactive || o.ID == chosen {
				options = append(options, option{Value: o.ID, Title: o.Name})
			}
		}
		if q.After = next; next == "" {
			return options, nil
		}
	}
}

func staffOptions(people []ticket.Person) []option {
	var options []option
	for _, p := range people {
		options = append(options, option{Value: p.ID, Title: p.Name})
	}
	return options
}

// takers are those of the staff who take tickets.
func takers(people []ticket.Person) []ticket.Person {
	var list []ticket.Person
	for _, p := range people {
		if p.Has(ticket.RoleAgent) || p.Has(ticket.RoleOperationsManager) {
			list = append(list, p)
		}
	}
	return list
}

// lines are the lines of a text, without blanks and without those that are empty.
func lines(text string) []string {
	var list []string
	for line := range strings.FieldsFuncSeq(text, func(r rune) bool { return r == '\n' || r == ',' || r == ';' }) {
		if line = strings.TrimSpace(line); line != "" {
			list = append(list, line)
		}
	}
	return list
}

// recordPage is the page of a form: of a new record without an id, else of the one that
// there is. Its words and addresses are those of its list: "people".
func (v *visit) recordPage(kind, list, id string, f form, fields []control) recordPage {
	p := recordPage{
		Title: v.say.Text(list+".new", nil), Action: v.at("add", kind), Back: v.at(list), BackTitle: v.say.Text("nav."+list, nil),
		Form: f, Controls: fields,
	}
	if id != "" {
		p.Title, p.Action = v.say.Text(list+".edit", nil), v.at(list, id, "edit")
	}
	return p
}

// whose leads back to the page of the record that is changed.
func (p recordPage) whose(address, name string) recordPage {
	p.Back, p.BackTitle = address, name
	return p
}

// called begins the fields of a record that has a name; a new one may be given an id.
func (c *controls) called(id string) {
	if id == "" {
		c.add("text", "id", false)
	}
	c.add("text", "name", true)
}

func (v *visit) record(status int, p recordPage) error {
	v.show(status, "record", p.Title, p)
	return nil
}

// newKey is an id for what nobody has given one.
func newKey(given, random string) string {
	if given != "" {
		return given
	}
	return strings.ToLower(random[:12])
}
