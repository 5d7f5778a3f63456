package helpdesk_test

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/helpdesk-go/helpdesk"
	"github.com/helpdesk-go/helpdesk/channel/api"
	"github.com/helpdesk-go/helpdesk/channel/portal"
	"github.com/helpdesk-go/helpdesk/sla"
	"github.com/helpdesk-go/helpdesk/storage"
	"github.com/helpdesk-go/helpdesk/storage/memory"
	"github.com/helpdesk-go/helpdesk/storage/sqlite"
	"github.com/helpdesk-go/helpdesk/ticket"
)

// An order of a shop and the ticket about it are made in one transaction, or neither.
func ExampleSession_Within() {
	folder, err := os.MkdirTemp("", "helpdesk")
	if err != nil {
		fmt.Println(err)
		return
	}
	defer os.RemoveAll(folder)
	ctx := context.Background()
	db, err := sql.Open("sqlite", "file:"+filepath.Join(folder, "shop.db")+
		"?_pragma=busy_timeout(5000)&_pragma=journal_mode(WAL)&_pragma=foreign_keys(1)&_txlock=immediate")
	if err != nil {
		fmt.Println(err)
		return
	}
	defer db.Close()
	store, err := sqlite.New(db)
	if err != nil {
		fmt.Println(err)
		return
	}
	_, made := db.Exec("CREATE TABLE orders (ticket TEXT)")
	if err := errors.Join(made, store.Migrate(ctx)); err != nil {
		fmt.Println(err)
		return
	}
	desk, err := helpdesk.New(ctx, store, helpdesk.Config{Now: monday})
	if err != nil {
		fmt.Println(err)
		return
	}
	anna := desk.As(helpdesk.Person("anna"))
	for _, end := range []func(*sql.Tx) error{(*sql.Tx).Rollback, (*sql.Tx).Commit} {
		tx, err := db.BeginTx(ctx, nil)
		if err != nil {
			fmt.Println(err)
			return
		}
		ticket, opened := anna.Within(store.Join(tx)).Open(ctx, helpdesk.NewRequest{Subject: "Set it up", Text: "On Monday.", Category: "consultation"})
		_, ordered := tx.Exec("INSERT INTO orders (ticket) VALUES (?)", ticket.Number)
		ended := end(tx)
		var orders int
		counted := db.QueryRow("SELECT COUNT(*) FROM orders").Scan(&orders)
		mine, _, read := anna.Requests(ctx, storage.Query{})
		fmt.Println("orders", orders, "tickets", len(mine), errors.Join(opened, ordered, ended, counted, read))
	}
	// Output:
	// orders 0 tickets 0 <nil>
	// orders 1 tickets 1 <nil>
}

// monday is ten o'clock of 1 June 2026 in Moscow. A real desk leaves Config.Now out.
func monday() time.Time { return time.Date(2026, time.June, 1, 7, 0, 0, 0, time.UTC) }

// staffed makes a desk in memory with an agent of both of the first lines.
func staffed(ctx context.Context) *helpdesk.Desk {
	desk, err := helpdesk.New(ctx, memory.New(), helpdesk.Config{Now: monday})
	if err != nil {
		panic(err)
	}
	setup := desk.As(helpdesk.System("setup"))
	_, err = setup.PutPerson(ctx, ticket.Person{ID: "oleg", Name: "Oleg Gromov", Roles: []ticket.Role{ticket.RoleAgent}})
	for _, line := range []string{"line1", "line2"} {
		_, e := setup.PutTeam(ctx, ticket.Team{ID: line, Name: line, Members: []string{"oleg"}})
		err = errors.Join(err, e)
	}
	if err != nil {
		panic(err)
	}
	return desk
}

// One ticket from the door to its solution.
func Example() {
	ctx := context.Background()
	desk := staffed(ctx)
	anna, oleg := desk.As(helpdesk.Person("anna")), desk.As(helpdesk.Person("oleg"))

	made, err := anna.Open(ctx, helpdesk.NewRequest{
		Subject: "Acts come out blank", Text: "The printer gives an empty page.", Category: "defect",
	})
	if err != nil {
		fmt.Println(err)
		return
	}
	_, classified := oleg.Classify(ctx, made.Ticket, helpdesk.Classification{Priority: "urgent", Agent: "oleg"})
	_, processed := oleg.Move(ctx, made.Ticket, helpdesk.Transition{Event: "process"})
	t, read := oleg.Ticket(ctx, made.Ticket)
	fmt.Println(t.Number, t.Stage, t.Plan, "due", t.Due.Format(time.RFC3339))
	_, resolved := oleg.Move(ctx, made.Ticket, helpdesk.Transition{
		Event: "resolve", Fields: map[string]string{"solution": "The template was renewed."},
	})
	_, accepted := anna.Move(ctx, made.Ticket, helpdesk.Transition{
		Event: "accept", Fields: map[string]string{"rating": "5"},
	})
	request, asked := anna.Request(ctx, made.Ticket)
	fmt.Println(request.Number, request.Step, request.Solution, request.Rating)
	fmt.Println(errors.Join(classified, processed, read, resolved, accepted, asked))
	// Output:
	// TIC-1 level2 urgent due 2026-06-01T08:00:00Z
	// TIC-1 closed The template was renewed. 5
	// <nil>
}

