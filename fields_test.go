package helpdesk_test

import (
	"context"
	"errors"
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/google/uuid"

	"github.com/helpdesk-go/helpdesk"
	"github.com/helpdesk-go/helpdesk/event"
	"github.com/helpdesk-go/helpdesk/helpdesktest"
	"github.com/helpdesk-go/helpdesk/storage"
	"github.com/helpdesk-go/helpdesk/storage/memory"
	"github.com/helpdesk-go/helpdesk/ticket"
)

// withRules is the built-in regulation with fields, forms, exceptions and routes.
func withRules(t testing.TB) *helpdesk.Regulation {
	t.Helper()
	source := string(helpdesk.LevelsSource())
	for _, key := range []string{"sections", "fields", "forms"} { // the tests bring their own
		if i := strings.Index(source, "\n"+key+":"); i >= 0 {
			end := strings.Index(source[i+1:], "\n\n")
			source = source[:i+1] + source[i+1+end+1:]
		}
	}
	r, err := helpdesk.ReadRegulation([]byte(source + `
sections:
  - {key: product, title: {ru: "Продукт", en: "Product"}}
fields:
  - {key: expected, kind: lines, requester: fills, title: {ru: "Что ожидали", en: "Expected"}}
  - {key: serial, kind: text, section: product, requester: sees, title: {ru: "Серийный номер", en: "Serial number"}}
  - {key: seats, kind: number, min: 1, max: 5000, requester: fills, title: {ru: "Рабочих мест", en: "Seats"}}
  - {key: product, kind: choice, section: product, requester: fills, title: {ru: "Продукт", en: "Product"}, choices: [{key: mail, title: {ru: "Почта"}}, {key: phone, title: {ru: "Телефония"}}]}
  - {key: since, kind: date, requester: fills, title: {ru: "С какого дня", en: "Since"}}
  - {key: owner, kind: person, title: {ru: "Владелец", en: "Owner"}}
  - {key: card, kind: link, title: {ru: "Карточка", en: "Card"}}
  - {key: cause, kind: choice, title: {ru: "Причина", en: "Cause"}, choices: [{key: ours, title: {ru: "наша"}}, {key: theirs, title: {ru: "не наша"}}]}
forms:
  - {fields: [{field: seats}, {field: product}, {field: since}, {field: owner}, {field: card}, {field: serial, moves: [resolve]}]}
  - {categories: [defect], kinds: [remark], fields: [{field: expected, required: true}]}
exceptions:
  - {key: broken, when: 'int(fields.serial) > 3', plan: executive, reason: {ru: "Сломано", en: "Broken"}}
  - {key: big-mail, when: 'fields.product == "mail" and fields.seats >= 100', plan: outage, reason: {ru: "Почта большой компании", en: "Mail of a large company"}}
  - {key: night, when: 'not opened.working and priority == "critical"', plan: outage, reason: {ru: "Ночная авария", en: "A failure at night"}}
routes:
  - {key: phones, when: 'fields.product == "phone"', stages: [level2], team: line3, reason: {ru: "Телефонию знает третья линия", en: "Line 3 knows phones"}}
`))
	if err != nil {
		t.Fatal(err)
	}
	i := slices.IndexFunc(r.Moves, func(m helpdesk.Move) bool { return m.Event == "resolve" })
	r.Moves[i].Fields = append(r.Moves[i].Fields, helpdesk.MoveField{Key: "cause", As: helpdesk.FieldOfTicket, Required: true})
	return &r
}

// filled opens a ticket whose serial number is a number, so that no rule fails.
func filled(t *testing.T, d *helpdesktest.Desk, person string, in helpdesk.NewRequest) uuid.UUID {
	t.Helper()
	in.Subject, in.Text = "Не уходит почта", "С утра не уходят письма."
	if in.Category == "" {
		in.Category = "hosting"
	}
	r, err := d.By(person).Open(t.Context(), in)
	if err != nil {
		t.Fatal(err)
	}
	return r.Ticket
}

