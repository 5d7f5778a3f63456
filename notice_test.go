package helpdesk_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"

	"github.com/helpdesk-go/helpdesk"
	"github.com/helpdesk-go/helpdesk/storage"
	"github.com/helpdesk-go/helpdesk/ticket"
)

// told are a person's notices as text, the oldest first.
func (h *house) told(person string) []string {
	h.t.Helper()
	list, err := h.as(person).Notices(h.t.Context(), storage.NoticeQuery{})
	if err != nil {
		h.t.Fatal(err)
	}
	var told []string
	for _, n := range slices.Backward(list) {
		told = append(told, string(n.Kind)+": "+n.Title)
	}
	return told
}

func (h *house) wantTold(person string, want ...string) {
	h.t.Helper()
	if got := h.told(person); !slices.Equal(got, want) {
		h.t.Errorf("%s was told\n%s\nwant\n%s", person, strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
}

func noticed(t *testing.T, store storage.Store) *house {
	t.Helper()
	h := newHouse(t, store, moscow(t, "2026-03-02 10:00"))
	if err := h.Register(t.Context()); err != nil {
		t.Fatal(err)
	}
	return h
}

func TestEverybodyIsToldOfWhatConcernsHimAndNotOfWhatHeDid(t *testing.T) {
	t.Parallel()
	onStores(t, func(t *testing.T, store storage.Store) {
		h := noticed(t, store)
		ctx := t.Context()
		r := h.asked()
		h.deliver()
		agent := "agent2"
		must(t)(h.as("agent1").Classify(ctx, r.Ticket, helpdesk.Classification{}))
		h.move("agent1", r.Ticket, "process")
		must(t)(h.as("boss").Assign(ctx, r.Ticket, helpdesk.Assignment{Agent: &agent}))
		must(t)(h.as("agent2").Reply(ctx, r.Ticket, helpdesk.Answer{Text: "Смотрим"}))
		must(t)(h.as("anna").Reply(ctx, r.Ticket, helpdesk.Answer{Text: "Жду"}))
		must(t)(h.as("boss").Note(ctx, r.Ticket, "Поторопитесь"))
		h.move("agent2", r.Ticket, "resolve", "solution", "Обновили шаблон")
		h.move("anna", r.Ticket, "reopen", "comment", "Нет")
		h.deliver()
		h.wantTold("anna",
			"request.step: TIC-1: Разбираем",
			"request.replied: Ответ по обращению TIC-1: Не печатаются акты",
			"request.resolved: TIC-1: решено, проверьте, пожалуйста")
		h.wantTold("agent1", "ticket.queued: TIC-1 в очереди вашей команды: Не печатаются акты")
		h.wantTold("agent2",
			"ticket.assigned: TIC-1 теперь у вас: Не печатаются акты",
			"ticket.asked: Анна Кузнецова пишет: TIC-1 Не печатаются акты",
			"ticket.noted: Ольга Главная: заметка к TIC-1",
			"ticket.reopened: TIC-1 открыто снова: Не печатаются акты")
		for _, nobody := range []string{"boris", "boss", "agent3", "vendor1", "quality"} {
			h.wantTold(nobody)
		}
		h.sound()
	})
}

func TestARequesterForWhomACallWasRegisteredIsTold(t *testing.T) {
	t.Parallel()
	h := noticed(t, stores["memory"](t))
	must(t)(h.as("agent1").Open(t.Context(), helpdesk.NewRequest{Subject: "Звонок", Text: "Нет света", Category: "hosting", Requester: "anna", Observers: []string{"boris"}}))
	h.deliver()
	for _, who := range []string{"anna", "boris"} {
		h.wantTold(who, "request.received: Обращение TIC-1 принято")
	}
}

func TestARatingIsToldToTheAgentAndThoseWhoReviewAndAnObserverThatHeIsOne(t *testing.T) {
	t.Parallel()
	onStores(t, func(t *testing.T, store storage.Store) {
		h := noticed(t, store)
		ctx := t.Context()
		id := h.taken("agent2")
		h.deliver()
		since := map[string]int{}
		for _, who := range []string{"anna", "agent1", "agent2", "quality", "boris"} {
			since[who] = len(h.told(who))
		}
		must(t)(h.as("agent2").AddObserver(ctx, id, "boris"))
		must(t)(h.as("agent2").AddObserver(ctx, id, "agent1"))
		must(t)(h.as("agent2").RemoveObserver(ctx, id, "agent1")) // before he was told
		h.deliver()
		h.move("agent2", id, "resolve", "solution", "Готово")
		must(t)(h.as("anna").Rate(ctx, id, helpdesk.Rating{Score: 2, Comment: "Долго"}))
		h.deliver()
		for who, want := range map[string][]string{
			"agent2":  {"ticket.rated: TIC-1: оценка 2"},
			"quality": {"ticket.rated: TIC-1: оценка 2"},
			"agent1":  nil,
			"boris":   {"request.observed: Вы следите за обращением TIC-1: Не печатаются акты", "request.resolved: TIC-1: решено, проверьте, пожалуйста", "request.closed: TIC-1 закрыто"},
		} {
			if got := h.told(who)[since[who]:]; !slices.Equal(got, want) {
				t.Errorf("%s was told %q, want %q", who, got, want)
			}
		}
		h.sound()
	})
}

func TestClocksTellTheAgentAndTheirWordsAreInHisLanguage(t *testing.T) {
	t.Parallel()
	h := noticed(t, stores["memory"](t))
	p, _, err := h.as("agent1").People(t.Context(), storage.PeopleQuery{IDs: []string{"agent1"}})
	if err != nil {
		t.Fatal(err)
	}
	p[0].Language = "en"
	must(t)(h.As(helpdesk.System("setup")).PutPerson(t.Context(), p[0]))
	h.asked()
	h.set(moscow(t, "2026-03-02 11:30"))
	h.deliver()
	h.wantTold("agent1",
		"ticket.queued: TIC-1 is in your team’s queue: Не печатаются акты",
		"ticket.warned: TIC-1: the due is near, Reaction",
		"ticket.breached: TIC-1: the due has passed, Reaction")
	h.wantTold("anna")
}

func TestNoticesAreReadOneByOneAndAllAtOnce(t *testing.T) {
	t.Parallel()
	onStores(t, func(t *testing.T, store storage.Store) {
		h := noticed(t, store)
		for range 3 {
			h.asked()
		}
		h.deliver()
		s := h.as("agent1")
		unread := func(want int) {
			t.Helper()
			if n, err := s.Unread(t.Context()); n != want || err != nil {
				t.Errorf("%d unread, want %d, %v", n, want, err)
			}
		}
		unread(3)
		list, err := s.Notices(t.Context(), storage.NoticeQuery{Limit: 1})
		if err != nil || len(list) != 1 {
			t.Fatal(list, err)
		}
		if err := h.as("agent2").MarkRead(t.Context(), list[0].ID); err != nil {
			t.Fatal(err)
		}
		unread(3) // another's are not his to read
		if err := s.MarkRead(t.Context(), list[0].ID); err != nil {
			t.Fatal(err)
		}
		unread(2)
		if err := s.MarkRead(t.Context()); err != nil {
			t.Fatal(err)
		}
		unread(0)
		if _, err := s.Notices(t.Context(), storage.NoticeQuery{Limit: 201}); !errors.Is(err, helpdesk.Invalid) {
			t.Errorf("201 at once: %v", err)
		}
	})
}

func TestANoticeIsGoneWithTheRightToReadItsTicket(t *testing.T) {
	t.Parallel()
	h := noticed(t, stores["memory"](t))
	r := h.asked()
	vendor, none := "hoster", ""
	must(t)(h.as("boss").Assign(t.Context(), r.Ticket, helpdesk.Assignment{Vendor: &vendor}))
	h.deliver()
	h.wantTold("vendor1", "ticket.queued: TIC-1 в очереди вашей команды: Не печатаются акты")
	must(t)(h.as("boss").Assign(t.Context(), r.Ticket, helpdesk.Assignment{Vendor: &none}))
	h.wantTold("vendor1")
	if n, err := h.as("vendor1").Unread(t.Context()); n != 0 || err != nil {
		t.Errorf("%d unread, %v", n, err)
	}
}

func TestEachPersonTurnsKindsAndChannelsOff(t *testing.T) {
	t.Parallel()
	onStores(t, func(t *testing.T, store storage.Store) {
		h := noticed(t, store)
		var letters []string
		if err := h.Carry("email", func(_ context.Context, n helpdesk.Notice) error {
			letters = append(letters, n.Person+" "+string(n.Kind))
			return nil
		}); err != nil {
			t.Fatal(err)
		}
		if err := h.Register(t.Context()); err != nil {
			t.Fatal(err)
		}
		must(t)(h.as("agent1").PutPreferences(t.Context(), ticket.Preferences{Off: []ticket.Mute{{Kind: string(helpdesk.NoticeQueued), Channel: helpdesk.ChannelDesk}}}))
		must(t)(h.as("anna").PutPreferences(t.Context(), ticket.Preferences{Off: []ticket.Mute{{Channel: "email"}}}))
		must(t)(h.as("agent1").Open(t.Context(), helpdesk.NewRequest{Subject: "Звонок", Text: "Нет света", Category: "hosting", Requester: "anna"}))
		h.asked()
		h.deliver()
		h.wantTold("agent1")
		h.wantTold("anna", "request.received: Обращение TIC-1 принято")
		if want := []string{"agent1 ticket.queued"}; !slices.Equal(letters, want) {
			t.Errorf("letters %v, want %v", letters, want)
		}
		h.sound()
	})
}

func TestWrongPreferencesAreRefusedWithWhatIsAllowed(t *testing.T) {
	t.Parallel()
	h := noticed(t, stores["memory"](t))
	_, err := h.as("anna").PutPreferences(t.Context(), ticket.Preferences{
		Off: []ticket.Mute{{Kind: "ticket.exploded"}, {Channel: "pigeon"}}, Quiet: ticket.Quiet{From: "25:00", Zone: "Moon/Sea"},
	})
	e := wantCode(t, err, helpdesk.Invalid)
	var fields []string
	for _, f := range e.Faults {
		fields = append(fields, f.Field)
	}
	slices.Sort(fields)
	if want := []string{"off.channel", "off.kind", "quiet.from", "quiet.to", "quiet.zone"}; !slices.Equal(fields, want) {
		t.Errorf("faults of %v, want %v", fields, want)
	}
	if _, err := h.as("anna").PutPreferences(t.Context(), ticket.Preferences{Version: 7}); !errors.Is(err, helpdesk.Conflict) {
		t.Errorf("a version that is not there: %v", err)
	}
}

func TestQuietHoursHoldLettersUntilTheirEndAlsoWhenClocksAreChanged(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		quiet    ticket.Quiet
		at, want string
	}{
		"by night":                         {ticket.Quiet{From: "22:00", To: "08:00"}, "2026-03-02T23:30:00+03:00", "2026-03-03T08:00:00+03:00"},
		"after midnight":                   {ticket.Quiet{From: "22:00", To: "08:00"}, "2026-03-03T03:30:00+03:00", "2026-03-03T08:00:00+03:00"},
		"not by day":                       {ticket.Quiet{From: "22:00", To: "08:00"}, "2026-03-02T10:00:00+03:00", "2026-03-02T10:00:00+03:00"},
		"its end is not quiet":             {ticket.Quiet{From: "22:00", To: "08:00"}, "2026-03-03T08:00:00+03:00", "2026-03-03T08:00:00+03:00"},
		"at noon":                          {ticket.Quiet{From: "12:00", To: "13:30"}, "2026-03-02T12:00:00+03:00", "2026-03-02T13:30:00+03:00"},
		"in another zone":                  {ticket.Quiet{From: "22:00", To: "08:00", Zone: "Asia/Vladivostok"}, "2026-03-02T16:00:00+03:00", "2026-03-03T01:00:00+03:00"},
		"a night of 23 hours":              {ticket.Quiet{From: "22:00", To: "08:00", Zone: "Europe/Berlin"}, "2026-03-28T23:00:00+01:00", "2026-03-29T08:00:00+02:00"},
		"a night of 25 hours":              {ticket.Quiet{From: "22:00", To: "08:00", Zone: "Europe/Berlin"}, "2026-10-24T23:00:00+02:00", "2026-10-25T08:00:00+01:00"},
		"an end that the night leaves out": {ticket.Quiet{From: "22:00", To: "02:30", Zone: "Europe/Berlin"}, "2026-03-29T01:30:00+01:00", "2026-03-29T03:00:00+02:00"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			at, err := time.Parse(time.RFC3339, c.at)
			if err != nil {
				t.Fatal(err)
			}
			h := noticed(t, stores["memory"](t))
			h.jump(at)
			var came time.Time
			if err := h.Carry("email", func(context.Context, helpdesk.Notice) error { came = h.Now(); return nil }); err != nil {
				t.Fatal(err)
			}
			if err := h.Register(t.Context()); err != nil {
				t.Fatal(err)
			}
			must(t)(h.as("anna").PutPreferences(t.Context(), ticket.Preferences{Quiet: c.quiet}))
			must(t)(h.as("boss").PutPreferences(t.Context(), ticket.Preferences{}))
			must(t)(h.As(helpdesk.System("call")).Open(t.Context(), helpdesk.NewRequest{Subject: "А", Text: "Б", Category: "defect", Requester: "anna"}))
			must(t)(h.as("agent1").PutPreferences(t.Context(), ticket.Preferences{Off: []ticket.Mute{{Channel: "email"}}}))
			h.deliver()
			h.wantTold("anna", "request.received: Обращение TIC-1 принято") // to be read at once
			h.exhaust()
			if got := came.Format(time.RFC3339); !came.Equal(mustTime(t, c.want)) {
				t.Errorf("the letter came at %s, want %s", got, c.want)
			}
		})
	}
}

