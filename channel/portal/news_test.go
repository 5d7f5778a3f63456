package portal_test

import (
	"fmt"
	"net/http"
	"regexp"
	"testing"
	"time"
)

var olderNews = regexp.MustCompile(`href="(/support/[a-z/]*news\?before=[^"]+)"`)

func TestTheFeedTellsRequestersWhatHappenedToTheirsAndTheStaffByOrganization(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.get("anna", "/support/news").is(http.StatusOK).says("Пока ничего не происходило").keepsSilent("Что было раньше")
	n := w.processed("Доступ к отчётам")
	w.post("petrov", "/support/tickets/"+n+"/note", "text", "CANARY").is(http.StatusOK)
	w.post("petrov", "/support/tickets/"+n+"/move/resolve", "fields.solution", "Дали доступ").is(http.StatusOK)

	w.get("anna", "/support/requests").says(`href="/support/news"`)
	w.get("anna", "/support/news").is(http.StatusOK).
		says("Новое обращение", "Климова Анна", "Теперь: Разбираем", "Петров Иван", "Решено, ждёт проверки", `href="/support/requests/`+n+`"`, "Доступ к отчётам").
		keepsSilent("CANARY", "К самому новому")
	w.get("anna", "/support/news?lang=en").says("New request", "Solved, to be checked")
	w.get("boris", "/support/news").is(http.StatusOK).keepsSilent(n, "Доступ к отчётам")

	w.get("petrov", "/support/organizations/vector").says(`href="/support/organizations/vector/news"`)
	w.get("petrov", "/support/organizations/vector/news").is(http.StatusOK).says("ООО «Вектор»", "Новое обращение", `href="/support/tickets/`+n+`"`).keepsSilent("CANARY")
	w.get("petrov", "/support/organizations/north/news").is(http.StatusOK).says("Пока ничего не происходило")
	w.get("petrov", "/support/organizations/nobody/news").is(http.StatusNotFound)
	w.get("anna", "/support/organizations/vector/news").is(http.StatusForbidden)
	w.get("anna", "/support/news?before=nonsense").is(http.StatusNotFound)
}

func TestTheFeedGoesOnPageByPage(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	const requests = 35
	for i := range requests {
		w.opened(fmt.Sprintf("Вопрос %02d", i))
		w.pass(time.Minute)
	}
	first := w.get("anna", "/support/news").is(http.StatusOK).says("Вопрос 34", "Вопрос 05", "Что было раньше").keepsSilent("Вопрос 04", "К самому новому")
	older := olderNews.FindStringSubmatch(first.body)
	if older == nil {
		t.Fatal("there is no way on")
	}
	w.get("anna", older[1]).is(http.StatusOK).says("Вопрос 04", "Вопрос 00", "К самому новому").keepsSilent("Вопрос 05", "Что было раньше")
}
