package helpdesk_test

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"path/filepath"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"

	"github.com/helpdesk-go/helpdesk"
	"github.com/helpdesk-go/helpdesk/storage"
	"github.com/helpdesk-go/helpdesk/storage/memory"
	"github.com/helpdesk-go/helpdesk/storage/sqlite"
	"github.com/helpdesk-go/helpdesk/ticket"
)

// What is known of one of the staff who has left, in every field that the staff fills.
const (
	herName  = "Лена Щеглова"
	herEmail = "lena.goldfinch@desk.example"
	herPhone = "8 (921) 777-00-11"
	herWords = "СловаСотрудницы"
)

// dumps are the stores with a look at all that is in them: every column of every table,
// every text in memory.
var dumps = map[string]func(t *testing.T) (storage.Store, func() string){
	"memory": func(*testing.T) (storage.Store, func() string) {
		store := memory.New()
		return store, func() string {
			var b strings.Builder
			textsIn(reflect.ValueOf(store), &b)
			return strings.ToLower(b.String())
		}
	},
	"sqlite": func(t *testing.T) (storage.Store, func() string) {
		path := filepath.Join(t.TempDir(), "helpdesk.db")
		store, err := sqlite.Open(path)
		must(t)(store, err)
		t.Cleanup(func() { _ = store.Close() })
		must(t)(nil, store.Migrate(t.Context()))
		return store, func() string {
			return tablesOf(t, "sqlite", path, `SELECT name FROM sqlite_master WHERE type = 'table' AND name LIKE 'helpdesk%'`)
		}
	},
	"postgres": func(t *testing.T) (storage.Store, func() string) {
		url := postgresURL(t)
		return onPostgres(t, url), func() string {
			return tablesOf(t, "postgres", url, `SELECT table_name FROM information_schema.tables WHERE table_name LIKE 'helpdesk%'`)
		}
	},
}

// textsIn writes every text that a value holds, however deep.
func textsIn(v reflect.Value, to *strings.Builder) {
	switch v.Kind() {
	case reflect.String:
		to.WriteString(v.String() + "\n")
	case reflect.Pointer, reflect.Interface:
		if !v.IsNil() {
			textsIn(v.Elem(), to)
		}
	case reflect.Struct:
		for i := range v.NumField() {
			textsIn(v.Field(i), to)
		}
	case reflect.Map:
		for _, key := range v.MapKeys() {
			textsIn(key, to)
			textsIn(v.MapIndex(key), to)
		}
	case reflect.Slice, reflect.Array:
		if v.Type().Elem().Kind() == reflect.Uint8 && v.Kind() == reflect.Slice {
			to.WriteString(string(v.Bytes()) + "\n")
			return
		}
		for i := range v.Len() {
			textsIn(v.Index(i), to)
		}
	}
}

// tablesOf is every value of every column of the tables that a query names.
func tablesOf(t *testing.T, driver, dsn, query string) string {
	t.Helper()
	db, err := sql.Open(driver, dsn)
	must(t)(db, err)
	defer db.Close()
	var names []string
	rows, err := db.QueryContext(t.Context(), query)
	must(t)(rows, err)
	for rows.Next() {
		var name string
		must(t)(nil, rows.Scan(&name))
		names = append(names, name)
	}
	must(t)(nil, rows.Err())
	if len(names) < 20 {
		t.Fatalf("only %v are seen", names)
	}
	var b strings.Builder
	for _, name := range names {
		rows, err := db.QueryContext(t.Context(), "SELECT * FROM "+name)
		must(t)(rows, err)
		columns, err := rows.Columns()
		must(t)(columns, err)
		for rows.Next() {
			row := make([]any, len(columns))
			for i := range row {
				row[i] = new(sql.RawBytes)
			}
			must(t)(nil, rows.Scan(row...))
			for i, value := range row {
				fmt.Fprintf(&b, "%s.%s=%s\n", name, columns[i], *value.(*sql.RawBytes))
			}
		}
		must(t)(nil, rows.Err())
		must(t)(nil, rows.Close())
	}
	return strings.ToLower(b.String())
}

// where tells which lines of a text hold one of the words.
func where(text string, words ...string) (found []string) {
	for line := range strings.Lines(text) {
		if len(left(line, words...)) > 0 {
			found = append(found, strings.TrimSpace(line))
		}
	}
	return found
}