func mustTime(t *testing.T, text string) time.Time {
	t.Helper()
	at, err := time.Parse(time.RFC3339, text)
	if err != nil {
		t.Fatal(err)
	}
	return at
}

func TestALetterThatWaitedIsNotSentToWhoIsNoLongerConcerned(t *testing.T) {
	t.Parallel()
	h := noticed(t, stores["memory"](t))
	h.jump(moscow(t, "2026-03-02 23:00"))
	sent := 0
	if err := h.Carry("email", func(_ context.Context, n helpdesk.Notice) error { sent++; return nil }); err != nil {
		t.Fatal(err)
	}
	if err := h.Register(t.Context()); err != nil {
		t.Fatal(err)
	}
	must(t)(h.as("agent1").PutPreferences(t.Context(), ticket.Preferences{Quiet: ticket.Quiet{From: "22:00", To: "08:00"}}))
	r := h.asked()
	h.deliver()
	boss := "boss"
	must(t)(h.as("boss").Assign(t.Context(), r.Ticket, helpdesk.Assignment{Agent: &boss}))
	h.exhaust()
	if sent != 0 {
		t.Errorf("%d letters of a ticket that somebody has taken", sent)
	}
}

// canaries are put into everything that is the staff's alone.
const canary = "КАНАРЕЙКА-7f3a"