func ruled(t *testing.T, c helpdesk.Config) *helpdesktest.Desk {
	t.Helper()
	if c.Regulation == nil {
		c.Regulation = withRules(t)
	}
	return helpdesktest.New(t, helpdesktest.WithPeople(), helpdesktest.With(c))
}

func TestValuesOfFieldsAreKeptInOneForm(t *testing.T) {
	t.Parallel()
	d := ruled(t, helpdesk.Config{})
	id := filled(t, d, helpdesktest.Operations, helpdesk.NewRequest{Requester: helpdesktest.Requester, Category: "defect", Kind: "remark", Fields: map[string]string{
		"expected": "  Письма\nуходят ", "seats": "1 200,50", "product": "mail", "since": "24.11.2026", "owner": helpdesktest.Colleague, "card": "https://crm.example/7", "serial": "12",
	}})
	got, err := d.By(helpdesktest.Operations).Ticket(t.Context(), id)
	want := map[string]string{"expected": "Письма\nуходят", "seats": "1200.5", "product": "mail", "since": "2026-11-24", "owner": helpdesktest.Colleague, "card": "https://crm.example/7", "serial": "12"}
	if err != nil || !maps.Equal(got.Fields, want) {
		t.Errorf("%v %v", got.Fields, err)
	}
	r, err := d.By(helpdesktest.Requester).Request(t.Context(), id)
	delete(want, "owner")
	delete(want, "card")
	if err != nil || !maps.Equal(r.Fields, want) {
		t.Errorf("the requester sees %v %v", r.Fields, err)
	}
	whole(t, d)
}

func TestAWrongValueIsNamedWithWhatIsAllowed(t *testing.T) {
	t.Parallel()
	d := ruled(t, helpdesk.Config{})
	for _, row := range []struct {
		person, field, value, rule string
	}{
		{helpdesktest.Requester, "seats", "many", "format"},
		{helpdesktest.Requester, "seats", "NaN", "format"},
		{helpdesktest.Requester, "seats", "Inf", "format"},
		{helpdesktest.Requester, "seats", "0", "range"},
		{helpdesktest.Requester, "seats", "5001", "range"},
		{helpdesktest.Requester, "product", "fax", "unknown"},
		{helpdesktest.Requester, "since", "31.02.2026", "format"},
		{helpdesktest.Requester, "serial", "7", "given"},
		{helpdesktest.Requester, "owner", helpdesktest.Colleague, "no_such_name"}, // not even named to him
		{helpdesktest.Requester, "colour", "red", "no_such_name"},
		{helpdesktest.Operations, "expected", "x", "no_such_name"}, // of another form
		{helpdesktest.Operations, "owner", "nobody", "unknown"},
		{helpdesktest.Operations, "card", "javascript:alert(1)", "format"},
		{helpdesktest.Operations, "card", "https://", "format"},
		{helpdesktest.Operations, "serial", strings.Repeat("ж", 501), "too_long"},
		{helpdesktest.Operations, "serial", "a\x00b", "format"},
	} {
		_, err := d.By(row.person).Open(t.Context(), helpdesk.NewRequest{Subject: "С", Text: "Т", Category: "hosting", Requester: helpdesktest.Requester, Fields: map[string]string{row.field: row.value}})
		e := wantCode(t, err, helpdesk.Invalid)
		if len(e.Faults) != 1 || e.Faults[0].Field != "fields."+row.field || e.Faults[0].Rule != row.rule {
			t.Errorf("%s of %.20q: %v", row.field, row.value, e.Faults)
		}
		if row.field == "owner" && row.person == helpdesktest.Requester && strings.Contains(e.Error(), "card") {
			t.Errorf("fields of the staff are told to a requester: %v", err)
		}
	}
}

