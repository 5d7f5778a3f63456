package portal_test

import (
	"bytes"
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/xuri/excelize/v2"

	"github.com/helpdesk-go/helpdesk"
	"github.com/helpdesk-go/helpdesk/ticket"
)

// kept is a world with an administrator who may appoint agents.
func kept(t *testing.T) *world {
	t.Helper()
	w := newWorld(t)
	_, err := w.desk.As(helpdesk.System("setup")).PutPerson(t.Context(), ticket.Person{
		ID: "ershov", Name: "Ершов Глеб", Roles: []ticket.Role{ticket.RoleAgent, ticket.RoleAdministrator},
	})
	if err != nil {
		t.Fatal(err)
	}
	return w
}

func TestTheAdministratorKeepsPeopleOrganizationsAndTeams(t *testing.T) {
	t.Parallel()
	w := kept(t)
	for _, page := range []string{"add/person", "add/organization", "add/team", "add/contract", "people/petrov/edit", "organizations/vector/edit", "teams/line1/edit"} {
		w.get("ershov", "/support/"+page).is(http.StatusOK)
		w.get("petrov", "/support/"+page).is(http.StatusForbidden)
		w.get("anna", "/support/"+page).is(http.StatusForbidden)
	}
	w.get("ershov", "/support/people").says("Добавить человека", "Организации", "Команды")
	w.get("petrov", "/support/people").keepsSilent("Добавить человека")

	w.post("ershov", "/support/add/person", "id", "vera", "name", "Вера Ильина", "roles", "agent", "organization", "vector", "zone", "Asia/Omsk", "language", "en").
		is(http.StatusOK).says("Сохранено", "Вера Ильина", "специалист", "Asia/Omsk", "ООО «Вектор»")
	w.post("ershov", "/support/add/person", "name", "Кира", "roles", "quality-manager").is(http.StatusForbidden).says("Не хватает: менеджер качества", "Кира")
	w.post("ershov", "/support/add/person", "name", "", "email", "x", "zone", "Mars").is(http.StatusUnprocessableEntity).says("Заполните", "Europe/Moscow")
	w.post("ershov", "/support/people/vera/edit", "version", "1", "name", "Вера Н. Ильина", "roles", "agent").is(http.StatusOK).says("Вера Н. Ильина")
	w.post("ershov", "/support/people/vera/edit", "version", "1", "name", "Опоздала").is(http.StatusConflict).says("Опоздала")
	w.post("petrov", "/support/people/vera/edit", "version", "2", "name", "x").is(http.StatusForbidden)

	w.post("ershov", "/support/add/organization", "id", "part", "name", "Филиал", "domains", "Part.Example\nfilial.example", "parent", "vector").
		is(http.StatusOK).says("Филиал", "filial.example, part.example", "ООО «Вектор»")
	w.post("ershov", "/support/add/team", "id", "night", "name", "Ночная смена", "members", "vera", "leads", "vera", "outside", "yes").
		is(http.StatusOK).says("Ночная смена", "Вера Н. Ильина", "возглавляет", "другая компания")
	w.post("ershov", "/support/teams/night/edit", "version", "1", "name", "Ночь", "leads", "vera").is(http.StatusUnprocessableEntity).says("Такого нет")
	w.post("ershov", "/support/organizations/part/merge", "into", "vector").is(http.StatusOK).says("Теперь это одна запись", "ООО «Вектор»")
	w.get("ershov", "/support/organizations/part").is(http.StatusOK).says("ООО «Вектор»")
}

func TestPeopleBeyondTheFirstPageAreListed(t *testing.T) {
	t.Parallel()
	w := kept(t)
	s := w.desk.As(helpdesk.System("setup"))
	for i := range 110 {
		if _, err := s.PutPerson(t.Context(), ticket.Person{ID: fmt.Sprintf("ya%03d", i), Name: fmt.Sprintf("Яков %03d", i)}); err != nil {
			t.Fatal(err)
		}
	}
	w.get("petrov", "/support/people?text=яков").says("Яков 000", "Яков 099", "Дальше", "after=ya099").keepsSilent("Яков 100", "В начало списка")
	w.get("petrov", "/support/people?text=яков&after=ya099").says("Яков 100", "Яков 109", "В начало списка").keepsSilent("Дальше")
}