func TestTrust_X17_NothingInternalIsInNoticesLettersAndNewsOfRequesters(t *testing.T) {
	t.Parallel()
	h := noticed(t, stores["memory"](t))
	var letters []helpdesk.Notice
	if err := h.Carry("email", func(_ context.Context, n helpdesk.Notice) error { letters = append(letters, n); return nil }); err != nil {
		t.Fatal(err)
	}
	if err := h.Register(t.Context()); err != nil {
		t.Fatal(err)
	}
	ctx := t.Context()
	r := must2(h.as("anna").Open(ctx, helpdesk.NewRequest{Subject: "Акты", Text: "Пусто", Category: "defect", Observers: []string{"boris"}}))(t)
	must(t)(h.as("agent1").Note(ctx, r.Ticket, canary))
	must(t)(h.as("agent1").Classify(ctx, r.Ticket, helpdesk.Classification{}))
	h.move("agent1", r.Ticket, "process")
	must(t)(h.as("agent2").AddTask(ctx, r.Ticket, helpdesk.NewTask{Title: canary, Assignee: "agent2"}))
	must(t)(h.as("agent2").Wait(ctx, r.Ticket, helpdesk.Waiting{Reason: canary}))
	must(t)(h.as("boris").Reply(ctx, r.Ticket, helpdesk.Answer{Text: "Вот"}))
	h.move("agent2", r.Ticket, "escalate", "reason", canary)
	h.move("agent3", r.Ticket, "resolve", "solution", "Готово")
	h.set(moscow(t, "2026-03-10 10:00"))
	h.exhaust()
	seen := 0
	for _, who := range []string{"anna", "boris"} {
		notices, err := h.as(who).Notices(ctx, storage.NoticeQuery{})
		if err != nil {
			t.Fatal(err)
		}
		news, _, err := h.as(who).News(ctx, helpdesk.NewsQuery{})
		if err != nil {
			t.Fatal(err)
		}
		text := fmt.Sprintf("%+v %+v", notices, news)
		for _, n := range news {
			text += fmt.Sprintf("%+v", n.Request)
		}
		if strings.Contains(text, canary) {
			t.Errorf("%s reads %s", who, text)
		}
		for _, n := range notices {
			if n.Kind.ForStaff() {
				t.Errorf("%s was told %s", who, n.Kind)
			}
		}
		seen += len(notices) + len(news)
	}
	for _, l := range letters {
		if (l.Person == "anna" || l.Person == "boris") && strings.Contains(fmt.Sprintf("%+v", l), canary) {
			t.Errorf("a letter to %s has %+v", l.Person, l)
		}
	}
	if seen < 15 || len(letters) < 8 {
		t.Errorf("only %d notices and news and %d letters were looked at", seen, len(letters))
	}
}

