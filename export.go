package helpdesk

import (
	"archive/zip"
	"context"
	"embed"
	"encoding/json"
	"fmt"
	"html/template"
	"io"
	"time"

	"github.com/google/uuid"

	"github.com/helpdesk-go/helpdesk/internal/lang"
	"github.com/helpdesk-go/helpdesk/storage"
	"github.com/helpdesk-go/helpdesk/ticket"
)

// The files of an export. The names are the desk's own: nothing in them comes from what
// anybody wrote.
const (
	exportIndex  = "index.html"
	exportPerson = "person.json"
	exportPage   = "requests/%06d.html"
	exportData   = "requests/%06d.json"
)

//go:embed export.html
var exportFiles embed.FS

// exportedPerson is what the desk knows of somebody beside his requests.
type exportedPerson struct {
	Desk         string            `json:"desk"`
	At           time.Time         `json:"at"`
	ID           string            `json:"id"`
	Name         string            `json:"name,omitempty"`
	Email        string            `json:"email,omitempty"`
	Phone        string            `json:"phone,omitempty"`
	Organization string            `json:"organization,omitempty"`
	Language     string            `json:"language,omitempty"`
	Zone         string            `json:"zone,omitempty"`
	Roles        []ticket.Role     `json:"roles,omitempty"`
	Inactive     bool              `json:"inactive,omitempty"`
	Off          []ticket.Mute     `json:"notices_off,omitempty"`
	Quiet        *ticket.Quiet     `json:"quiet_hours,omitempty"`
	Notices      []exportedNotice  `json:"notices"`
	Absences     []exportedAbsence `json:"absences,omitempty"` // of one of the staff, the first 200
}

type exportedNotice struct {
	At     time.Time `json:"at"`
	Kind   string    `json:"kind"`
	Number string    `json:"number"`
	Read   time.Time `json:"read,omitzero"`
}

type exportedAbsence struct {
	From    time.Time `json:"from"`
	Until   time.Time `json:"until"`
	StandIn string    `json:"stand_in,omitempty"`
	Note    string    `json:"note,omitempty"`
}

// exportedRequest is a request as its requester sees it.
type exportedRequest struct {
	ID           uuid.UUID         `json:"id"`
	Number       string            `json:"number"`
	Subject      string            `json:"subject"`
	Kind         string            `json:"kind"`
	Category     string            `json:"category,omitempty"`
	Priority     string            `json:"priority"`
	Step         string            `json:"step"`
	Fields       map[string]string `json:"fields,omitempty"`
	Channel      ticket.Channel    `json:"channel"`
	Phone        string            `json:"phone,omitempty"`
	Organization string            `json:"organization,omitempty"`
	Observers    []string          `json:"observers,omitempty"`
	Agent        string            `json:"agent,omitempty"`
	Solution     string            `json:"solution,omitempty"`
	Rating       int               `json:"rating,omitempty"`
	Own          bool              `json:"own"` // his own; else one that he observes
	Opened       time.Time         `json:"opened"`
	Resolved     time.Time         `json:"resolved,omitzero"`
	Closed       time.Time         `json:"closed,omitzero"`
	Messages     []exportedMessage `json:"messages"`
}

type exportedMessage struct {
	At     time.Time `json:"at"`
	Author string    `json:"author,omitempty"`
	Side   string    `json:"side"`
	Text   string    `json:"text"`
}

// Export writes what the desk has of a person as a zip file: index.html to be read by
// people, with a page for each request, and the same as JSON. It holds his entry of the
// directory, his preferences, notices and absences, and the requests that are his own or that he
// observes, as he sees them: nothing that is the staff's alone. Memory grows by a line
// for each request. Everybody may have his own data, administrators that of anybody.
func (s *Session) Export(ctx context.Context, person string, w io.Writer) error {
	return fail("export", s.export(ctx, person, w))
}

func (s *Session) export(ctx context.Context, id string, w io.Writer) error {
	r, err := s.member(ctx)
	if err != nil {
		return err
	}
	if r.Person.ID != id || s.behalf != "" || id == "" {
		if r, err = s.mayErase(ctx); err != nil {
			return err
		}
	}
	p, err := s.desk.directory.Person(ctx, id)
	known := !isNotFound(err)
	if known && err != nil {
		return err
	}
	p.ID = id
	x := &exporter{Desk: s.desk, ctx: ctx, at: s.desk.Now(), person: p, scope: storage.Scope{Desk: s.desk.key, Person: id}}
	if err := x.begin(w); err != nil {
		return err
	}
	if err := x.requests(); err != nil {
		return err
	}
	if !known && len(x.list) == 0 && r.Person.ID != id {
		return storage.ErrNotFound
	}
	if err := x.rest(); err != nil {
		return err
	}
	return x.zip.Close()
}

// exporter writes the export of a person.
type exporter struct {
	*Desk
	ctx    context.Context
	at     time.Time
	person ticket.Person
	scope  storage.Scope
	rules  *rules
	say    *lang.Language
	zone   *time.Location
	pages  *template.Template
	zip    *zip.Writer
	list   []exportedLine
}

// exportedLine is a request in the list of the index.
type exportedLine struct {
	File, Number, Subject string
	Opened                time.Time
	Own                   bool
}

