package helpdesk

import (
	"context"
	"maps"
	"slices"
	"strings"

	"github.com/google/uuid"

	"github.com/helpdesk-go/helpdesk/event"
	"github.com/helpdesk-go/helpdesk/ticket"
)

// Filling is values for fields of a ticket, by key. An empty value clears the field;
// fields that are not named stay as they are.
type Filling struct {
	Fields map[string]string
}

// Fill changes fields of a ticket: what is known of the product and the environment
// grows as the work goes on, so it is no part of the classification and ends no task.
// Those who work on the ticket may, as long as it is not done. The plan follows the
// exceptions that ask for the fields, while the ticket is open or waits.
func (s *Session) Fill(ctx context.Context, id uuid.UUID, in Filling) (Receipt, error) {
	return s.alter(ctx, VerbFill, id, in, func(d *draft) error {
		if err := d.works(VerbFill); err != nil {
			return err
		}
		if d.ticket.Phase == ticket.PhaseDone {
			return refuse("ticket_done", "stage", d.ticket.Stage, "allowed", d.waysOut())
		}
		var fs faults
		if len(in.Fields) == 0 {
			fs.add("fields", FaultRequired, "allowed", strings.Join(d.rules.fieldsOf(d.ticket.Category, d.ticket.Kind), ", "))
		}
		was := d.ticket.Clone()
		if err := d.fill(&fs, in.Fields, false); err != nil {
			return err
		}
		if err := fs.err(); err != nil {
			return err
		}
		if maps.Equal(was.Fields, d.ticket.Fields) {
			return nil
		}
		if err := d.follows(was); err != nil {
			return err
		}
		return d.record(event.TicketFilled, event.Filled{Fields: changed(was.Fields, d.ticket.Fields)})
	})
}

// fill puts values into the ticket's fields. A requester fills in only what is his to fill in.
func (d *draft) fill(fs *faults, given map[string]string, requester bool) error {
	t := &d.ticket
	has := d.rules.fieldsOf(t.Category, t.Kind)
	for _, key := range slices.Sorted(maps.Keys(given)) {
		f, name := d.rules.fields[key], "fields."+key
		switch {
		case !slices.Contains(has, key) || requester && f.Requester == "":
			fs.add("fields."+clip(key), FaultNoSuchName, "got", clip(key), "allowed", strings.Join(d.fillable(has, requester), ", "))
			continue
		case requester && f.Requester != RequesterFills:
			fs.add(name, FaultGiven)
			continue
		}
		value, err := d.desk.value(d.ctx, fs, name, f, given[key])
		if err != nil {
			return err
		}
		d.set(key, value)
	}
	return nil
}

// fillable are those of the fields that somebody can fill in.
func (d *draft) fillable(keys []string, requester bool) []string {
	if !requester {
		return keys
	}
	return slices.DeleteFunc(slices.Clone(keys), func(k string) bool { return d.rules.fields[k].Requester != RequesterFills })
}

// set puts one value, as it is kept.
func (d *draft) set(key, value string) {
	t := &d.ticket
	if value == "" {
		delete(t.Fields, key)
		if len(t.Fields) == 0 {
			t.Fields = nil
		}
		return
	}
	if t.Fields == nil {
		t.Fields = map[string]string{}
	}
	t.Fields[key] = value
}

// demand adds a fault for every field that has to be filled in at the opening and is not.
func (d *draft) demand(fs *faults, requester bool) {
	t := d.ticket
	if t.Channel == ticket.ChannelEmail { // a letter comes as it is
		return
	}
	for _, f := range d.rules.Form(t.Category, t.Kind) {
		field := d.rules.fields[f.Field]
		if !f.Required || t.Fields[f.Field] != "" || requester && field.Requester != RequesterFills {
			continue
		}
		if !slices.ContainsFunc(*fs, func(x Fault) bool { return x.Field == "fields."+f.Field }) {
			fs.add("fields."+f.Field, FaultRequired)
		}
	}
}

// follows lets plan and team follow what a ticket that is open, or waits, has become.
func (d *draft) follows(was ticket.Ticket) error {
	if d.ticket.Phase != ticket.PhaseOpen && d.ticket.Phase != ticket.PhaseWaiting {
		return nil
	}
	d.choosePlan()
	if d.ticket.Plan+d.ticket.Rule != was.Plan+was.Rule {
		d.ticket.Regulation = d.rules.version
	}
	before, _, _ := d.rules.team(was, was.Stage)
	if team := d.teamIn(was.Stage); team != before { // what people decided beside the rules stays
		return d.handOver(team)
	}
	return nil
}

// changed are the keys of the fields that are not as they were, sorted.
func changed(was, is map[string]string) []string {
	keys := map[string]bool{}
	for k, v := range is {
		keys[k] = was[k] != v
	}
	for k, v := range was {
		keys[k] = is[k] != v
	}
	maps.DeleteFunc(keys, func(_ string, differs bool) bool { return !differs })
	return slices.Sorted(maps.Keys(keys))
}