func must2[T any](v T, err error) func(t testing.TB) T {
	return func(t testing.TB) T {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		return v
	}
}

func TestTrust_X12_NoticesAreWordedWithPlaceholdersOfAClosedList(t *testing.T) {
	t.Parallel()
	set := helpdesk.Levels()
	set.Notices = []helpdesk.NoticeText{
		{Kind: helpdesk.NoticeReceived, Title: helpdesk.Text{"ru": "{number}: {subject}"}, Text: helpdesk.Text{"ru": "Спасибо, {requester}!"}},
		{Kind: helpdesk.NoticeQueued, Title: helpdesk.Text{"ru": "Новое {number} от {actor}"}, Text: helpdesk.Text{"ru": "{subject}"}},
	}
	if err := set.Prove(); err != nil {
		t.Fatal(err)
	}
	for text, allowed := range map[string]bool{
		"{number}": true, "{actor}": false, "{stage}": false, "{subject.Len}": false, "{{.Ticket}}": false, "{number": false, "}": true, "{}": false,
	} {
		set := set
		set.Notices = []helpdesk.NoticeText{{Kind: helpdesk.NoticeReceived, Title: helpdesk.Text{"ru": text}, Text: helpdesk.Text{"ru": "x"}}}
		if err := set.Prove(); (err == nil) != allowed {
			t.Errorf("%s: %v", text, err)
		}
	}
	h := houseOf(t, set)
	must(t)(h.as("agent2").Open(t.Context(), helpdesk.NewRequest{Subject: "Тема {actor} {number}", Text: "Б", Category: "defect", Requester: "anna"}))
	h.deliver()
	h.wantTold("anna", "request.received: TIC-1: Тема {actor} {number}") // what people write is not filled in
	h.wantTold("agent1", "ticket.queued: Новое TIC-1 от Иван Петров")
}