// asksToo lets the requester who leaves her traces fill what else a requester fills.
func asksToo(t *testing.T, h *house) {
	t.Helper()
	ctx := t.Context()
	open := func() uuid.UUID {
		made, err := h.as("zoya").Open(ctx, helpdesk.NewRequest{
			Subject: hisWords, Text: hisWords, Category: "hosting", Phone: hisPhone + ", после обеда",
			Fields: map[string]string{"expected": hisWords + " должно", "place": hisWords + " здесь", "conditions": "звонить " + hisPhone},
		})
		must(t)(made, err)
		return made.Ticket
	}
	id := open()
	h.toLevel(id, 2)
	h.move("boss", id, "resolve", "solution", "позвонили: "+hisName)
	must(t)(h.as("zoya").Rate(ctx, id, helpdesk.Rating{Score: 4, Comment: hisWords + " оценка"}))
	must(t)(h.as("agent2 for zoya").Rate(ctx, id, helpdesk.Rating{Score: 3, Comment: hisWords + " оценка по телефону"}))
	must(t)(h.as("quality").Review(ctx, id, helpdesk.Verdict{Closing: ticket.ClosedRightly, Quality: 5, Comment: hisName + " довольна"}))
	h.move("zoya", id, "reopen", "comment", hisWords+" опять")
	must(t)(h.as("agent2 for zoya").Reply(ctx, id, helpdesk.Answer{Text: hisWords + " по телефону"}))
	id = open()
	must(t)(h.as("boss").Classify(ctx, id, helpdesk.Classification{}))
	h.move("boss", id, "annul", "reason", "решила сама, "+hisEmail)
}

// worksThere lets one of the staff, who may do everything, fill every field that there
// is for the staff, and leave.
func worksThere(t *testing.T, h *house) (id uuid.UUID) {
	t.Helper()
	ctx := t.Context()
	setup, lena := h.As(helpdesk.System("setup")), h.as("lena")
	must(t)(setup.PutPerson(ctx, ticket.Person{
		ID: "lena", Name: herName, Email: herEmail, Phone: herPhone, Roles: []ticket.Role{
			ticket.RoleAgent, ticket.RoleOperationsManager, ticket.RoleQualityManager, ticket.RoleAdministrator,
		},
	}))
	must(t)(setup.PutTeam(ctx, ticket.Team{ID: "birds", Name: "Птицы", Members: []string{"lena"}, Leads: []string{"lena"}}))
	id = h.open("feature", "normal")
	must(t)(lena.Note(ctx, id, herWords+" заметка"))
	must(t)(lena.Reply(ctx, id, helpdesk.Answer{Text: herWords + " ответ"}))
	must(t)(lena.Fill(ctx, id, helpdesk.Filling{Fields: map[string]string{"environment": herWords, "version": herWords}}))
	must(t)(lena.Classify(ctx, id, helpdesk.Classification{Agent: "lena"}))
	h.move("lena", id, "process")
	must(t)(lena.Estimate(ctx, id, helpdesk.Estimate{Target: "12d", Reason: herWords + " оценка"}))
	made, err := lena.AddTask(ctx, id, helpdesk.NewTask{Title: herWords + " задача", Assignee: "lena", Checklist: []string{herWords + " шаг"}})
	must(t)(made, err)
	title, steps := herWords+" другая задача", []string{herWords + " шаг", herWords + " ещё шаг"}
	must(t)(lena.ChangeTask(ctx, id, made.Part, helpdesk.TaskChange{Title: &title, Checklist: &steps}))
	booked, err := lena.Spend(ctx, id, helpdesk.Booking{Task: made.Part, Spent: time.Hour, Note: herWords + " время"})
	must(t)(booked, err)
	must(t)(lena.Correct(ctx, id, helpdesk.Correction{Booking: booked.Part, Spent: 2 * time.Hour, Note: herWords + " поправка"}))
	must(t)(lena.Wait(ctx, id, helpdesk.Waiting{Reason: herWords + " ждём", Until: h.clock().Add(time.Hour)}))
	must(t)(lena.Resume(ctx, id))
	must(t)(lena.Link(ctx, id, helpdesk.NewLink{Kind: "order", Key: "заказ для " + herEmail, URL: "https://shop.example/" + herEmail}))
	must(t)(nil, h.store.PutLinkState(ctx, ticket.LinkState{Desk: h.Key(), Kind: "order", Key: "заказ для " + herEmail, State: "ждёт", Tried: h.clock()}))
	must(t)(lena.Link(ctx, id, helpdesk.NewLink{Kind: "defect", Key: "DEV-2"}))
	must(t)(nil, h.store.PutLinkState(ctx, ticket.LinkState{Desk: h.Key(), Kind: "defect", Key: "DEV-2", State: "у неё: " + herName, Title: "ошибка", Tried: h.clock()}))
	h.move("lena", id, "escalate", "reason", herWords+" сложно")
	h.move("lena", id, "resolve", "solution", herWords+" решение", "closing-reason", herWords+" причина", "article", herWords+" статья")
	h.move("anna", id, "accept", "rating", "5")
	must(t)(lena.SettleArticle(ctx, id, herWords+" другая статья"))
	must(t)(lena.Review(ctx, id, helpdesk.Verdict{Closing: ticket.ClosedRightly, Quality: 5, Comment: herWords + " проверка"}))
	must(t)(lena.StartStopwatch(ctx, h.open("defect", "normal"), uuid.Nil))
	must(t)(lena.PutAbsence(ctx, ticket.Absence{Person: "lena", From: h.clock(), Until: h.clock().Add(time.Hour), Note: herWords + " отпуск"}))
	must(t)(lena.PutAbsence(ctx, ticket.Absence{Person: "agent1", From: h.clock(), Until: h.clock().Add(time.Hour), StandIn: "agent2", Note: "звонить: " + herPhone}))
	must(t)(lena.PutPreferences(ctx, ticket.Preferences{Quiet: ticket.Quiet{From: "22:00", To: "08:00"}}))
	must(t)(lena.Publish(ctx, helpdesk.Publication{Source: helpdesk.LevelsSource(), Reason: herWords + " регламент"}))
	other := h.open("hosting", "normal")
	must(t)(lena.Once("ключ "+herWords).Assign(ctx, other, helpdesk.Assignment{Agent: new(string)}))
	must(t)(h.as("admin").Leave(ctx, "lena", helpdesk.HandOver{Reason: "ушла " + herName}))
	return id
}

