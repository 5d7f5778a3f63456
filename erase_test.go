package helpdesk_test

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"

	"github.com/helpdesk-go/helpdesk"
	"github.com/helpdesk-go/helpdesk/event"
	"github.com/helpdesk-go/helpdesk/storage"
	"github.com/helpdesk-go/helpdesk/storage/memory"
	"github.com/helpdesk-go/helpdesk/storage/sqlite"
	"github.com/helpdesk-go/helpdesk/ticket"
)

// What is known of the person who is erased: nothing of it may be left. The words of
// others are told apart by their beginning.
const (
	hisName   = "Зоя Канарейкина"
	hisEmail  = "zoya.canary@vector.example"
	hisPhone  = "+7 (916) 555-12-34"
	hisWords  = "ЕёСлова"
	otherWord = "ЧужиеСлова"
)

// traced is a desk in which a person has left all the traces that there can be, in a
// request of her own, in one that was registered for her, and in one that she observes.
func traced(t *testing.T, h *house) (own, registered, observed uuid.UUID) {
	t.Helper()
	ctx := t.Context()
	setup := h.As(helpdesk.System("setup"))
	must(t)(setup.PutPerson(ctx, ticket.Person{ID: "zoya", Name: hisName, Email: hisEmail, Phone: hisPhone, Organization: "vector", Language: "ru", Zone: "Europe/Samara"}))
	r, err := h.as("zoya").Open(ctx, helpdesk.NewRequest{Subject: hisWords + " тема", Text: hisWords + " текст, звоните " + hisPhone, Category: "defect", Observers: []string{"boris"}})
	must(t)(r, err)
	own = r.Ticket
	must(t)(h.as("boss").Note(ctx, own, otherWord+": звонила "+hisName+", номер 8 916 5551234"))
	must(t)(h.as("boss").Classify(ctx, own, helpdesk.Classification{Priority: "urgent"}))
	h.move("boss", own, "process")
	must(t)(h.as("boss").AddTask(ctx, own, helpdesk.NewTask{Title: "Написать на " + strings.ToUpper(hisEmail)}))
	must(t)(h.as("boss").AddTask(ctx, own, helpdesk.NewTask{Title: otherWord + " задача"}))
	r, err = h.as("boss").AddTask(ctx, own, helpdesk.NewTask{Title: otherWord + " задача со списком", Checklist: []string{"позвонить: " + hisName, otherWord + " задача, шаг"}})
	must(t)(r, err)
	must(t)(h.as("agent2").TickStep(ctx, own, helpdesk.Tick{Task: r.Part, Step: 0, Done: true}))
	must(t)(h.as("agent2").Link(ctx, own, helpdesk.NewLink{Kind: "order", Key: "заказ " + hisName, URL: "https://shop.example/?for=" + hisEmail}))
	must(t)(h.as("agent2").Link(ctx, own, helpdesk.NewLink{Kind: "defect", Key: "DEV-1"}))
	must(t)(h.as("boss").Spend(ctx, own, helpdesk.Booking{Spent: time.Hour, Note: "говорил с " + hisName}))
	must(t)(h.as("boss").Wait(ctx, own, helpdesk.Waiting{Reason: "ждём звонка: " + hisName, Until: h.clock().Add(72 * time.Hour)}))
	must(t)(h.as("zoya").Reply(ctx, own, helpdesk.Answer{Text: hisWords + " ответ"}))
	must(t)(h.as("boss").Reply(ctx, own, helpdesk.Answer{Text: otherWord + " ответ"}))
	h.set(h.clock().Add(time.Hour))
	h.move("boss", own, "resolve", "solution", otherWord+" решение")
	h.move("zoya", own, "reopen", "comment", hisWords+" не помогло")

	r, err = h.as("boss").Open(ctx, helpdesk.NewRequest{Requester: "zoya", Subject: hisWords + " по телефону", Text: hisWords + " со слов", Category: "hosting", Phone: "555-12-34 спросить Зою", Answer: otherWord + " сразу"})
	must(t)(r, err)
	registered = r.Ticket
	r, err = h.as("anna").Open(ctx, helpdesk.NewRequest{Subject: otherWord + " про " + hisName, Text: otherWord + " текст", Category: "defect", Observers: []string{"zoya"}})
	must(t)(r, err)
	observed = r.Ticket
	must(t)(h.as("zoya").Reply(ctx, observed, helpdesk.Answer{Text: hisWords + " наблюдает"}))
	must(t)(h.as("boss").Reply(ctx, observed, helpdesk.Answer{Text: otherWord + " про " + hisName}))
	must(t)(h.as("zoya").PutPreferences(ctx, ticket.Preferences{Quiet: ticket.Quiet{From: "22:00", To: "08:00"}}))
	return own, registered, observed
}