func TestAFormAsksAtTheOpeningAndBeforeAMove(t *testing.T) {
	t.Parallel()
	d := ruled(t, helpdesk.Config{})
	in := helpdesk.NewRequest{Subject: "С", Text: "Т", Category: "defect", Kind: "remark", Requester: helpdesktest.Requester}
	for _, person := range []string{helpdesktest.Requester, helpdesktest.Operations} {
		_, err := d.By(person).Open(t.Context(), in)
		if e := wantCode(t, err, helpdesk.Invalid); len(e.Faults) != 1 || e.Faults[0].Field != "fields.expected" || e.Faults[0].Rule != "required" {
			t.Errorf("%s: %v", person, err)
		}
	}
	in.Channel = ticket.ChannelEmail
	r, err := d.By(helpdesktest.Requester).Open(t.Context(), in)
	if err != nil {
		t.Fatalf("a letter comes as it is: %v", err)
	}
	boss := d.By(helpdesktest.Operations)
	must(t)(boss.Classify(t.Context(), r.Ticket, helpdesk.Classification{Fields: map[string]string{"expected": "работает"}}))
	must(t)(boss.Move(t.Context(), r.Ticket, helpdesk.Transition{Event: "process"}))
	_, err = boss.Move(t.Context(), r.Ticket, helpdesk.Transition{Event: "resolve", Fields: map[string]string{"solution": "готово", "owner": "x"}})
	e := wantCode(t, err, helpdesk.Invalid)
	var told []string
	for _, f := range e.Faults {
		told = append(told, f.Field+" "+f.Rule)
	}
	if got := strings.Join(told, ", "); got != "fields.owner no_such_name, fields.cause required, fields.serial required" {
		t.Errorf("told %s", got)
	}
	story, err := boss.Story(t.Context(), r.Ticket)
	if err != nil {
		t.Fatal(err)
	}
	for _, w := range story.Moves {
		keys := []string{}
		for _, f := range w.Move.Fields {
			keys = append(keys, f.Key+":"+f.As)
		}
		if w.Move.Event == "resolve" && strings.Join(keys, " ") != "solution:solution closing-reason:reason article:article cause:field serial:field" {
			t.Errorf("resolve asks %v", keys)
		}
	}
	must(t)(boss.Fill(t.Context(), r.Ticket, helpdesk.Filling{Fields: map[string]string{"serial": "77"}}))
	must(t)(boss.Move(t.Context(), r.Ticket, helpdesk.Transition{Event: "resolve", Fields: map[string]string{"solution": "готово", "cause": "ours"}}))
	got, err := boss.Ticket(t.Context(), r.Ticket)
	if err != nil || got.Fields["cause"] != "ours" || got.Fields["serial"] != "77" || got.Solution != "готово" {
		t.Errorf("%v %v", got, err)
	}
}

