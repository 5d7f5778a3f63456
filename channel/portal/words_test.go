package portal_test

import (
	"context"
	"errors"
	"io/fs"
	"net/http"
	"os"
	"regexp"
	"strings"
	"testing"

	"github.com/helpdesk-go/helpdesk"
	"github.com/helpdesk-go/helpdesk/channel/portal"
	"github.com/helpdesk-go/helpdesk/event"
	"github.com/helpdesk-go/helpdesk/internal/lang"
	"github.com/helpdesk-go/helpdesk/sla"
	"github.com/helpdesk-go/helpdesk/storage"
	"github.com/helpdesk-go/helpdesk/storage/memory"
	"github.com/helpdesk-go/helpdesk/ticket"
	"github.com/helpdesk-go/helpdesk/workflow"
)

func TestEveryCodeRuleAndEventHasItsWords(t *testing.T) {
	t.Parallel()
	var keys []string
	for _, c := range helpdesk.Codes() {
		keys = append(keys, "error."+string(c), "trouble."+string(c))
	}
	for _, r := range []string{
		helpdesk.FaultRequired, helpdesk.FaultUnknown, helpdesk.FaultNoSuchName, helpdesk.FaultTooLong, helpdesk.FaultRange, helpdesk.FaultFormat,
		helpdesk.FaultGiven, helpdesk.FaultPast, helpdesk.FaultInactive, helpdesk.FaultNotAgent, helpdesk.FaultRejected,
		helpdesk.FaultUnread, helpdesk.FaultTwice, helpdesk.FaultMissing, helpdesk.FaultCalendar, helpdesk.FaultWorkflow, helpdesk.FaultNumbering,
		helpdesk.FaultUnused, helpdesk.FaultTooMany, helpdesk.FaultMisplaced, helpdesk.FaultHidden, helpdesk.FaultCondition, helpdesk.FaultNever, helpdesk.FaultShadowed,
		helpdesk.FaultGone, helpdesk.FaultInUse, helpdesk.FaultPhase, helpdesk.FaultTaken, helpdesk.FaultAbsent,
	} {
		keys = append(keys, "fault."+r)
	}
	for _, k := range []event.Kind{
		event.TicketOpened, event.MessageAdded, event.NoteAdded, event.TicketClassified, event.TicketAssigned, event.TicketMoved, event.TicketWaiting,
		event.TicketResumed, event.TicketEstimated, event.TaskAdded, event.TaskFinished, event.TimeSpent, event.ClockWarned, event.ClockBreached, event.SilenceNoticed, event.TicketFilled, event.RuleFailed, event.TicketErased,
		event.TicketRegulated, event.TicketLinked, event.TaskAssigned, event.PersonMerged, event.OrganizationMerged,
	} {
		keys = append(keys, "journal."+string(k))
	}
	for _, c := range ticket.Channels() {
		keys = append(keys, "channel."+string(c))
	}
	for _, r := range ticket.Roles() {
		keys = append(keys, "role."+string(r))
	}
	for _, k := range []sla.PieceKind{sla.Counted, sla.Night, sla.Break, sla.Weekend, sla.Holiday, sla.Moved, sla.Short, sla.Paused, sla.Off} {
		keys = append(keys, "piece."+string(k))
	}
	for _, s := range []sla.ClockState{sla.ClockOff, sla.ClockRunning, sla.ClockPaused, sla.ClockEnded} {
		keys = append(keys, "clock."+string(s))
	}
	for _, o := range ticket.Orders() {
		keys = append(keys, "order."+string(o))
	}
	for _, r := range []workflow.Rule{
		workflow.RuleEmpty, workflow.RuleKey, workflow.RuleStageTwice, workflow.RuleUnknownPhase, workflow.RuleUnknownStage, workflow.RuleMoveTwice,
		workflow.RuleNoRight, workflow.RuleUnknownRole, workflow.RuleUnreachable, workflow.RuleNoWayOut, workflow.RuleNoEnd,
	} {
		keys = append(keys, "fault.workflow."+string(r))
	}
	keys = append(keys, "guard."+helpdesk.GuardClassified)
	for _, k := range keys {
		if !lang.In("ru").Has(k) {
			t.Errorf("%s has no words", k)
		}
	}
}

func TestEveryWordThatPagesAskForIsThere(t *testing.T) {
	t.Parallel()
	asked := regexp.MustCompile(`(?:\bt|Text\(|say\.Text\() ?"([a-z_.]+[a-z_])"`)
	for _, dir := range []string{".", "templates"} {
		files, err := fs.ReadDir(os.DirFS(dir), ".")
		if err != nil {
			t.Fatal(err)
		}
		for _, f := range files {
			if f.IsDir() || strings.HasSuffix(f.Name(), "_test.go") {
				continue
			}
			b, err := os.ReadFile(dir + "/" + f.Name())
			if err != nil {
				t.Fatal(err)
			}
			for _, m := range asked.FindAllStringSubmatch(string(b), -1) {
				if !lang.In("ru").Has(m[1]) {
					t.Errorf("%s asks for %q", f.Name(), m[1])
				}
			}
		}
	}
}

