package helpdesktest

import (
	"github.com/helpdesk-go/helpdesk"
	"github.com/helpdesk-go/helpdesk/ticket"
)

// The ids of the people whom WithPeople seats.
const (
	Requester     = "requester"        // Anna of Vector, with a phone
	Colleague     = "colleague"        // Pavel, of Vector too
	Agent1        = "agent1"           // of the first line
	Agent2        = "agent2"           // of the second
	Agent3        = "agent3"           // of the third
	Operations    = "operations"       // an operations manager
	Quality       = "quality"          // a quality manager
	Administrator = "administrator"    // an administrator
	VendorAgent   = "vendor-agent"     // works for the team Vendor, of another company
	Organization  = "vector"           // the requester's
	Phone         = "+7 495 000-00-01" // the requester's
	Vendor        = "vendor"           // the outside team
)

// seat fills the built-in directory.
func (d *Desk) seat() {
	d.t.Helper()
	setup := d.As(helpdesk.System("setup"))
	seated := func(_ int64, err error) {
		d.t.Helper()
		if err != nil {
			d.t.Fatalf("people for the test: %v", err)
		}
	}
	ctx := d.t.Context()
	seated(setup.PutOrganization(ctx, ticket.Organization{ID: Organization, Name: "ООО «Вектор»"}))
	for _, p := range []ticket.Person{
		{ID: Requester, Name: "Анна Кузнецова", Organization: Organization, Phone: Phone, Email: "anna@vector.example", Roles: []ticket.Role{ticket.RoleRequester}},
		{ID: Colleague, Name: "Павел Сомов", Organization: Organization, Email: "pavel@vector.example", Roles: []ticket.Role{ticket.RoleRequester}},
		{ID: Agent1, Name: "Ирина Белова", Roles: []ticket.Role{ticket.RoleAgent}},
		{ID: Agent2, Name: "Олег Громов", Roles: []ticket.Role{ticket.RoleAgent}},
		{ID: Agent3, Name: "Марат Юсупов", Roles: []ticket.Role{ticket.RoleAgent}},
		{ID: Operations, Name: "Елена Орлова", Roles: []ticket.Role{ticket.RoleOperationsManager}},
		{ID: Quality, Name: "Вера Зимина", Roles: []ticket.Role{ticket.RoleQualityManager}},
		{ID: Administrator, Name: "Глеб Ершов", Roles: []ticket.Role{ticket.RoleAdministrator}},
		{ID: VendorAgent, Name: "Денис Краснов", Roles: []ticket.Role{ticket.RoleAgent}},
	} {
		seated(setup.PutPerson(ctx, p))
	}
	for _, team := range []ticket.Team{
		{ID: "line1", Name: "1 линия", Members: []string{Agent1}},
		{ID: "line2", Name: "2 линия", Members: []string{Agent2}},
		{ID: "line3", Name: "3 линия", Members: []string{Agent3}},
		{ID: Vendor, Name: "Вендор", Members: []string{VendorAgent}, Outside: true},
	} {
		seated(setup.PutTeam(ctx, team))
	}
}