func TestFieldsChangeAfterTheOpeningAndThePlanFollows(t *testing.T) {
	t.Parallel()
	d := ruled(t, helpdesk.Config{})
	id := filled(t, d, helpdesktest.Requester, helpdesk.NewRequest{Category: "consultation", Fields: map[string]string{"seats": "200"}})
	boss := d.By(helpdesktest.Operations)
	before, err := boss.Ticket(t.Context(), id)
	if err != nil || before.Plan != "standard" || before.Rule != "matrix:consultation/normal" {
		t.Fatalf("%s by %s %v", before.Plan, before.Rule, err)
	}
	_, err = d.By(helpdesktest.Agent2).Fill(t.Context(), id, helpdesk.Filling{Fields: map[string]string{"serial": "1"}})
	wantCode(t, err, helpdesk.Forbidden)
	_, err = d.By(helpdesktest.Requester).Fill(t.Context(), id, helpdesk.Filling{Fields: map[string]string{"seats": "1"}})
	wantCode(t, err, helpdesk.Forbidden)
	_, err = boss.Fill(t.Context(), id, helpdesk.Filling{})
	wantCode(t, err, helpdesk.Invalid)

	must(t)(boss.Fill(t.Context(), id, helpdesk.Filling{Fields: map[string]string{"serial": "2", "product": "mail"}}))
	after, err := boss.Ticket(t.Context(), id)
	if err != nil || after.Plan != "outage" || after.Rule != "exception:big-mail" || !after.Due.Before(before.Due) {
		t.Fatalf("%s by %s, due %s, was %s, %v", after.Plan, after.Rule, after.Due, before.Due, err)
	}
	reason, err := d.Reason(t.Context(), after.Regulation, after.Rule)
	if err != nil || reason.In("ru") != "Почта большой компании" {
		t.Errorf("%v %v", reason, err)
	}
	explained, err := d.By(helpdesktest.Requester).Explain(t.Context(), id, "reaction")
	if err != nil || explained.Rule != "exception:big-mail" {
		t.Errorf("%v %v", explained.Rule, err)
	}
	must(t)(boss.Fill(t.Context(), id, helpdesk.Filling{Fields: map[string]string{"seats": ""}}))
	if back, err := boss.Ticket(t.Context(), id); err != nil || back.Plan != "standard" || back.Fields["seats"] != "" {
		t.Errorf("%v %v", back, err)
	}
	receipt, err := boss.Fill(t.Context(), id, helpdesk.Filling{Fields: map[string]string{"product": "mail"}})
	if err != nil || receipt.Version != 3 {
		t.Errorf("what is the same already is no change: %v %v", receipt, err)
	}
	var events []event.Kind
	for _, k := range d.Kinds(id) {
		if k == event.TicketFilled {
			events = append(events, k)
		}
	}
	if len(events) != 2 {
		t.Errorf("told %v", d.Kinds(id))
	}
	whole(t, d)
}

func TestARouteGivesATicketToAnotherTeam(t *testing.T) {
	t.Parallel()
	d := ruled(t, helpdesk.Config{})
	id := filled(t, d, helpdesktest.Requester, helpdesk.NewRequest{Fields: map[string]string{"product": "phone"}})
	boss := d.By(helpdesktest.Operations)
	must(t)(boss.Classify(t.Context(), id, helpdesk.Classification{Fields: map[string]string{"serial": "1"}}))
	if got, err := boss.Ticket(t.Context(), id); err != nil || got.Team != "line1" {
		t.Errorf("%s %v", got.Team, err)
	}
	must(t)(boss.Move(t.Context(), id, helpdesk.Transition{Event: "process"}))
	story, err := boss.Story(t.Context(), id)
	if err != nil || story.Ticket.Team != "line3" {
		t.Fatalf("%s %v", story.Ticket.Team, err)
	}
	last := story.Journal[len(story.Journal)-1]
	if route, _ := last.Value("route"); route != "route:phones" {
		t.Errorf("the journal tells %v", last.Facts)
	}
	whole(t, d)
}

func TestARuleThatFailsIsPassedOverAndReportedWithTheTicket(t *testing.T) {
	t.Parallel()
	d := ruled(t, helpdesk.Config{})
	id := filled(t, d, helpdesktest.Requester, helpdesk.NewRequest{Fields: map[string]string{"product": "mail", "seats": "300"}})
	story, err := d.By(helpdesktest.Administrator).Story(t.Context(), id)
	if err != nil {
		t.Fatal(err)
	}
	if story.Ticket.Rule != "exception:big-mail" {
		t.Errorf("the rules behind it do not count: %s", story.Ticket.Rule)
	}
	i := slices.IndexFunc(story.Journal, func(e ticket.Entry) bool { return e.Event == string(event.RuleFailed) })
	if i < 0 {
		t.Fatal("nobody is told")
	}
	failed, _ := story.Journal[i].Value("failed_rule")
	problem, _ := story.Journal[i].Value("problem")
	if failed != "exception:broken" || problem == "" || story.Journal[i].Actor != "system:rules" {
		t.Errorf("told %v by %s", story.Journal[i].Facts, story.Journal[i].Actor)
	}
	if !slices.Contains(d.Kinds(id), event.RuleFailed) {
		t.Errorf("told %v", d.Kinds(id))
	}
	whole(t, d)
}

