package portal_test

import (
	"net/http"
	"strings"
	"testing"

	"github.com/helpdesk-go/helpdesk"
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