// everything is all that is stored of the desk's tickets and people, as one text.
func everything(t *testing.T, h *house) string {
	t.Helper()
	var b strings.Builder
	tell := func(what any, err error) {
		t.Helper()
		must(t)(what, err)
		text, _ := json.Marshal(what)
		b.Write(text)
	}
	all := storage.Everything(h.Key())
	people, err := h.store.ListPeople(t.Context(), h.Key(), storage.PeopleQuery{Limit: 200})
	tell(people, err)
	page, err := h.store.List(t.Context(), all, storage.Query{Limit: 200})
	tell(page.Tickets, err)
	for _, x := range page.Tickets {
		messages, err := h.store.Messages(t.Context(), all, x.ID)
		tell(messages, err)
		tasks, err := h.store.Tasks(t.Context(), all, x.ID)
		tell(tasks, err)
		times, err := h.store.Times(t.Context(), all, x.ID)
		tell(times, err)
		journal, err := h.store.Journal(t.Context(), all, x.ID)
		tell(journal, err)
		events, err := h.store.Events(t.Context(), all, x.ID)
		tell(events, err)
	}
	list, err := h.store.ListDeliveries(t.Context(), h.Key(), storage.DeliveryQuery{Limit: 200})
	tell(list, err)
	for _, p := range people {
		notices, err := h.store.ListNotices(t.Context(), all, storage.NoticeQuery{Person: p.ID, Limit: 200})
		tell(notices, err)
	}
	certificates, err := h.store.ListCertificates(t.Context(), h.Key(), "", 200)
	tell(certificates, err)
	for _, c := range certificates {
		b.Write(c.Document)
	}
	return strings.ToLower(b.String())
}

// left tells which of the words are left in a text.
func left(text string, words ...string) (found []string) {
	for _, w := range words {
		if strings.Contains(text, strings.ToLower(w)) {
			found = append(found, w)
		}
	}
	return found
}