// A move that the regulation does not have is refused, and the error names what
// can be done instead.
func ExampleError() {
	ctx := context.Background()
	desk := staffed(ctx)
	made, _ := desk.As(helpdesk.Person("anna")).Open(ctx, helpdesk.NewRequest{
		Subject: "No paper", Text: "The printer on floor 2 is empty.", Category: "defect",
	})
	_, err := desk.As(helpdesk.Person("oleg")).Move(ctx, made.Ticket, helpdesk.Transition{Event: "resolve"})
	var e *helpdesk.Error
	if errors.As(err, &e) && errors.Is(err, helpdesk.Refused) {
		fmt.Println(e.Reason)
		fmt.Println("allowed:", e.Params["allowed"])
	}

	_, err = desk.As(helpdesk.Person("anna")).Open(ctx, helpdesk.NewRequest{Category: "defect", Priority: "asap"})
	if errors.As(err, &e) {
		for _, f := range e.Faults {
			fmt.Println(f)
		}
	}
	// Output:
	// move_not_allowed
	// allowed: process (staff), annul (staff)
	// subject: required
	// text: required
	// priority: unknown allowed="normal, urgent, critical" got="asap"
}

// A desk in a file: it is there again after the program was started anew.
func ExampleNew_sqlite() {
	folder, err := os.MkdirTemp("", "helpdesk")
	if err != nil {
		fmt.Println(err)
		return
	}
	defer os.RemoveAll(folder)
	ctx := context.Background()
	for range 2 {
		store, err := sqlite.Open(filepath.Join(folder, "helpdesk.db"))
		if err != nil {
			fmt.Println(err)
			return
		}
		if err := store.Migrate(ctx); err != nil {
			fmt.Println(err)
			return
		}
		desk, err := helpdesk.New(ctx, store, helpdesk.Config{Now: monday})
		if err != nil {
			fmt.Println(err)
			return
		}
		anna := desk.As(helpdesk.Person("anna"))
		_, opened := anna.Open(ctx, helpdesk.NewRequest{Subject: "No paper", Text: "Floor 2.", Category: "defect"})
		mine, _, read := anna.Requests(ctx, storage.Query{})
		fmt.Println(len(mine), errors.Join(opened, read, store.Close()))
	}
	// Output:
	// 1 <nil>
	// 2 <nil>
}

// Pages for people and an API for programs, mounted beside what the host has
// already, behind the host's own sign-in.
func Example_mounting() {
	desk := staffed(context.Background())
	whoAsks := func(r *http.Request) (helpdesk.Actor, error) {
		user, _, known := r.BasicAuth() // whatever the host does
		if !known {
			return helpdesk.Actor{}, errors.New("nobody is signed in")
		}
		return helpdesk.Person(user), nil
	}
	pages, err := portal.New(desk, portal.Config{BasePath: "/support/", Authenticate: whoAsks})
	if err != nil {
		fmt.Println(err)
		return
	}
	programs, err := api.New(desk, api.Config{BasePath: "/api/support", Authenticate: whoAsks})
	if err != nil {
		fmt.Println(err)
		return
	}
	mux := http.NewServeMux()
	mux.Handle("/support/", pages)
	mux.Handle("/api/support/", programs)

	for _, user := range []string{"", "oleg"} {
		for _, path := range []string{"/support/requests", "/api/support/tickets"} {
			r := httptest.NewRequest(http.MethodGet, path, nil)
			if user != "" {
				r.SetBasicAuth(user, "")
			}
			w := httptest.NewRecorder()
			mux.ServeHTTP(w, r)
			fmt.Printf("%q %s %d\n", user, path, w.Code)
		}
	}
	// Output:
	// "" /support/requests 401
	// "" /api/support/tickets 401
	// "oleg" /support/requests 200
	// "oleg" /api/support/tickets 200
}

// staff is a directory over what the host has already.
type staff map[string]ticket.Person