func TestTrust_X12_EveryKindOfNoticeKnowsItsPlaceholdersAndNoOther(t *testing.T) {
	t.Parallel()
	all := []string{"text", "note", "reason", "journal", "fields.owner", "Number", " number", "number ", ".Number", "call .Number", "$number"}
	for _, k := range helpdesk.NoticeKinds() {
		all = append(all, helpdesk.NoticePlaceholders(k)...)
	}
	slices.Sort(all)
	for _, k := range helpdesk.NoticeKinds() {
		for _, name := range slices.Compact(all) {
			known := slices.Contains(helpdesk.NoticePlaceholders(k), name)
			good, tried := helpdesk.Text{"ru": "x"}, helpdesk.Text{"ru": "x", "en": "x {" + name + "}"}
			for _, n := range []helpdesk.NoticeText{{Kind: k, Title: tried, Text: good}, {Kind: k, Title: good, Text: tried}} {
				set := helpdesk.Levels()
				set.Notices = []helpdesk.NoticeText{n}
				if err := set.Prove(); (err == nil) != known {
					t.Errorf("%s with {%s}: %v", k, name, err)
				}
			}
		}
		if !k.ForStaff() && slices.ContainsFunc([]string{"actor", "stage", "clock", "target", "task"}, func(n string) bool { return slices.Contains(helpdesk.NoticePlaceholders(k), n) }) {
			t.Errorf("%s, which goes to requesters, knows what is the staff's", k)
		}
	}
}

