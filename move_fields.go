package helpdesk

import (
	"maps"
	"slices"
	"strconv"

	"github.com/helpdesk-go/helpdesk/ticket"
)

// asked is a move with all that it asks of the ticket: its own fields, and those that
// the ticket's form wants filled in before it and that are not. What the ticket has
// need not be given again.
func (r *rules) asked(t ticket.Ticket, m Move) Move {
	m.Fields = slices.Clone(m.Fields)
	for i, x := range m.Fields {
		if x.As != FieldOfTicket {
			continue
		}
		f := r.fields[x.Key]
		if len(x.Title) == 0 {
			m.Fields[i].Title = f.Title
		}
		m.Fields[i].Public = f.Requester != ""
		m.Fields[i].Required = x.Required && t.Fields[x.Key] == ""
	}
	for _, x := range r.Form(t.Category, t.Kind) {
		has := slices.ContainsFunc(m.Fields, func(y MoveField) bool { return y.As == FieldOfTicket && y.Key == x.Field })
		if !slices.Contains(x.Moves, m.Event) || t.Fields[x.Field] != "" || has {
			continue
		}
		f := r.fields[x.Field]
		m.Fields = append(m.Fields, MoveField{Key: f.Key, Title: f.Title, Required: true, As: FieldOfTicket, Public: f.Requester != ""})
	}
	return m
}

// take checks what a move was given, puts what is the ticket's fields into it, and
// answers all of it as it will be kept.
func (d *draft) take(m Move, given map[string]string) (map[string]string, error) {
	var fs faults
	keys := keysOf(m.Fields, func(f MoveField) string { return f.Key })
	for _, key := range slices.Sorted(maps.Keys(given)) {
		fs.name("fields."+clip(key), key, keys)
	}
	kept := map[string]string{}
	for _, f := range m.Fields {
		name := "fields." + f.Key
		value, named := given[f.Key]
		if f.As == FieldOfTicket {
			v, err := d.desk.value(d.ctx, &fs, name, d.rules.fields[f.Key], value)
			if err != nil {
				return nil, err
			}
			if value = v; named {
				d.set(f.Key, value)
			}
			value = d.ticket.Fields[f.Key]
		} else {
			value = fs.text(name, value, MaxText)
		}
		kept[f.Key] = value
		switch {
		case value == "" && f.Required:
			fs.add(name, FaultRequired)
		case value != "" && f.As == FieldRating:
			if n, err := strconv.Atoi(value); err != nil || n < 1 || n > 5 {
				fs.add(name, FaultRange, "got", clip(value), "min", "1", "max", "5")
			}
		case f.As == FieldArticle:
			kept[f.Key] = fs.line(name, value, MaxArticle)
		case f.As == FieldNextContact:
			d.contactable(&fs, name, value)
		}
	}
	if d.asks != nil && !slices.ContainsFunc(fs, func(f Fault) bool { return f.Rule != FaultRequired }) {
		d.asks.Needs = append(d.asks.Needs, fs...)
		return kept, nil
	}
	return kept, fs.err()
}

// contactable checks the date of the next contact.
func (d *draft) contactable(fs *faults, name, value string) {
	at, err := contactAt(value)
	switch {
	case err != nil:
		fs.add(name, FaultFormat, "got", clip(value), "like", "2026-05-13T12:00:00+03:00")
	case value != "" && !at.After(d.at):
		fs.add(name, FaultPast, "got", value)
	}
}

// keepAll puts what a move was given where the regulation says.
func (d *draft) keepAll(m Move, given map[string]string) {
	for _, f := range m.Fields {
		if given[f.Key] != "" && f.As != FieldOfTicket {
			d.keep(f, given[f.Key])
		}
	}
}