func (s staff) Person(_ context.Context, id string) (ticket.Person, error) {
	p, ok := s[id]
	if !ok {
		return p, storage.ErrNotFound
	}
	return p, nil
}

func (s staff) People(_ context.Context, q storage.PeopleQuery) ([]ticket.Person, error) {
	var found []ticket.Person
	for id, p := range s {
		if len(q.IDs) == 0 || slices.Contains(q.IDs, id) {
			found = append(found, p)
		}
	}
	slices.SortFunc(found, func(a, b ticket.Person) int { return strings.Compare(a.Name, b.Name) })
	return found, nil
}

func (staff) Organization(_ context.Context, id string) (ticket.Organization, error) {
	return ticket.Organization{ID: id, Name: "Vector"}, nil
}

func (staff) Teams(context.Context) ([]ticket.Team, error) {
	return []ticket.Team{{ID: "line1", Name: "Line 1", Members: []string{"u-17"}}}, nil
}

// People of the host's own: the desk keeps none and asks whenever it needs to know.
func ExampleDirectory() {
	ctx := context.Background()
	people := staff{
		"u-9":  {ID: "u-9", Name: "Anna Kuznetsova", Phone: "+7 495 000-00-01", Organization: "vector"},
		"u-17": {ID: "u-17", Name: "Irina Belova", Roles: []ticket.Role{ticket.RoleAgent}},
	}
	desk, err := helpdesk.New(ctx, memory.New(), helpdesk.Config{Directory: people, Now: monday})
	if err != nil {
		fmt.Println(err)
		return
	}
	irina := desk.As(helpdesk.Person("u-17"))
	made, err := irina.Open(ctx, helpdesk.NewRequest{
		Requester: "u-9", Channel: ticket.ChannelPhone,
		Subject: "No paper", Text: "She called about floor 2.", Category: "defect",
	})
	if err != nil {
		fmt.Println(err)
		return
	}
	t, err := irina.Ticket(ctx, made.Ticket)
	fmt.Println(t.Number, t.Requester, t.Organization, t.Phone, t.Channel, err)
	// Output:
	// TIC-1 u-9 vector +7 495 000-00-01 phone <nil>
}

// The built-in regulation, changed: a desk with a shorter reaction and numbers of its own.
func ExampleLevels() {
	ctx := context.Background()
	regulation := helpdesk.Levels()
	regulation.Numbering = "IT-{n}"
	for i := range regulation.Categories {
		regulation.Categories[i].Plans["normal"] = "urgent"
	}
	desk, err := helpdesk.New(ctx, memory.New(), helpdesk.Config{Regulation: &regulation, Now: monday})
	if err != nil {
		fmt.Println(err)
		return
	}
	anna := desk.As(helpdesk.Person("anna"))
	made, err := anna.Open(ctx, helpdesk.NewRequest{Subject: "No paper", Text: "Floor 2.", Category: "defect"})
	if err != nil {
		fmt.Println(err)
		return
	}
	r, err := anna.Request(ctx, made.Ticket)
	fmt.Println(r.Number, "due", r.Due.Sub(r.Opened), err)
	// Output:
	// IT-1 due 30m0s <nil>
}

// What would the past have been if faults went by the urgent plan, with half an hour
// to react in place of an hour?
func ExampleSession_WhatIf() {
	ctx, now := context.Background(), monday()
	desk, err := helpdesk.New(ctx, memory.New(), helpdesk.Config{Now: func() time.Time { return now }})
	if err != nil {
		fmt.Println(err)
		return
	}
	_, opened := desk.As(helpdesk.Person("anna")).Open(ctx, helpdesk.NewRequest{
		Subject: "Acts come out blank", Text: "The printer gives an empty page.", Category: "defect",
	})
	now = now.Add(45 * time.Minute) // nobody has looked at it

	other := helpdesk.Levels()
	i := slices.IndexFunc(other.Categories, func(c helpdesk.Category) bool { return c.Key == "defect" })
	other.Categories[i].Plans["normal"] = "urgent"
	summary, asked := desk.As(helpdesk.System("preview")).WhatIf(ctx, helpdesk.WhatIf{
		Regulation: other,
		Changed:    func(c sla.Change) { fmt.Println(c.Ticket, c.Clock, "would be", c.After, "by", c.Plan) },
	})
	fmt.Println(summary.Tickets, "tickets,", summary.Total.After.Missed, "missed in place of", summary.Total.Before.Missed)
	fmt.Println(errors.Join(opened, asked))
	// Output:
	// TIC-1 reaction would be missed by urgent
	// 1 tickets, 1 missed in place of 0
	// <nil>
}