func TestAfterAnErasureNothingOfThePersonStandsInAnyColumnOfAnyTable(t *testing.T) {
	t.Parallel()
	for name, open := range dumps {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			store, dump := open(t)
			h := newHouse(t, store, moscow(t, "2026-04-28 15:00"))
			ctx := t.Context()
			must(t)(nil, h.Handle(nil, "crm", func(context.Context, helpdesk.Delivery) error {
				return helpdesk.Hopeless(errors.New("нет такого адреса: " + hisEmail + ", " + herEmail))
			}))
			must(t)(nil, h.Register(ctx))
			traced(t, h)
			asksToo(t, h)
			id := worksThere(t, h)
			// In the tickets of others, in which neither took part.
			hers := h.open("defect", "normal")
			must(t)(h.as("anna").Reply(ctx, hers, helpdesk.Answer{Text: "спросите " + hisEmail + " или 8 916 555-12-34, " + herEmail + " не отвечает"}))
			setup := h.As(helpdesk.System("setup"))
			must(t)(setup.PutOrganization(ctx, ticket.Organization{ID: "north", Name: "Север"}))
			must(t)(setup.PutPerson(ctx, ticket.Person{ID: "igor", Name: "Игорь", Organization: "north"}))
			namesake, err := h.as("igor").Open(ctx, helpdesk.NewRequest{Subject: "Соседка", Text: "Моя соседка " + hisName + " ни при чём", Category: "defect"})
			must(t)(namesake, err)
			for h.deliver() > 0 {
			}
			skipped(t, h, "пожаловалась "+hisName)

			all := []string{hisEmail, hisName, hisPhone, "5551234", "555-12-34", hisWords, herEmail, herName, herPhone, "777-00-11", herWords}
			if found := left(dump(), all...); len(found) != len(all) {
				t.Fatalf("of the canaries only %q are there", found)
			}
			var kept strings.Builder
			must(t)(h.as("admin").Checkpoint(ctx, &kept))
			before := accounts(h.story(id))
			foreseen, err := h.as("admin").PreviewErase(ctx, helpdesk.Erasing{Person: "zoya"})
			must(t)(foreseen, err)
			if foreseen.Named != 1 || len(foreseen.Namesakes) != 1 || foreseen.Namesakes[0] != namesake.Number {
				t.Errorf("her name stands elsewhere: %+v", foreseen)
			}
			whole, err := h.as("admin").PreviewErase(ctx, helpdesk.Erasing{Person: "zoya", Everywhere: true})
			if err != nil || whole.Named != 0 || whole.Messages != foreseen.Messages+1 {
				t.Errorf("with it: %+v %v", whole, err)
			}
			for _, person := range []string{"zoya", "lena"} {
				in := helpdesk.Erasing{Person: person, Reason: "просила письменно"}
				foreseen, err := h.as("admin").PreviewErase(ctx, in)
				must(t)(foreseen, err)
				done, err := h.as("admin").Erase(ctx, in)
				must(t)(done, err)
				if foreseen.ErasedCounts != done.Counts || person == "lena" && (done.Counts.Remarks != 4 || done.Forgotten.Stopwatches != 1) {
					t.Errorf("of %s was foreseen %+v, done %+v, %+v", person, foreseen.ErasedCounts, done.Counts, done.Forgotten)
				}
			}
			text := dump()
			if found := where(text, hisEmail, hisPhone, "5551234", "555-12-34", hisWords, herEmail, herName, herPhone, "777-00-11", herWords); len(found) > 0 {
				t.Errorf("left is\n%s", strings.Join(found, "\n"))
			}
			if found := where(text, hisName); len(found) == 0 || len(where(text, "соседка "+hisName)) == 0 {
				t.Errorf("what may be somebody else's is gone: %q", found)
			}
			h.sound()
			if after := accounts(h.story(id)); fmt.Sprint(after) != fmt.Sprint(before) {
				t.Errorf("statistics became %v, were %v", after, before)
			}
			v, err := h.as("admin").VerifyJournal(ctx, strings.NewReader(kept.String()), func(f storage.Finding) { t.Error(f) })
			if err != nil || v.Tickets == 0 || v.Erased != v.Tickets { // the handler complained of every one
				t.Errorf("held against the checkpoint of before: %+v %v", v, err)
			}
		})
	}
}