// houseOf is a registered house with a regulation of its own.
func houseOf(t *testing.T, set helpdesk.Regulation) *house {
	t.Helper()
	store := stores["memory"](t)
	h := newHouse(t, store, moscow(t, "2026-03-02 10:00"))
	desk, err := helpdesk.New(t.Context(), store, helpdesk.Config{Desk: "own", Regulation: &set, Now: h.clock})
	if err != nil {
		t.Fatal(err)
	}
	setup := desk.As(helpdesk.System("setup"))
	people, _, err := h.as("boss").People(t.Context(), storage.PeopleQuery{})
	if err != nil {
		t.Fatal(err)
	}
	must(t)(setup.PutOrganization(t.Context(), ticket.Organization{ID: "vector", Name: "ООО «Вектор»"}))
	for _, p := range people {
		p.Version = 0
		must(t)(setup.PutPerson(t.Context(), p))
	}
	teams, err := h.as("boss").Teams(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	for _, team := range teams {
		team.Version = 0
		must(t)(setup.PutTeam(t.Context(), team))
	}
	h.Desk = desk
	if err := h.Register(t.Context()); err != nil {
		t.Fatal(err)
	}
	return h
}

func TestTheFeedTellsAnOrganizationWhatItMayKnow(t *testing.T) {
	t.Parallel()
	onStores(t, func(t *testing.T, store storage.Store) {
		h := noticed(t, store)
		ctx := t.Context()
		r := h.asked()
		agent := "agent2"
		must(t)(h.as("agent1").Note(ctx, r.Ticket, "внутреннее"))
		must(t)(h.as("agent1").Classify(ctx, r.Ticket, helpdesk.Classification{}))
		h.move("agent1", r.Ticket, "process")
		must(t)(h.as("boss").Assign(ctx, r.Ticket, helpdesk.Assignment{Agent: &agent}))
		must(t)(h.as("agent2").Reply(ctx, r.Ticket, helpdesk.Answer{Text: "Смотрим"}))
		h.move("agent2", r.Ticket, "resolve", "solution", "Обновили шаблон")
		h.move("anna", r.Ticket, "accept")
		news, next, err := h.as("anna").News(ctx, helpdesk.NewsQuery{})
		if err != nil || !next.IsZero() {
			t.Fatal(next, err)
		}
		var got []string
		for _, n := range slices.Backward(news) {
			got = append(got, strings.TrimSpace(fmt.Sprintf("%s %s %s %s", n.Kind, n.Number, n.Name, n.Step)))
		}
		want := []string{
			"opened TIC-1 Анна Кузнецова", "step TIC-1 Лев Первый examining", "taken TIC-1 Иван Петров", "replied TIC-1 Иван Петров",
			"resolved TIC-1 Иван Петров check", "closed TIC-1 Анна Кузнецова closed",
		}
		for i := range want {
			if i >= len(got) || strings.Join(strings.Fields(got[i]), " ") != strings.Join(strings.Fields(want[i]), " ") {
				t.Fatalf("the feed is\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
			}
		}
		opened := news[len(news)-1].Request
		if opened == nil || opened.Category != "defect" || opened.Number != "TIC-1" || opened.Subject != "Не печатаются акты" {
			t.Errorf("opened with %+v", opened)
		}
		if other, _, err := h.as("stranger").News(ctx, helpdesk.NewsQuery{Organization: "vector"}); err != nil || len(other) != 0 {
			t.Errorf("a stranger reads %v, %v", other, err)
		}
		if all, _, err := h.as("boss").News(ctx, helpdesk.NewsQuery{Organization: "vector"}); err != nil || len(all) != len(news) {
			t.Errorf("an operations manager reads %d, %v", len(all), err)
		}
		page, next, err := h.as("anna").News(ctx, helpdesk.NewsQuery{Limit: 2})
		if err != nil || len(page) != 2 || next.IsZero() {
			t.Fatal(len(page), next, err)
		}
		rest, _, err := h.as("anna").News(ctx, helpdesk.NewsQuery{Limit: 200, Before: next})
		if err != nil || len(rest)+len(page) != len(news) || slices.ContainsFunc(rest, func(n helpdesk.News) bool { return n.ID == page[1].ID || n.ID == uuid.Nil }) {
			t.Errorf("%d after %d, %v", len(rest), len(page), err)
		}
	})
}