func TestErasingAPersonTakesNameEmailPhoneAndTheTextsThatAreAskedForEverywhere(t *testing.T) {
	t.Parallel()
	for _, row := range []struct {
		texts       helpdesk.ErasedTexts
		gone, there []string
		mentions    int // in messages that stay
	}{
		{helpdesk.TextsKept, []string{hisEmail, "ждём звонка", "говорил с"}, []string{hisWords + " тема", hisWords + " ответ", otherWord + " ответ"}, 3},
		{helpdesk.TextsOwn, []string{hisEmail, hisName, hisPhone, "5551234", "555-12-34", hisWords}, []string{otherWord + " ответ", otherWord + " решение", otherWord + " задача"}, 0},
		{
			helpdesk.TextsAll,
			[]string{hisEmail, hisName, hisPhone, "5551234", "555-12-34", hisWords, otherWord + " ответ", otherWord + " решение", otherWord + " задача", otherWord + " сразу"},
			[]string{otherWord + " текст"},
			0,
		},
	} {
		t.Run(string(row.texts), func(t *testing.T) {
			onAll(t, "2026-04-28 15:00", func(t *testing.T, h *house) {
				ctx := t.Context()
				must(t)(nil, h.Handle(nil, "crm", func(context.Context, helpdesk.Delivery) error { return nil }))
				must(t)(nil, h.Register(ctx))
				own, registered, observed := traced(t, h)
				before := h.story(own)
				if missing := len(left(everything(t, h), hisName, hisEmail, hisPhone, hisWords, otherWord, "5551234")); missing != 6 {
					t.Fatalf("the canaries are not all there: %d", missing)
				}
				in := helpdesk.Erasing{Person: "zoya", Texts: row.texts, Reason: "просила письменно"}
				preview, err := h.as("admin").PreviewErase(ctx, in)
				must(t)(preview, err)
				done, err := h.as("admin").Erase(ctx, in)
				must(t)(done, err)
				if preview.ErasedCounts != done.Counts || preview.Mentions != row.mentions || preview.Requests != 2 || preview.Open != 2 {
					t.Errorf("foreseen %+v, done %+v", preview, done.Counts)
				}
				text := everything(t, h)
				if found := left(text, row.gone...); len(found) > 0 {
					t.Errorf("left is %q", found)
				}
				if found := left(text, row.there...); len(found) != len(row.there) {
					t.Errorf("of %q only %q is there", row.there, found)
				}
				p, err := h.store.Person(ctx, h.Key(), "zoya")
				must(t)(p, err)
				p.Version = 0
				if fmt.Sprint(p) != fmt.Sprint(ticket.Person{Desk: h.Key(), ID: "zoya", Name: ticket.ErasedMark, Organization: "vector", Inactive: true}) {
					t.Errorf("left of her: %+v", p)
				}
				after := h.story(own)
				if !slices.Equal(accounts(after), accounts(before)) || after.Ticket.Category != before.Ticket.Category || after.Ticket.Spent != before.Ticket.Spent || after.Ticket.Requester != "zoya" {
					t.Errorf("statistics became %+v", after.Accounts)
				}
				for _, id := range []uuid.UUID{own, registered, observed} { // work goes on
					must(t)(h.as("boss").Reply(ctx, id, helpdesk.Answer{Text: "дальше"}))
				}
				h.sound()
				v, err := h.as("admin").VerifyJournal(ctx, nil, func(f storage.Finding) { t.Error(f) })
				must(t)(v, err)
				if _, err = h.as("zoya").Reply(ctx, own, helpdesk.Answer{Text: "ещё"}); err == nil {
					t.Error("she still may write")
				}
			})
		})
	}
}

// accounts are what statistics count of a ticket's clocks.
func accounts(s helpdesk.Story) (list []string) {
	for _, a := range s.Accounts {
		list = append(list, fmt.Sprint(a.Clock, a.Plan, a.Budget, a.Spent, a.Paused, a.Outcome, a.Met, a.Missed, a.Holders))
	}
	return list
}

func TestACertificateTellsWhatWhoWhenWhyAndWhereTheJournalsTellOfIt(t *testing.T) {
	onAll(t, "2026-04-28 15:00", func(t *testing.T, h *house) {
		ctx := t.Context()
		own, registered, observed := traced(t, h)
		done, err := h.as("admin").Erase(ctx, helpdesk.Erasing{Person: "zoya", Reason: "закон"})
		must(t)(done, err)
		got, err := h.as("admin").Certificate(ctx, done.ID)
		must(t)(got, err)
		if got.Person != "zoya" || got.By != "admin" || !got.At.Equal(h.Now()) || got.Reason != "закон" || got.Texts != helpdesk.TextsOwn ||
			got.Directory != helpdesk.DirectoryErased || got.Forgotten.Preferences != 1 || len(got.Tickets) != 3 || !bytes.Equal(got.Hash, done.Hash) {
			t.Errorf("%+v", got)
		}
		for i, id := range []uuid.UUID{own, registered, observed} {
			proof := got.Tickets[i]
			journal := h.story(id).Journal
			e := journal[proof.Entry-1]
			named, _ := e.Value("certificate")
			if proof.Ticket != id || !bytes.Equal(e.Hash, proof.Hash) || e.Event != string(event.TicketErased) || e.Actor != "admin" || named != done.ID.String() {
				t.Errorf("%+v, the journal has %+v", proof, e)
			}
		}
		list, err := h.as("admin").Certificates(ctx, "zoya")
		if err != nil || len(list) != 1 || list[0].ID != done.ID {
			t.Errorf("%v: %v", list, err)
		}
		if list, err = h.as("admin").Certificates(ctx, "anna"); err != nil || len(list) != 0 {
			t.Errorf("%v: %v", list, err)
		}
		again, err := h.as("admin").Erase(ctx, helpdesk.Erasing{Person: "zoya", Reason: "ещё раз"})
		if err != nil || again.Counts != (helpdesk.ErasedCounts{}) || len(again.Tickets) != 3 {
			t.Errorf("again: %+v %v", again, err)
		}
	})
}