func TestNumbersOfAYearCountAnewInTheYearOfTheDesk(t *testing.T) {
	t.Parallel()
	r := helpdesk.Levels()
	r.Numbering = "{year}/{n}"
	d := helpdesktest.New(t, helpdesktest.WithPeople(), helpdesktest.With(helpdesk.Config{Regulation: &r}), helpdesktest.At(moscow(t, "2026-12-31 23:00")))
	number := func() string {
		r, err := d.By(helpdesktest.Requester).Open(t.Context(), helpdesk.NewRequest{Subject: "С", Text: "Т", Category: "defect"})
		if err != nil {
			t.Fatal(err)
		}
		return r.Number
	}
	first, second := number(), number()
	d.Clock.Set(moscow(t, "2027-01-01 00:30")) // still 2026 in Greenwich
	if third := number(); first != "2026/1" || second != "2026/2" || third != "2027/1" {
		t.Errorf("%s %s %s", first, second, third)
	}
}

func TestADeskThatLacksWhatTheRegulationNamesIsNotReady(t *testing.T) {
	t.Parallel()
	r := withRules(t)
	r.Fields[1].Kind = "serial-number"
	r.Moves[0].Guards = append(r.Moves[0].Guards, "stock")
	r.Moves[1].Effects = []string{"tell-erp"}
	wantCode(t, r.Prove(), helpdesk.Invalid)
	if err := r.Prove("serial-number", "stock", "tell-erp"); err != nil {
		t.Fatal(err)
	}
	if got := strings.Join(r.GoNames(), " "); got != "serial-number stock tell-erp" {
		t.Errorf("it names %s", got)
	}
	full := helpdesk.Config{
		Regulation: r,
		FieldKinds: map[string]helpdesk.FieldKind{"serial-number": func(context.Context, helpdesk.Field, string) (string, helpdesk.Text, error) { return "", nil, nil }},
		Guards:     map[string]helpdesk.Guard{"stock": func(context.Context, helpdesk.Passage) (helpdesk.Text, error) { return nil, nil }},
		Effects:    map[string]helpdesk.Effect{"tell-erp": func(context.Context, helpdesk.Passage) (helpdesk.Outcome, error) { return helpdesk.Outcome{}, nil }},
	}
	store := memory.New()
	d := helpdesktest.New(t, helpdesktest.In(store), helpdesktest.WithPeople(), helpdesktest.With(full))
	if err := d.Ready(t.Context()); err != nil {
		t.Fatal(err)
	}
	poor, err := helpdesk.New(t.Context(), store, helpdesk.Config{Guards: full.Guards})
	if err != nil {
		t.Fatal(err)
	}
	e := wantCode(t, poor.Ready(t.Context()), helpdesk.Unavailable)
	if e.Params["names"] != "serial-number, tell-erp" {
		t.Errorf("told %v", e)
	}
	_, err = poor.As(helpdesk.Person(helpdesktest.Operations)).Open(t.Context(), helpdesk.NewRequest{Subject: "С", Text: "Т", Category: "hosting", Fields: map[string]string{"serial": "7"}})
	wantCode(t, err, helpdesk.Unavailable)
}

