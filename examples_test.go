package helpdesk_test

import (
	"os"
	"testing"

	"github.com/helpdesk-go/helpdesk"
	"github.com/helpdesk-go/helpdesk/ticket"
)

// exampleTeams are who works in the teams of the example regulations.
var exampleTeams = map[string][]ticket.Team{
	"it": {
		{ID: "servicedesk", Name: "Первая линия", Members: []string{"agent1"}},
		{ID: "business-apps", Name: "Бизнес-приложения", Members: []string{"agent2"}},
		{ID: "network", Name: "Сеть", Members: []string{"agent3"}},
	},
	"hr": {
		{ID: "hr", Name: "Отдел кадров", Members: []string{"agent1"}},
		{ID: "payroll", Name: "Расчёт зарплаты", Members: []string{"agent2"}},
		{ID: "ethics", Name: "Комиссия по этике", Members: []string{"agent3"}},
	},
	"dispatcher": {
		{ID: "dispatchers", Name: "Диспетчеры", Members: []string{"agent1"}},
		{ID: "plumbers", Name: "Сантехники", Members: []string{"agent2"}},
		{ID: "electricians", Name: "Электрики", Members: []string{"agent3"}},
		{ID: "lifts", Name: "ООО «Лифты»", Members: []string{"vendor1"}, Outside: true},
	},
}

// example reads one of the example regulations; it has to be proved and formatted.
func example(t *testing.T, name string) helpdesk.Regulation {
	t.Helper()
	source, err := os.ReadFile("regulations/examples/" + name + ".yaml")
	if err != nil {
		t.Fatal(err)
	}
	r, err := helpdesk.ProveSource(source)
	if err != nil {
		t.Fatal(err)
	}
	if formatted, err := helpdesk.FormatRegulation(source); err != nil || string(formatted) != string(source) {
		t.Errorf("%s is not formatted: regulation fmt tells how: %v", name, err)
	}
	return r
}

func TestTheExampleRegulationsAreDrivenThroughADay(t *testing.T) {
	t.Parallel()
	for name, teams := range exampleTeams {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			live(t, "testdata/scenarios/example-"+name+".yaml", example(t, name), func(h *house) {
				for _, team := range teams {
					must(h.t)(h.As(helpdesk.System("setup")).PutTeam(h.t.Context(), team))
				}
			})
		})
	}
}

func TestWhatTheCommitteeWritesNeverReachesWhoComplained(t *testing.T) {
	t.Parallel()
	r := example(t, "hr")
	h := newHouseOf(t, stores["memory"](t), moscow(t, "2026-03-02 10:00"), &r)
	made, err := h.as("anna").Open(t.Context(), helpdesk.NewRequest{Subject: "Обращение", Text: "…", Category: "complaint", Fields: map[string]string{"about": "boris"}})
	if err != nil {
		t.Fatal(err)
	}
	must(t)(h.as("boss").Fill(t.Context(), made.Ticket, helpdesk.Filling{Fields: map[string]string{"case": "Э-7", "finding": "Подтвердилось."}}))
	seen, err := h.as("anna").Request(t.Context(), made.Ticket)
	if err != nil || len(seen.Fields) != 1 || seen.Fields["about"] != "boris" || seen.Names["boris"] == "" {
		t.Errorf("anna sees %v and %v: %v", seen.Fields, seen.Names, err)
	}
}
