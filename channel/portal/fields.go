package portal

import (
	"slices"
	"strings"
	"time"

	"github.com/helpdesk-go/helpdesk"
	"github.com/helpdesk-go/helpdesk/storage"
)

// fieldSection is a heading with the fields that stand under it.
type fieldSection struct {
	Title  string
	Fields []formField
}

// formField is a field of a ticket, to be read or filled in.
type formField struct {
	Name, Title, Hint, Kind string
	Value, Fault            string
	Shown                   string // the value in words
	Required, Public        bool
	Options                 []option // of a choice
}

// sections are the fields of a ticket of a category and kind, with what stands in the
// form, else with the values that the ticket has. What it has beside its form is shown
// too, so that a new category hides nothing.
func (v *visit) sections(category, kind string, f form, values map[string]string, wanted func(helpdesk.Field) bool) []fieldSection {
	asked := v.rules.Form(category, kind)
	for _, x := range v.rules.Fields {
		if values[x.Key] != "" && !slices.ContainsFunc(asked, func(a helpdesk.FormField) bool { return a.Field == x.Key }) {
			asked = append(asked, helpdesk.FormField{Field: x.Key})
		}
	}
	var list []fieldSection
	for _, s := range append([]helpdesk.Section{{}}, v.rules.Sections...) {
		section := fieldSection{Title: s.Title.In(v.say.Code())}
		for _, a := range asked {
			x, _ := v.rules.Field(a.Field)
			if x.Section != s.Key || !wanted(x) {
				continue
			}
			field := v.formField(x, f, values[x.Key])
			field.Required = a.Required
			section.Fields = append(section.Fields, field)
		}
		if len(section.Fields) > 0 {
			list = append(list, section)
		}
	}
	return list
}

// formField is one field, with what stands in the form, else with the ticket's value.
func (v *visit) formField(x helpdesk.Field, f form, value string) formField {
	name := "fields." + x.Key
	field := formField{
		Name: name, Title: x.Title.In(v.say.Code()), Hint: x.Hint.In(v.say.Code()), Kind: x.Kind,
		Value: value, Fault: f.Fault(name), Shown: v.said(v.fieldValue(x, value)), Public: x.Requester != "",
	}
	if f.Values.Has(name) {
		field.Value = f.Value(name)
	}
	for _, c := range x.Choices {
		field.Options = append(field.Options, option{Value: c.Key, Title: v.title(c.Title, c.Key), Chosen: c.Key == field.Value})
	}
	return field
}

// fieldValue is a value of a field as people read it.
func (v *visit) fieldValue(x helpdesk.Field, value string) string {
	switch x.Kind {
	case helpdesk.KindChoice:
		i := slices.IndexFunc(x.Choices, func(c helpdesk.Choice) bool { return c.Key == value })
		if i >= 0 {
			return v.title(x.Choices[i].Title, value)
		}
	case helpdesk.KindDate:
		if t, err := time.Parse(time.DateOnly, value); err == nil {
			return v.date(t)
		}
	case helpdesk.KindNumber:
		return v.decimal(value)
	case helpdesk.KindPerson:
		return v.whom(value)
	}
	return value
}

// whom is the name of somebody whom a field names, where this reader may know it.
func (v *visit) whom(id string) string {
	if v.known[id] == "" && v.rights.Staff && id != "" {
		if names, err := v.session.Names(v.ctx, id); err == nil {
			v.known = names
		}
	}
	if name := v.known[id]; name != "" {
		return name
	}
	return id
}

// decimal is a number with the comma or the dot of the language.
func (v *visit) decimal(n string) string {
	return strings.Replace(n, ".", v.say.Text("number.decimal", nil), 1)
}

// title is a text, or the key where it has none.
func (v *visit) title(t helpdesk.Text, key string) string {
	if s := t.In(v.say.Code()); s != "" {
		return s
	}
	return key
}

// seen and fillable choose the fields that a requester is shown, and that he fills in;
// anything is for the staff.
func seen(x helpdesk.Field) bool     { return x.Requester != "" }
func fillable(x helpdesk.Field) bool { return x.Requester == helpdesk.RequesterFills }
func anything(helpdesk.Field) bool   { return true }

// filled are the values of fields that the form was sent with. Staff may name a person
// by what finds only him.
func (v *visit) filled() map[string]string {
	given := v.fields()
	if !v.rights.Staff {
		return given
	}
	for key, value := range given {
		x, ok := v.rules.Field(key)
		if !ok || x.Kind != helpdesk.KindPerson || value == "" {
			continue
		}
		if _, err := v.session.Contact(v.ctx, value); err == nil {
			continue
		}
		found, _, err := v.session.People(v.ctx, storage.PeopleQuery{Text: value, Active: true, Limit: 2})
		if err == nil && len(found) == 1 {
			given[key] = found[0].ID
		}
	}
	return given
}

// told are the sections without the fields that nothing stands in.
func told(sections []fieldSection) []fieldSection {
	var list []fieldSection
	for _, s := range sections {
		s.Fields = slices.DeleteFunc(s.Fields, func(f formField) bool { return strings.TrimSpace(f.Value) == "" })
		if len(s.Fields) > 0 {
			list = append(list, s)
		}
	}
	return list
}