func TestErasingIsRefusedToWhoMayNotAndWhereItWouldHarm(t *testing.T) {
	t.Parallel()
	h := newHouse(t, memory.New(), moscow(t, "2026-04-28 15:00"))
	ctx := t.Context()
	h.open("defect", "normal")
	in := helpdesk.Erasing{Person: "anna", Reason: "просила"}
	for _, person := range []string{"anna", "boris", "agent1", "vendor1", "boss", "quality"} {
		_, err := h.as(person).Erase(ctx, in)
		wantCode(t, err, helpdesk.Forbidden)
		_, err = h.as(person).PreviewErase(ctx, in)
		wantCode(t, err, helpdesk.Forbidden)
		_, err = h.as(person).Certificates(ctx, "")
		wantCode(t, err, helpdesk.Forbidden)
		_, err = h.as(person).Certificate(ctx, uuid.New())
		wantCode(t, err, helpdesk.Forbidden)
	}
	for name, row := range map[string]struct {
		in    helpdesk.Erasing
		code  helpdesk.Code
		about string
	}{
		"nobody":           {helpdesk.Erasing{Reason: "x"}, helpdesk.Invalid, "person: required"},
		"no reason":        {helpdesk.Erasing{Person: "anna"}, helpdesk.Invalid, "reason: required"},
		"a telling reason": {helpdesk.Erasing{Person: "anna", Reason: "просила Анна Кузнецова"}, helpdesk.Invalid, "reason: format"},
		"other texts":      {helpdesk.Erasing{Person: "anna", Reason: "x", Texts: "some"}, helpdesk.Invalid, `"none, own, all"`},
		"a stranger":       {helpdesk.Erasing{Person: "nobody", Reason: "x"}, helpdesk.NotFound, ""},
		"the machine":      {helpdesk.Erasing{Person: "system:sla", Reason: "x"}, helpdesk.Invalid, "person"},
		"oneself":          {helpdesk.Erasing{Person: "admin", Reason: "x"}, helpdesk.Refused, "own data"},
		"who works here":   {helpdesk.Erasing{Person: "agent1", Reason: "x"}, helpdesk.Refused, "still works"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			_, err := h.as("admin").Erase(ctx, row.in)
			if e := wantCode(t, err, row.code); !strings.Contains(e.Error(), row.about) {
				t.Errorf("%v", err)
			}
		})
	}
}

func TestATicketWhoseJournalIsBrokenIsNotErasedForThatWouldHideIt(t *testing.T) {
	t.Parallel()
	path := worked(t)
	alter(t, path, "UPDATE helpdesk_tickets SET category = 'hosting' WHERE number = 'TIC-1'")
	store, err := sqlite.Open(path)
	must(t)(store, err)
	defer store.Close()
	desk, err := helpdesk.New(t.Context(), store, helpdesk.Config{})
	must(t)(desk, err)
	_, err = desk.As(helpdesk.Person("admin")).Erase(t.Context(), helpdesk.Erasing{Person: "anna", Reason: "просила"})
	if e := wantCode(t, err, helpdesk.Refused); e.Reason != "journal_broken" || e.Params["ticket"] != "TIC-1" {
		t.Errorf("%v", err)
	}
}