// skipped skips a dead letter of a ticket, with a reason.
func skipped(t *testing.T, h *house, reason string) {
	t.Helper()
	dead, err := h.as("admin").Deliveries(t.Context(), storage.DeliveryQuery{Limit: 1})
	must(t)(dead, err)
	if len(dead) == 0 {
		t.Fatal("there is no dead letter")
	}
	must(t)(nil, h.as("admin").Skip(t.Context(), dead[0].Key(), reason))
}

func TestInTheTicketsOfOthersAPersonIsFoundByEmailAndPhoneHoweverTheyAreWritten(t *testing.T) {
	t.Parallel()
	h := newHouse(t, memory.New(), moscow(t, "2026-04-28 15:00"))
	ctx := t.Context()
	setup := h.As(helpdesk.System("setup"))
	must(t)(setup.PutOrganization(ctx, ticket.Organization{ID: "north", Name: "Север"}))
	must(t)(setup.PutPerson(ctx, ticket.Person{ID: "igor", Name: "Игорь", Organization: "north"}))
	must(t)(setup.PutPerson(ctx, ticket.Person{ID: "zoya", Name: hisName, Email: hisEmail, Phone: hisPhone, Organization: "vector"}))
	texts := map[string]bool{ // whether it goes
		"8 (916) 555-12-34":                   true,
		"+7-916-555-12-34, после шести":       true,
		"тел.9165551234":                      true,
		"916\n555 12\n34":                     true,
		strings.ToUpper(hisEmail):             true,
		"пишите на <" + hisEmail + ">":        true,
		"8 (916) 555-12-35":                   false,
		"555-12-34":                           false, // in another town it is somebody else's
		"x" + hisEmail:                        false,
		"сказала " + strings.ToLower(hisName): false, // perhaps a namesake
		"заказ 916, потом 555, потом 12, потом 3": false,
	}
	of := map[string]uuid.UUID{}
	for text := range texts {
		made, err := h.as("igor").Open(ctx, helpdesk.NewRequest{Subject: "Вопрос", Text: text, Category: "defect"})
		must(t)(made, err)
		of[text] = made.Ticket
	}
	foreseen, err := h.as("admin").PreviewErase(ctx, helpdesk.Erasing{Person: "zoya"})
	must(t)(foreseen, err)
	if foreseen.Named != 1 || foreseen.Messages != 6 {
		t.Errorf("foreseen: %+v", foreseen)
	}
	must(t)(h.as("admin").Erase(ctx, helpdesk.Erasing{Person: "zoya", Reason: "просила"}))
	for text, goes := range texts {
		if got := h.story(of[text]).Messages[0].Text; (got == ticket.ErasedMark) != goes {
			t.Errorf("%q became %q", text, got)
		}
	}
	h.sound()
}