func (x *exporter) begin(w io.Writer) (err error) {
	if x.rules, err = x.current(x.ctx); err != nil {
		return err
	}
	x.say, x.zone = lang.In(or(x.person.Language, x.rules.Language)), x.rules.calendar().Location()
	x.zip = zip.NewWriter(w)
	x.pages, err = template.New("export.html").Funcs(template.FuncMap{
		"t": func(key string) string { return x.say.Text(key, nil) },
		"at": func(t time.Time) string {
			if t.IsZero() {
				return ""
			}
			return t.In(x.zone).Format("2006-01-02 15:04")
		},
		"lang": func() string { return x.say.Code() },
	}).ParseFS(exportFiles, "export.html")
	return err
}

// create begins a file of the archive.
func (x *exporter) create(name string) (io.Writer, error) {
	return x.zip.CreateHeader(&zip.FileHeader{Name: name, Method: zip.Deflate, Modified: x.at})
}

func (x *exporter) json(name string, value any) error {
	file, err := x.create(name)
	if err != nil {
		return err
	}
	out := json.NewEncoder(file)
	out.SetEscapeHTML(false)
	out.SetIndent("", "  ")
	return out.Encode(value)
}

func (x *exporter) page(name, page string, value any) error {
	file, err := x.create(name)
	if err != nil {
		return err
	}
	return x.pages.ExecuteTemplate(file, page, value)
}

// requests writes every request as JSON and as a page.
func (x *exporter) requests() error {
	q := storage.Query{Order: ticket.ByOpened, Limit: 200}
	for {
		page, err := x.store.List(x.ctx, x.scope, q)
		if err != nil {
			return err
		}
		for _, t := range page.Tickets {
			if err := x.request(t); err != nil {
				return err
			}
		}
		if page.Next.IsZero() {
			return nil
		}
		q.After = page.Next
	}
}

func (x *exporter) request(t ticket.Ticket) error {
	x.rules.successors.read(&t)
	r, err := x.conversation(x.ctx, x.scope, t)
	if err != nil {
		return ignoreGone(err)
	}
	out := exportedRequest{
		ID: r.ID, Number: r.Number, Subject: r.Subject, Kind: r.Kind, Category: r.Category, Priority: r.Priority, Step: r.Step, Fields: r.Fields,
		Channel: r.Channel, Agent: r.Agent, Solution: r.Solution, Rating: r.Rating, Own: t.Requester == x.person.ID,
		Opened: r.Opened, Resolved: r.Resolved, Closed: r.Closed,
	}
	if out.Own {
		out.Phone, out.Organization, out.Observers = t.Phone, t.Organization, t.Observers
	}
	for _, m := range r.Messages {
		side := string(ticket.SideStaff)
		if m.Own {
			side = string(ticket.SideRequester)
		}
		out.Messages = append(out.Messages, exportedMessage{At: m.At, Author: m.Author, Side: side, Text: m.Text})
	}
	n := len(x.list) + 1
	if err := x.json(fmt.Sprintf(exportData, n), out); err != nil {
		return err
	}
	if err := x.page(fmt.Sprintf(exportPage, n), "request", out); err != nil {
		return err
	}
	x.list = append(x.list, exportedLine{fmt.Sprintf(exportPage, n), r.Number, r.Subject, r.Opened, out.Own})
	return nil
}

// rest writes what is of the person himself, and the index.
func (x *exporter) rest() error {
	p := exportedPerson{
		Desk: x.key, At: x.at, ID: x.person.ID, Name: x.person.Name, Email: x.person.Email, Phone: x.person.Phone,
		Organization: x.person.Organization, Language: x.person.Language, Zone: x.person.Zone, Roles: x.person.Roles, Inactive: x.person.Inactive,
		Notices: []exportedNotice{},
	}
	prefers, err := x.preferences(x.ctx, p.ID)
	if err != nil {
		return err
	}
	p.Off = prefers.Off
	if prefers.Quiet != (ticket.Quiet{}) {
		p.Quiet = &prefers.Quiet
	}
	q := storage.NoticeQuery{Person: p.ID, Limit: 200}
	for {
		page, err := x.store.ListNotices(x.ctx, x.scope, q)
		if err != nil {
			return err
		}
		for _, n := range page {
			if !NoticeKind(n.Kind).ForStaff() {
				p.Notices = append(p.Notices, exportedNotice{n.Event.At, n.Kind, n.Event.Number, n.Read})
			}
		}
		if len(page) < q.Limit {
			break
		}
		last := page[len(page)-1].Event
		q.Before = storage.Cursor{At: last.At, ID: last.ID}
	}
	absences, err := x.store.ListAbsences(x.ctx, x.key, storage.AbsenceQuery{People: []string{p.ID}, Limit: 200})
	if err != nil {
		return err
	}
	for _, a := range absences {
		p.Absences = append(p.Absences, exportedAbsence{a.From, a.Until, a.StandIn, a.Note})
	}
	if err := x.json(exportPerson, p); err != nil {
		return err
	}
	return x.page(exportIndex, "index", struct {
		Person   exportedPerson
		Requests []exportedLine
	}{p, x.list})
}
