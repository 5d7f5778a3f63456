package api

import (
	"net/http"
	"reflect"
	"slices"
	"time"

	"github.com/google/uuid"

	"github.com/helpdesk-go/helpdesk"
	"github.com/helpdesk-go/helpdesk/internal/sheet"
	"github.com/helpdesk-go/helpdesk/storage"
)

// lineJSON is one booking as it goes into an account.
type lineJSON struct {
	Booking          uuid.UUID `json:"booking" format:"uuid"`
	Ticket           uuid.UUID `json:"ticket" format:"uuid"`
	Number           string    `json:"number"`
	Subject          string    `json:"subject"`
	Category         string    `json:"category"`
	Organization     string    `json:"organization"`
	OrganizationName string    `json:"organization_name"`
	Contract         string    `json:"contract,omitempty"`
	ContractNumber   string    `json:"contract_number,omitempty"`
	Service          string    `json:"service,omitempty"`
	ServiceTitle     string    `json:"service_title,omitempty"`
	Task             uuid.UUID `json:"task,omitzero" format:"uuid"`
	TaskTitle        string    `json:"task_title,omitempty"`
	Agent            string    `json:"agent"`
	AgentName        string    `json:"agent_name"`
	Worked           time.Time `json:"worked"`
	Booked           time.Time `json:"booked"`
	Spent            duration  `json:"spent" doc:"less than nothing where it takes back what was booked too much"`
	Note             string    `json:"note,omitempty"`
	Corrects         uuid.UUID `json:"corrects,omitzero" format:"uuid" doc:"the booking that it corrects"`
	Period           int       `json:"period,omitempty" doc:"the number of the closed period that it is in"`
	Closed           time.Time `json:"closed,omitzero" doc:"when the ticket was closed"`
}

type linesJSON struct {
	Lines []lineJSON `json:"lines"`
	Next  string     `json:"next,omitempty" doc:"the next page; left out at the end"`
}

type periodInput struct {
	Through string `json:"through,omitempty" required:"true" format:"date" doc:"the last day of it, as the desk's zone counts days; before today"`
}

type periodJSON struct {
	Number int       `json:"number"`
	From   time.Time `json:"from,omitzero" doc:"where the last one ended"`
	Until  time.Time `json:"until"`
	At     time.Time `json:"at" doc:"when it was closed"`
	By     string    `json:"by"`
	Lines  int       `json:"lines"`
	Spent  duration  `json:"spent"`
}

type periodsJSON struct {
	Periods []periodJSON `json:"periods" doc:"the newest first"`
}

// orderWorked is the order of lines, in tokens of pages.
const orderWorked = "worked"

// billingRoutes read the account and close periods.
func billingRoutes() []route {
	which := []parameter{
		{"from", "worked from this instant on", instant},
		{"until", "worked before this instant", instant},
		{"organization", "ids of organizations", several},
		{"contract", "ids of contracts", several},
		{"ticket", "ids of tickets", several},
		{"task", "ids of tasks", several},
		{"agent", "ids of people", several},
	}
	return []route{
		read("/billing/lines", "listLines", "List all bookings by when they were worked, for operations managers and administrators", listLines).with(append([]parameter{
			{"limit", "how many at most, 1 to 200; 200 when left out", whole},
			{"page", "where the page begins: \"next\" of the page before", textual},
		}, which...)...),
		{
			method: http.MethodGet, path: "/billing/export", id: "exportBilling", summary: "Read all bookings as a file for spreadsheet programs",
			statuses: []int{http.StatusOK}, files: []string{sheet.CSV.ContentType(), sheet.XLSX.ContentType()}, do: exportBilling,
			query: append([]parameter{{"format", "csv, csv-semicolon (for countries with a decimal comma) or xlsx; csv when left out", textual}}, which...),
		},
		read("/billing/periods", "listPeriods", "List the periods that are closed", listPeriods),
		{
			method: http.MethodPost, path: "/billing/periods", id: "closePeriod", summary: "Close a period: nothing can be booked into it any more",
			statuses: []int{http.StatusCreated}, body: reflect.TypeFor[periodInput](), answer: reflect.TypeFor[periodJSON](), do: closePeriod,
		},
	}
}