func TestKindsGuardsAndEffectsOfTheHostDoTheirWork(t *testing.T) {
	t.Parallel()
	r := withRules(t)
	r.Exceptions = r.Exceptions[1:]
	r.Fields[1].Kind = "serial-number"
	process := slices.IndexFunc(r.Moves, func(m helpdesk.Move) bool { return m.Event == "process" })
	r.Moves[process].Guards = append(r.Moves[process].Guards, "serial")
	r.Moves[process].Effects = []string{"plan-visit"}
	failing := errors.New("the stock does not answer")
	d := ruled(t, helpdesk.Config{
		Regulation: r,
		FieldKinds: map[string]helpdesk.FieldKind{"serial-number": func(_ context.Context, f helpdesk.Field, value string) (string, helpdesk.Text, error) {
			if f.Key != "serial" || value == "down" {
				return "", nil, failing
			}
			if !strings.HasPrefix(strings.ToUpper(value), "SN") {
				return "", helpdesk.Text{"ru": "Номер начинается с SN", "en": "It begins with SN"}, nil
			}
			return strings.ToUpper(value), nil, nil
		}},
		Guards: map[string]helpdesk.Guard{"serial": func(_ context.Context, p helpdesk.Passage) (helpdesk.Text, error) {
			if p.Ticket.Fields["serial"] == "" {
				return helpdesk.Text{"ru": "Сначала серийный номер"}, nil
			}
			return nil, nil
		}},
		Effects: map[string]helpdesk.Effect{"plan-visit": func(_ context.Context, p helpdesk.Passage) (helpdesk.Outcome, error) {
			return helpdesk.Outcome{
				Fields: map[string]string{"card": "https://erp.example/" + p.Ticket.Fields["serial"]},
				Note:   "Запланирован выезд.",
				Tasks:  []helpdesk.NewTask{{Title: "Выезд", Assignee: helpdesktest.Agent2}},
			}, nil
		}},
	})
	id := filled(t, d, helpdesktest.Requester, helpdesk.NewRequest{})
	boss := d.By(helpdesktest.Operations)
	must(t)(boss.Classify(t.Context(), id, helpdesk.Classification{}))

	_, err := boss.Move(t.Context(), id, helpdesk.Transition{Event: "process"})
	if e := wantCode(t, err, helpdesk.Refused); e.Reason != "guard" || e.Params["text_ru"] != "Сначала серийный номер" {
		t.Errorf("%v", err)
	}
	_, err = boss.Fill(t.Context(), id, helpdesk.Filling{Fields: map[string]string{"serial": "77"}})
	if e := wantCode(t, err, helpdesk.Invalid); e.Faults[0].Rule != "rejected" || e.Faults[0].Params["text_en"] != "It begins with SN" {
		t.Errorf("%v", err)
	}
	_, err = boss.Fill(t.Context(), id, helpdesk.Filling{Fields: map[string]string{"serial": "down"}})
	if e := wantCode(t, err, helpdesk.Internal); !errors.Is(e, failing) {
		t.Errorf("%v", err)
	}
	must(t)(boss.Fill(t.Context(), id, helpdesk.Filling{Fields: map[string]string{"serial": "sn-7"}}))
	must(t)(boss.Move(t.Context(), id, helpdesk.Transition{Event: "process"}))
	story, err := boss.Story(t.Context(), id)
	if err != nil {
		t.Fatal(err)
	}
	if story.Ticket.Fields["card"] != "https://erp.example/SN-7" || story.Ticket.Stage != "level2" {
		t.Errorf("%v", story.Ticket)
	}
	if n := len(story.Messages); story.Messages[n-1].Text != "Запланирован выезд." || story.Messages[n-1].Author != "system:rules" {
		t.Errorf("%v", story.Messages)
	}
	if !slices.ContainsFunc(story.Tasks, func(t ticket.Task) bool { return t.Title == "Выезд" && t.Assignee == helpdesktest.Agent2 }) {
		t.Errorf("%v", story.Tasks)
	}
	whole(t, d)
}

func TestAgentsSeeOnlyWhatTheirTeamsHaveWhereTheRegulationSaysSo(t *testing.T) {
	t.Parallel()
	r := helpdesk.Levels()
	r.Sight = helpdesk.SightTeams
	d := helpdesktest.New(t, helpdesktest.WithPeople(), helpdesktest.With(helpdesk.Config{Regulation: &r}))
	id := filled(t, d, helpdesktest.Requester, helpdesk.NewRequest{})
	for person, sees := range map[string]bool{
		helpdesktest.Agent1: true, helpdesktest.Agent2: false, helpdesktest.Operations: true, helpdesktest.Quality: true, helpdesktest.Administrator: false,
	} {
		_, err := d.By(person).Ticket(t.Context(), id)
		if (err == nil) != sees || err != nil && !errors.Is(err, helpdesk.NotFound) {
			t.Errorf("%s: %v", person, err)
		}
	}
}