func TestOrganizationsBeyondTheFirstPageAreListedChosenAndCalledByName(t *testing.T) {
	t.Parallel()
	w := kept(t)
	s := w.desk.As(helpdesk.System("setup"))
	must := func(_ int64, err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	for i := range 210 {
		must(s.PutOrganization(t.Context(), ticket.Organization{ID: fmt.Sprintf("a%03d", i), Name: fmt.Sprintf("Артель %03d", i)}))
	}
	must(s.PutOrganization(t.Context(), ticket.Organization{ID: "last", Name: "Яхонт", Parent: "vector"}))
	must(s.PutPerson(t.Context(), ticket.Person{ID: "yana", Name: "Яна", Organization: "last"}))
	w.get("petrov", "/support/organizations?text=а").says("Артель 000", "Артель 099", "Дальше", "after=a099").keepsSilent("Артель 100", "В начало списка")
	w.get("petrov", "/support/organizations?after=a199").says("Артель 209", "Яхонт", "В начало списка").keepsSilent("Дальше")
	a := w.post("yana", "/support/ask/consultation", "subject", "Вход", "text", "Не входит", "kind", "question").is(http.StatusOK)
	n := strings.TrimPrefix(a.path, "/support/requests/")
	w.get("petrov", "/support/queues/all").says("Яхонт")
	w.get("petrov", "/support/tickets/"+n).says("Яхонт")
	w.get("petrov", "/support/queues/all?organization=last").says(n, `<option value="last" selected>Яхонт</option>`)
	w.get("petrov", "/support/people?text=Яна").says("Яхонт")
	w.get("ershov", "/support/people/yana/edit").says(`<option value="last" selected>Яхонт</option>`)
}

func TestAnAbsenceShowsWhoStandsInAndLeavingHandsTheWorkOver(t *testing.T) {
	t.Parallel()
	w := kept(t)
	n := w.opened("Доступ к отчётам")
	w.post("orlova", "/support/tickets/"+n+"/assign", "agent", "petrov", "team", "line1").is(http.StatusOK)
	at := func(d time.Duration) string {
		return begin.Add(d).In(time.FixedZone("MSK", 3*3600)).Format("2006-01-02T15:04")
	}
	w.post("petrov", "/support/people/petrov/absence", "from", at(0), "until", at(48*time.Hour), "stand_in", "sidorova", "note", "отпуск").
		is(http.StatusOK).says("Отсутствие отмечено", "Сидорова Мария", "отпуск")
	w.post("sidorova", "/support/people/petrov/absence", "from", at(0), "until", at(time.Hour)).is(http.StatusForbidden)
	w.get("anna", "/support/absences").is(http.StatusForbidden)
	for _, page := range []string{"people?text=Петров", "absences", "teams"} {
		w.get("orlova", "/support/"+page).says("Сидорова")
	}
	w.get("orlova", "/support/tickets/"+n).says("нет на месте до")
	if moved, err := w.desk.Relieve(t.Context()); err != nil || moved != 1 {
		t.Errorf("%d, %v", moved, err)
	}
	w.get("orlova", "/support/tickets/"+n).says("сотрудника нет на месте", "вместо")
	w.post("ershov", "/support/people/sidorova/leave", "to", "wong", "reason", "уволилась").is(http.StatusOK).says("Человек ушёл", "больше не работает")
	w.get("orlova", "/support/tickets/"+n).says("Wong")
	w.post("ershov", "/support/people/wong/merge", "into", "ghost").is(http.StatusUnprocessableEntity).says("Такого нет")
	w.post("orlova", "/support/people/wong/handover", "to", "").is(http.StatusOK).says("Работа передана")
}

func TestARequesterSeesWhatIsLeftByService(t *testing.T) {
	t.Parallel()
	w := kept(t)
	w.post("ershov", "/support/add/contract", "number", "ТП-17", "organization", "vector", "from", "2026-01-01",
		"services[0].title", "Поддержка", "services[0].bought", "1:30", "services[1].title", "Хостинг", "services[1].bought", "", "services[1].categories", "hosting").
		is(http.StatusOK).says("ТП-17", "Поддержка", "осталось", "бессрочно")
	w.post("ershov", "/support/add/contract", "number", "тп-17", "organization", "vector", "from", "2026-01-01", "services[0].title", "x", "services[0].bought", "много").
		is(http.StatusUnprocessableEntity).says("Не получилось прочитать")
	n := w.opened("Доступ к отчётам")
	w.post("orlova", "/support/tickets/"+n+"/spend", "hours", "2", "minutes", "0").is(http.StatusOK)
	w.get("anna", "/support/balance").is(http.StatusOK).says("ТП-17", "сверх купленного", "потрачено", "Хостинг")
	w.get("boris", "/support/balance").is(http.StatusOK).says("нет договора").keepsSilent("ТП-17")
	w.get("anna", "/support/requests").says("Остаток по договору")
}

func TestTheAccountIsDownloadedAndAPeriodClosedOnThePages(t *testing.T) {
	t.Parallel()
	w := kept(t)
	n := w.opened("Доступ к отчётам")
	w.post("orlova", "/support/tickets/"+n+"/spend", "hours", "2", "minutes", "0", "note", "=1+1").is(http.StatusOK)
	w.get("petrov", "/support/billing").is(http.StatusForbidden)
	w.get("petrov", "/support/billing/export?format=csv").is(http.StatusForbidden)
	w.get("orlova", "/support/billing?organization=vector").is(http.StatusOK).says(n, "ООО «Вектор»", "XLSX")
	w.get("orlova", "/support/billing?through=2020-01-01").says("ничего не записано")
	w.get("orlova", "/support/billing?from=x").says("Проверьте")
	a := w.get("orlova", "/support/billing/export?format=csv-semicolon").is(http.StatusOK)
	if !strings.HasPrefix(a.body, "\ufeffДата работы;") || !strings.Contains(a.body, ";120;2,00;'=1+1;") {
		t.Errorf("%q", a.body)
	}
	a = w.get("orlova", "/support/billing/export?format=xlsx").is(http.StatusOK)
	if _, err := excelize.OpenReader(bytes.NewReader([]byte(a.body))); err != nil {
		t.Error(err)
	}
	w.get("orlova", "/support/billing/export?format=pdf").is(http.StatusNotFound)
	w.post("orlova", "/support/billing/close", "through", "2026-11-22").is(http.StatusOK).says("Период закрыт", "по 22.11.2026")
	w.post("orlova", "/support/billing/close", "through", "2026-11-23").is(http.StatusUnprocessableEntity).says("2026-11-22")
	w.post("petrov", "/support/billing/close", "through", "2026-11-22").is(http.StatusForbidden)
}