func TestWhatIsErasedIsNotInTheBytesOfASQLiteFile(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "helpdesk.db")
	store, err := sqlite.Open(path)
	must(t)(store, err)
	must(t)(nil, store.Migrate(t.Context()))
	h := newHouse(t, store, moscow(t, "2026-04-28 15:00"))
	traced(t, h)
	// A long text has pages of its own.
	must(t)(h.as("zoya").Open(t.Context(), helpdesk.NewRequest{Subject: hisWords, Text: strings.Repeat(hisWords+" ", 5000), Category: "defect"}))
	// Many tickets that change often move each other from page to page.
	for range 15 {
		r, err := h.as("zoya").Open(t.Context(), helpdesk.NewRequest{Subject: hisWords, Text: hisWords + strings.Repeat(" слово", 20), Category: "defect"})
		must(t)(r, err)
		h.toLevel(r.Ticket, 3)
		h.toLevel(h.open("hosting", "normal"), 3)
		must(t)(h.as("zoya").Reply(t.Context(), r.Ticket, helpdesk.Answer{Text: hisWords + " ещё"}))
	}
	must(t)(h.as("admin").Erase(t.Context(), helpdesk.Erasing{Person: "zoya", Reason: "просила", Texts: helpdesk.TextsAll}))
	must(t)(nil, store.Close())
	files, err := filepath.Glob(path + "*")
	must(t)(files, err)
	for _, f := range files {
		content, err := os.ReadFile(f)
		must(t)(content, err)
		for _, word := range []string{hisName, hisEmail, hisPhone, hisWords} {
			if n := bytes.Count(content, []byte(word)); n > 0 {
				t.Errorf("%s holds %q %d times", filepath.Base(f), word, n)
			}
		}
	}
}

func TestWhatLooksErasedAndWasNotIsFound(t *testing.T) {
	t.Parallel()
	path := worked(t)
	store, err := sqlite.Open(path)
	must(t)(store, err)
	desk, err := helpdesk.New(t.Context(), store, helpdesk.Config{})
	must(t)(desk, err)
	must(t)(desk.As(helpdesk.Person("admin")).Erase(t.Context(), helpdesk.Erasing{Person: "anna", Reason: "просила"}))
	must(t)(nil, store.Close())
	if found := findings(t, path); len(found) > 0 {
		t.Fatalf("found %v", found)
	}
	whole, err := os.ReadFile(path)
	must(t)(whole, err)
	const first = "(SELECT id FROM helpdesk_tickets WHERE number = 'TIC-1')"
	for _, row := range []struct{ name, statement, want string }{
		{"a value was taken away", `UPDATE helpdesk_journal SET facts = replace(facts, '"new":"urgent"', '"new":"erased","erased":true') WHERE seq = 2 AND ticket = ` + first, "the journal's chain of hashes is whole"},
		{"an erased value was put back", `UPDATE helpdesk_journal SET facts = replace(facts, '"new":"erased"', '"new":"Другое"') WHERE seq = 1 AND ticket = ` + first, "the journal's chain of hashes is whole"},
		{"an erased text was put back", "UPDATE helpdesk_messages SET text = 'Другое' WHERE purpose = 'request' AND ticket = " + first, "messages are as they were written"},
		{"an erased field was put back", "UPDATE helpdesk_tickets SET subject = 'Другое' WHERE number = 'TIC-1'", "the row is the fold of the journal"},
	} {
		t.Run(row.name, func(t *testing.T) {
			t.Parallel()
			path := filepath.Join(t.TempDir(), "helpdesk.db")
			must(t)(nil, os.WriteFile(path, whole, 0o600))
			alter(t, path, row.statement)
			if found := findings(t, path); !slices.ContainsFunc(found, func(f storage.Finding) bool { return f.Invariant == row.want }) {
				t.Errorf("found %v", found)
			}
		})
	}
}
