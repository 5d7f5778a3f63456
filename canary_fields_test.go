package helpdesk_test

import (
	"maps"
	"reflect"
	"slices"
	"testing"

	"github.com/helpdesk-go/helpdesk/internal/rightstest"
	"github.com/helpdesk-go/helpdesk/storage"
	"github.com/helpdesk-go/helpdesk/ticket"
)

// What a field that holds words is to a requester, beside a canary of his own name.
const (
	public = "public" // he may read it, of what he sees
	key    = "key"    // a key of the staff's, looked for as such
	closed = "closed" // one of a closed set of the program, or a number: it says nothing by itself
)

// wordsIn says of every field that holds words whether requesters may read it or, if not,
// which canary sits in it, or beside it in the same record.
var wordsIn = map[string]string{
	"Ticket.Desk": closed, "Ticket.Number": public, "Ticket.Subject": public, "Ticket.Kind": public, "Ticket.Category": public, "Ticket.Priority": public,
	"Ticket.Plan": public, "Ticket.Rule": public, // an explanation of a due names them
	"Ticket.Fields": "field", "Ticket.Channel": public, "Ticket.Author": public, "Ticket.Requester": public, "Ticket.Organization": public, "Ticket.Phone": public,
	"Ticket.Observers": public, "Ticket.Stage": key, "Ticket.Phase": public, "Ticket.Team": key, "Ticket.Agent": public, "Ticket.Vendor": key,
	"Ticket.Estimates": closed, "Ticket.Solution": public, "Ticket.Article": "article",
	"Wait.Reason":    "wait",
	"Review.Closing": closed, "Review.By": public,
	"Link.Kind": closed, "Link.Key": "link", "Link.URL": "link",
	"LinkState.Desk": closed, "LinkState.Kind": closed, "LinkState.Key": "link", "LinkState.State": "link-title", "LinkState.Title": "link-title", "LinkState.Fault": "link-fault",
	"Message.Author": public, "Message.OnBehalf": public, "Message.Side": closed, "Message.Audience": closed, "Message.Purpose": closed, "Message.Channel": closed, "Message.Text": "note",
	"Task.Kind": closed, "Task.Title": "task", "Task.Team": key, "Task.Assignee": public, "Task.State": closed,
	"Step.Text": "step", "Step.By": public,
	"Spending.Person": public, "Spending.Note": "booking", "Spending.Contract": public, "Spending.Service": public,
	"Entry.Actor": public, "Entry.OnBehalf": public, "Entry.Event": closed, "Entry.Facts": "wait",
	"Absence.Desk": closed, "Absence.ID": closed, "Absence.Person": public, "Absence.StandIn": public, "Absence.Note": "absence",
	"Contract.Desk": closed, "Contract.ID": closed, "Contract.Number": "contract", "Contract.Organization": public, "Contract.Plan": public,
	"Service.Key": public, "Service.Title": "contract", "Service.Categories": public,
	"Team.Desk": closed, "Team.ID": key, "Team.Name": "team-name", "Team.Members": public, "Team.Leads": public,
	"Person.Desk": closed, "Person.ID": public, "Person.Name": public, "Person.Email": "staff-mail", "Person.Phone": "staff-phone", "Person.Organization": public,
	"Person.Language": closed, "Person.Zone": closed, "Person.Roles": closed, "Person.Merged": public,
	"Organization.Desk": closed, "Organization.ID": public, "Organization.Name": "organization", "Organization.Domains": "organization", "Organization.Parent": public, "Organization.Merged": public,
	"Delivery.Handler": "dead-letter", "Delivery.Person": public, "Delivery.State": closed, "Delivery.Error": "dead-letter", "Delivery.By": public, "Delivery.Reason": "dead-letter",
}

// TestTrust_X17_… fails when there is a new field with words in it, until somebody has
// said whether requesters may read it and, if not, which canary sits there.
func TestTrust_X17_OfEveryFieldWithWordsItIsSaidWhoMayReadThem(t *testing.T) {
	t.Parallel()
	left := maps.Clone(wordsIn)
	for _, of := range []any{
		ticket.Ticket{}, ticket.Wait{}, ticket.Review{}, ticket.Link{}, ticket.LinkState{}, ticket.Message{}, ticket.Task{}, ticket.Step{}, ticket.Spending{},
		ticket.Entry{}, ticket.Absence{}, ticket.Contract{}, ticket.Service{}, ticket.Team{}, ticket.Person{}, ticket.Organization{}, storage.Delivery{},
	} {
		kind := reflect.TypeOf(of)
		for _, f := range reflect.VisibleFields(kind) {
			if !wordy(f.Type) {
				continue
			}
			name := kind.Name() + "." + f.Name
			is, said := wordsIn[name]
			delete(left, name)
			if !said {
				t.Errorf("may requesters read %s? Say so here; if not, plant a canary in internal/rightstest/canary.go", name)
			} else if is != public && is != key && is != closed && !slices.Contains(rightstest.Canaries(), is) {
				t.Errorf("%s: there is no canary %q", name, is)
			}
		}
	}
	for name := range left {
		t.Errorf("there is no field %s any more", name)
	}
}

// wordy tells whether values of a type hold words. Parts that are looked at by themselves
// are left to themselves.
func wordy(t reflect.Type) bool {
	switch t.Kind() {
	case reflect.String:
		return true
	case reflect.Map, reflect.Slice:
		return wordy(t.Elem()) || t == reflect.TypeFor[[]ticket.Fact]()
	}
	return false
}