func (c *call) billingFilter() helpdesk.BillingFilter {
	return helpdesk.BillingFilter{
		From: c.instant("from"), Until: c.instant("until"), Organizations: list[string](c, "organization"), Contracts: list[string](c, "contract"),
		Tickets: c.ids("ticket"), Tasks: c.ids("task"), Agents: list[string](c, "agent"),
	}
}

// ids are the values of a parameter that are ids of the desk.
func (c *call) ids(name string) []uuid.UUID {
	var ids []uuid.UUID
	for _, text := range list[string](c, name) {
		id, err := uuid.Parse(text)
		if err != nil {
			c.faults.add(name, helpdesk.FaultFormat, "got", text, "like", "0198c0de-0000-7000-8000-000000000000")
			continue
		}
		ids = append(ids, id)
	}
	return ids
}

func listLines(c *call) (linesJSON, error) {
	f, limit := c.billingFilter(), c.whole("limit", 200, 200)
	if got := c.text("page"); got != "" {
		var ok bool
		if f.After, ok = placeOf(got, orderWorked); !ok {
			c.faults.add("page", helpdesk.FaultFormat, "got", got, "like", "\"next\" of the page before")
		}
	}
	s, err := c.session()
	if err != nil {
		return linesJSON{}, err
	}
	page := linesJSON{Lines: []lineJSON{}}
	var last storage.Cursor
	for l, err := range s.Billing(c.Context(), f) {
		if err != nil {
			return page, err
		}
		if len(page.Lines) == limit {
			page.Next = token(last, orderWorked)
			break
		}
		page.Lines = append(page.Lines, lineOf(l))
		last = storage.Cursor{At: l.Worked, ID: l.ID}
	}
	return page, nil
}

func exportBilling(c *call) (any, error) {
	f, format := c.billingFilter(), sheet.Format(c.text("format"))
	if format == "" {
		format = sheet.CSV
	}
	if !slices.Contains(sheet.Formats(), format) {
		c.faults.add("format", helpdesk.FaultUnknown, "got", string(format), "allowed", "csv, csv-semicolon, xlsx")
	}
	s, err := c.session()
	if err != nil {
		return nil, err
	}
	zone, err := c.api.desk.Zone(c.Context())
	if err != nil {
		return nil, err
	}
	l := c.api.languageOf(c.Request)
	rows := helpdesk.BillingRows(s.Billing(c.Context(), f), zone)
	file, err := sheet.Spool(format, l.Texts("billing.column", helpdesk.BillingColumns()), rows)
	if err != nil {
		return nil, err
	}
	return download{file, "billing" + format.Extension(), format.ContentType()}, nil
}

func listPeriods(c *call) (periodsJSON, error) {
	s, err := c.session()
	if err != nil {
		return periodsJSON{}, err
	}
	found, err := s.Periods(c.Context())
	return periodsJSON{each(found, periodOf)}, err
}

func closePeriod(c *call) (any, error) {
	s, err := c.session()
	if err != nil {
		return nil, err
	}
	zone, err := c.api.desk.Zone(c.Context())
	if err != nil {
		return nil, err
	}
	var through time.Time
	if text := c.body.(*periodInput).Through; text != "" {
		if through, err = time.ParseInLocation(time.DateOnly, text, zone); err != nil {
			c.faults.add("through", helpdesk.FaultFormat, "got", text, "like", "2026-01-31")
			return nil, c.faults.err()
		}
	}
	p, err := s.ClosePeriod(c.Context(), through)
	return periodOf(p), err
}

func lineOf(l helpdesk.BillingLine) lineJSON {
	return lineJSON{
		Booking: l.ID, Ticket: l.Ticket, Number: l.Number, Subject: l.Subject, Category: l.Category, Organization: l.Organization,
		OrganizationName: l.OrganizationName, Contract: l.Contract, ContractNumber: l.Agreement, Service: l.Service, ServiceTitle: l.ServiceTitle,
		Task: l.Task, TaskTitle: l.Title, Agent: l.Person, AgentName: l.Agent, Worked: l.Worked, Booked: l.At, Spent: duration(l.Spent), Note: l.Note,
		Corrects: l.Corrects, Period: l.Period, Closed: l.Closed,
	}
}

func periodOf(p storage.Period) periodJSON {
	return periodJSON{Number: p.Number, From: p.From, Until: p.Until, At: p.At, By: p.By, Lines: p.Lines, Spent: duration(p.Spent)}
}
