package portal_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/helpdesk-go/helpdesk"
	"github.com/helpdesk-go/helpdesk/storage"
	"github.com/helpdesk-go/helpdesk/ticket"
)

func TestAnAdministratorLooksAtTheRegulationAndPublishesAnother(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	if _, err := w.desk.As(helpdesk.System("setup")).PutPerson(t.Context(), ticket.Person{ID: "egorov", Name: "Егоров Пётр", Roles: []ticket.Role{ticket.RoleAdministrator}}); err != nil {
		t.Fatal(err)
	}
	n := w.opened("Доступ к отчётам")
	const page = "/support/regulation"
	for _, who := range []string{"petrov", "orlova", "anna"} {
		w.get(who, page).is(http.StatusForbidden)
		w.get(who, page+"/edit").is(http.StatusForbidden)
		w.post(who, page+"/edit", "source", "x").is(http.StatusForbidden)
	}
	w.get("egorov", page).is(http.StatusOK).says("Версия 1", "Ликвидация аварий", "3 уровень (Решение)", "Рабочее время в 2026 году", "1972", "<svg class=\"workflow\"")
	w.get("egorov", page+"/edit").is(http.StatusOK).says("Посмотреть, что изменится", "numbering:").keepsSilent("name=\"publish\"")

	source := strings.Replace(string(helpdesk.LevelsSource()), "targets: {reaction: 1h, processing: 4h, solution: 5d, waiting: 60d}", "targets: {reaction: 30m, processing: 2h, solution: 5d, waiting: 60d}", 1)
	w.post("egorov", page+"/edit", "source", strings.ReplaceAll(source, "\n", "\r\n"), "base", "1").is(http.StatusOK).
		says("Реакция: 1 ч → 30 мин", "у 1 открытого обращения срок раньше", n, "Почему меняем", "name=\"publish\"")
	w.post("egorov", page+"/edit", "source", source, "base", "1", "publish", "yes").is(http.StatusUnprocessableEntity).says("Почему меняем", "numbering:")
	w.post("egorov", page+"/edit", "source", "stages: 5", "base", "1").is(http.StatusUnprocessableEntity).says("строка 1")
	w.post("egorov", page+"/edit", "source", source, "base", "1", "reason", "быстрее", "open_follow", "yes", "publish", "yes").is(http.StatusOK).
		says("Новая версия регламента опубликована", "Версия 2", "Егоров П", "быстрее", "<s>1\u00a0ч</s>")
	w.post("egorov", page+"/edit", "source", source, "base", "1", "reason", "снова", "publish", "yes").is(http.StatusConflict).says("numbering:")
	w.get("egorov", page+"?version=1").is(http.StatusOK).says("Опубликовать снова", "Версия 2").keepsSilent("<s>")
	w.get("egorov", page+"?version=7").is(http.StatusNotFound)
	w.get("egorov", page+"?lang=en").is(http.StatusOK).says("Plan by category and priority", "Level 3 (Solution)")
}

func TestACellOfTheMatrixIsChangedLookedAtAndPublished(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	if _, err := w.desk.As(helpdesk.System("setup")).PutPerson(t.Context(), ticket.Person{ID: "egorov", Name: "Егоров Пётр", Roles: []ticket.Role{ticket.RoleAdministrator}}); err != nil {
		t.Fatal(err)
	}
	const page = "/support/regulation"
	w.get("egorov", page).is(http.StatusOK).says(`name="cell.hosting.critical"`, "Вернуть на 3 уровень", "«Ожидание вендора» стоит", "система", "Декабрь", "176 ч", "короткий день")
	cells := []string{"version", "1", "base", "1", "was.cell.hosting.critical", "outage", "cell.hosting.critical", "urgent", "was.cell.defect.normal", "standard", "cell.defect.normal", "standard"}
	w.post("egorov", page+"/edit", cells...).is(http.StatusOK).says(
		"Критичный в «Проблемы с хостингом»: план Ликвидация аварий → Срочная техподдержка", "<s>Ликвидация аварий</s>", "За последние три месяца",
		`name="publish"`, `name="was.cell.hosting.critical" value="urgent"`, "# The work task is named")
	w.post("egorov", page+"/edit", append(cells, "cell.hosting.critical", "nothing")...).is(http.StatusUnprocessableEntity).says("Такого нет")
	w.post("orlova", page+"/edit", cells...).is(http.StatusForbidden)

	source := strings.Replace(string(helpdesk.LevelsSource()), "critical: outage}\n  - key: hosting", "critical: urgent}\n  - key: hosting", 1)
	w.post("egorov", page+"/edit", "source", source, "base", "1", "reason", "чаще", "publish", "yes",
		"was.cell.hosting.critical", "outage", "cell.hosting.critical", "urgent").is(http.StatusOK).says("Версия 2", "<s>Ликвидация аварий</s>")
	r, _, err := w.desk.Regulation(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range r.Categories {
		if (c.Key == "hosting" || c.Key == "defect") && c.Plans["critical"] != "urgent" {
			t.Errorf("%s: %v", c.Key, c.Plans)
		}
	}
}

func TestListsAreNarrowedByFieldsOfTheDesk(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	boss := w.desk.As(helpdesk.System("setup"))
	one, other := w.opened("Доступ к отчётам"), w.opened("Печать накладных")
	page, err := boss.Tickets(t.Context(), storage.Query{Filter: ticket.Filter{Text: one}})
	if err != nil || len(page.Tickets) != 1 {
		t.Fatal(err)
	}
	if _, err := boss.Fill(t.Context(), page.Tickets[0].ID, helpdesk.Filling{Fields: map[string]string{"product": "Портал «А» & Б"}}); err != nil {
		t.Fatal(err)
	}
	const list = "/support/queues/all"
	query := "?field.product=" + url.QueryEscape("Портал «А» & Б")
	w.get("petrov", list).is(http.StatusOK).says(`name="field.product"`, one, other)
	w.get("petrov", list+query).is(http.StatusOK).says(one, `value="Портал «А»`, "field.product=%D0%9F").keepsSilent(other)
	w.get("petrov", list+"?field.product=x").is(http.StatusOK).keepsSilent(one, other).says("Сбросить фильтр")
	w.get("petrov", list+"?field.colour=x").is(http.StatusUnprocessableEntity).says("Поле", "Есть: expected")
}