// whole proves that the store holds what the journals tell.
func whole(t *testing.T, d *helpdesktest.Desk) {
	t.Helper()
	n, err := d.Check(t.Context(), func(f storage.Finding) { t.Errorf("%s: %s", f.Invariant, f.Text) })
	if err != nil || n == 0 {
		t.Errorf("%d tickets were proved: %v", n, err)
	}
}

func TestWhatIsWrongWithFieldsAndRulesIsProved(t *testing.T) {
	t.Parallel()
	night := helpdesk.Exception{Key: "again", When: `priority == "critical" and not opened.working and fields.seats > 3`, Plan: "outage", Reason: helpdesk.Text{"ru": "…"}}
	for _, row := range []struct {
		name        string
		spoil       func(*helpdesk.Regulation)
		field, rule string
	}{
		{"a field that nothing asks for", func(r *helpdesk.Regulation) { r.Forms[0].Fields = r.Forms[0].Fields[1:] }, "fields[2]", "unused"},
		{"a field of a kind that is not there", func(r *helpdesk.Regulation) { r.Fields[0].Kind = "colour" }, "fields[0].kind", "unknown"},
		{"a field without a kind", func(r *helpdesk.Regulation) { r.Fields[0].Kind = "" }, "fields[0].kind", "required"},
		{"a field without a title", func(r *helpdesk.Regulation) { r.Fields[0].Title = nil }, "fields[0].title", "required"},
		{"a key that conditions cannot name", func(r *helpdesk.Regulation) { r.Fields[7].Key = "Cause!" }, "fields[7].key", "format"},
		{"a section that is not there", func(r *helpdesk.Regulation) { r.Fields[0].Section = "cellar" }, "fields[0].section", "unknown"},
		{"a right that is not there", func(r *helpdesk.Regulation) { r.Fields[0].Requester = "steals" }, "fields[0].requester", "unknown"},
		{"a choice of nothing", func(r *helpdesk.Regulation) { r.Fields[3].Choices = nil }, "fields[3].choices", "required"},
		{"a choice given twice", func(r *helpdesk.Regulation) { r.Fields[3].Choices[1].Key = "mail" }, "fields[3].choices[1].key", "twice"},
		{"choices of a text", func(r *helpdesk.Regulation) { r.Fields[1].Choices = r.Fields[3].Choices }, "fields[1].choices", "misplaced"},
		{"bounds of a text", func(r *helpdesk.Regulation) { r.Fields[1].Min = r.Fields[2].Min }, "fields[1]", "misplaced"},
		{"bounds that cross", func(r *helpdesk.Regulation) { r.Fields[2].Min, r.Fields[2].Max = r.Fields[2].Max, r.Fields[2].Min }, "fields[2].min", "range"},
		{"a form for a category that is not there", func(r *helpdesk.Regulation) { r.Forms[1].Categories = []string{"x"} }, "forms[1].categories[0]", "unknown"},
		{"a form with a field that is not there", func(r *helpdesk.Regulation) { r.Forms[1].Fields[0].Field = "x" }, "forms[1].fields[0].field", "unknown"},
		{"a form that asks twice", func(r *helpdesk.Regulation) { r.Forms[0].Fields[1].Field = "seats" }, "forms[0].fields[1].field", "twice"},
		{"a form before a move that is not there", func(r *helpdesk.Regulation) { r.Forms[0].Fields[0].Moves = []string{"fly"} }, "forms[0].fields[0].moves[0]", "unknown"},
		{"a form that asks the requester for what is hidden from him", func(r *helpdesk.Regulation) { r.Forms[0].Fields[3].Moves = []string{"accept"} }, "forms[0].fields[3].moves[0]", "hidden"},
		{"a form that asks the system", func(r *helpdesk.Regulation) { r.Forms[0].Fields[0].Moves = []string{"expire"} }, "forms[0].fields[0].moves[0]", "hidden"},
		{"a move that asks the requester for what is hidden from him", func(r *helpdesk.Regulation) {
			r.Moves[6].Fields = append(r.Moves[6].Fields, helpdesk.MoveField{Key: "owner", As: helpdesk.FieldOfTicket})
		}, "moves[6].fields[1].key", "hidden"},
		{"a condition that does not read", func(r *helpdesk.Regulation) { r.Exceptions[0].When = "priority ==" }, "exceptions[0].when", "condition"},
		{"a condition on what is not there", func(r *helpdesk.Regulation) { r.Exceptions[0].When = `fields.colour == "red"` }, "exceptions[0].when", "condition"},
		{"a condition on a value that is never there", func(r *helpdesk.Regulation) { r.Exceptions[0].When = `priority == "high"` }, "exceptions[0].when", "condition"},
		{"a condition that contradicts itself", func(r *helpdesk.Regulation) {
			r.Exceptions[0].When = `priority == "urgent" and priority == "critical"`
		}, "exceptions[0].when", "never"},
		{"a rule behind one that is always true", func(r *helpdesk.Regulation) { r.Exceptions[1].When = "true" }, "exceptions[2].when", "shadowed"},
		{"a rule behind one that holds wherever it does", func(r *helpdesk.Regulation) { r.Exceptions = append(r.Exceptions, night) }, "exceptions[3].when", "shadowed"},
		{"a rule given twice", func(r *helpdesk.Regulation) { r.Exceptions[1].Key = "broken" }, "exceptions[1].key", "twice"},
		{"a rule without a reason", func(r *helpdesk.Regulation) { r.Routes[0].Reason = nil }, "routes[0].reason", "required"},
		{"a plan that is not there", func(r *helpdesk.Regulation) { r.Exceptions[0].Plan = "gold" }, "exceptions[0].plan", "unknown"},
		{"a team that is not there", func(r *helpdesk.Regulation) { r.Routes[0].Team = "x" }, "routes[0].team", "unknown"},
		{"a stage that is not there", func(r *helpdesk.Regulation) { r.Routes[0].Stages = []string{"x"} }, "routes[0].stages[0]", "unknown"},
		{"too many rules", func(r *helpdesk.Regulation) { r.Exceptions = slices.Repeat(r.Exceptions, 200) }, "exceptions", "too_many"},
		{"colleagues that are none", func(r *helpdesk.Regulation) { r.Colleagues = "all" }, "colleagues", "unknown"},
		{"a sight that is none", func(r *helpdesk.Regulation) { r.Sight = "stars" }, "sight", "unknown"},
		{"a number with other braces", func(r *helpdesk.Regulation) { r.Numbering = "{month}-{n}" }, "numbering", "numbering"},
		{"a template without a text", func(r *helpdesk.Regulation) { r.Templates = []helpdesk.Template{{Key: "x"}} }, "templates[0].text", "required"},
		{"a clock that never runs", func(r *helpdesk.Regulation) { r.Clocks[0].Stages = nil }, "clocks[0].stages", "required"},
	} {
		t.Run(row.name, func(t *testing.T) {
			t.Parallel()
			r := withRules(t)
			row.spoil(r)
			e := wantCode(t, r.Prove(), helpdesk.Invalid)
			if !slices.ContainsFunc(e.Faults, func(f helpdesk.Fault) bool { return f.Field == row.field && f.Rule == row.rule }) {
				t.Errorf("%s %s is not among %v", row.field, row.rule, e.Faults)
			}
		})
	}
	r := withRules(t)
	r.Routes = append(r.Routes, helpdesk.Route{Key: "elsewhere", When: r.Routes[0].When, Stages: []string{"level3"}, Team: "line1", Reason: helpdesk.Text{"ru": "…"}})
	if err := r.Prove(); err != nil {
		t.Errorf("routes of different stages are no shadows: %v", err)
	}
}