func TestPagesSpeakTheReadersLanguage(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	n := w.opened("Доступ к отчётам")
	w.get("wong", "/support/queues/all").says(`<html lang="en">`, "Queues") // the person's own
	w.get("anna", "/support/requests", "Accept-Language", "en-GB,en").says(`<html lang="en">`, "My requests", "?lang=ru")
	w.get("anna", "/support/requests", "Accept-Language", "zh").says(`<html lang="ru">`)
	w.get("wong", "/support/queues/all", "Cookie", "hd_lang=ru").says(`<html lang="ru">`)
	a := w.get("anna", "/support/requests/"+n+"?lang=en").says(`<html lang="en">`, "Looking into it", "Your message")
	if c := a.header.Get("Set-Cookie"); !strings.HasPrefix(c, "hd_lang=en;") || !strings.Contains(c, "HttpOnly") {
		t.Errorf("the choice is not kept: %q", c)
	}
	a = w.get("petrov", "/support/tickets/"+n+"?lang=en").is(http.StatusOK).says("Reaction", "Level 1 (Classification)", "Finish the classification")
	left := regexp.MustCompile(`[А-Яа-яЁё]+`)
	text := a.text()
	for _, own := range []string{"Доступ к отчётам", "Не вижу отчёт", "ООО «Вектор»", "Русский", "Климова Анна", "Климова А.", "Петров Иван", "Сидорова Мария", "Орлова Вера", "Вектор", "Север"} {
		text = strings.ReplaceAll(text, own, "")
	}
	if found := left.FindAllString(text, -1); found != nil {
		t.Errorf("an English page speaks Russian: %q", found)
	}
}

func TestEveryPageGuardsItself(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	a := w.get("anna", "/support/requests")
	for name, want := range map[string]string{
		"Content-Security-Policy": "default-src 'none'; style-src 'self'; img-src 'self' data:; form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
		"X-Content-Type-Options":  "nosniff", "Referrer-Policy": "same-origin", "Cache-Control": "no-store",
	} {
		if got := a.header.Get(name); got != want {
			t.Errorf("%s: %q", name, got)
		}
	}
	style := regexp.MustCompile(`href="(/support/static/[^"]+)"`).FindStringSubmatch(a.body)
	if style == nil {
		t.Fatal("the page has no style")
	}
	if s := w.get("", style[1]).is(http.StatusOK); !strings.Contains(s.header.Get("Cache-Control"), "immutable") {
		t.Error("the style may not be kept")
	}
	w.do("anna", http.MethodPost, "/support/ask/defect", values("subject", "x", "text", "y"), "Sec-Fetch-Site", "cross-site").is(http.StatusForbidden)
	if w.count() != 0 {
		t.Error("another site opened a request")
	}
	w.get("anna", "/support/nothing").is(http.StatusNotFound).says("Такой страницы нет", "Вернуться к началу")
	w.get("anna", "/support/ask/nothing").is(http.StatusNotFound)
}

func TestWhoIsNotSignedInIsSentToSignIn(t *testing.T) {
	t.Parallel()
	newWorld(t).get("", "/support/requests").is(http.StatusUnauthorized).says("Вы не вошли")
	w := newWorld(t, func(c *portal.Config) { c.SignIn = "/login" })
	a := w.get("", "/support/requests?text=a").is(http.StatusNotFound) // the host's page, which this host has not
	if a.path != "/login" {
		t.Errorf("sent to %s", a.path)
	}
	w.post("", "/support/ask/defect", "subject", "Сайт", "text", "Написано много").is(http.StatusUnauthorized).
		says("Войти в новой вкладке", "Написано много", "Отправить ещё раз") // signed out while writing
}

func TestAFormThatIsTooLargeIsSaidSo(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.post("anna", "/support/ask/defect", "subject", "Сайт", "text", strings.Repeat("x", 17<<20)).is(http.StatusUnprocessableEntity).says("пришлите его частями")
}

// broken is a store that cannot be reached once it is told so.
type broken struct {
	storage.Store
	err error
}

func (b *broken) Apply(ctx context.Context, changes ...storage.Change) error {
	if b.err != nil {
		return b.err
	}
	return b.Store.Apply(ctx, changes...)
}

func TestWhenTheStoreFailsNothingTypedIsLost(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		err    error
		status int
		words  string
	}{
		{storage.ErrUnavailable, http.StatusServiceUnavailable, "временно не отвечает"},
		{storage.ErrFull, http.StatusServiceUnavailable, "Закончилось место"},
		{errors.New("CANARY"), http.StatusInternalServerError, "что-то сломалось"},
	} {
		store := &broken{Store: memory.New()}
		desk, err := helpdesk.New(context.Background(), store, helpdesk.Config{})
		if err != nil {
			t.Fatal(err)
		}
		w := newWorld(t)
		pages, err := portal.New(desk, portal.Config{BasePath: "/support/", Authenticate: func(*http.Request) (helpdesk.Actor, error) { return helpdesk.Person("anna"), nil }})
		if err != nil {
			t.Fatal(err)
		}
		w.server.Config.Handler = pages
		store.err = c.err
		w.post("anna", "/support/ask/defect", "key", "k", "subject", "Сайт", "text", "Написано много").is(c.status).
			says(c.words, "Написано много", "Отправить ещё раз", `name="key" value="k"`).keepsSilent("CANARY")
	}
}

func TestAConfigThatCannotWorkIsRefused(t *testing.T) {
	t.Parallel()
	desk, err := helpdesk.New(context.Background(), memory.New(), helpdesk.Config{})
	if err != nil {
		t.Fatal(err)
	}
	who := func(*http.Request) (helpdesk.Actor, error) { return helpdesk.Person("anna"), nil }
	for name, c := range map[string]portal.Config{
		"Authenticate": {},
		"BasePath":     {Authenticate: who, BasePath: "/a b/{x}"},
	} {
		if _, err := portal.New(desk, c); err == nil || !strings.Contains(err.Error(), name) {
			t.Errorf("%s: got %v", name, err)
		}
	}
	if _, err := portal.New(nil, portal.Config{Authenticate: who}); err == nil {
		t.Error("no desk is no error")
	}
}
