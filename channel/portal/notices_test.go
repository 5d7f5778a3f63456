package portal_test

import (
	"net/http"
	"regexp"
	"testing"
)

var noticeLink = regexp.MustCompile(`href="(/support/notices/[0-9a-f-]{36}/requests/[^"]+)"`)

func TestTheBellLeadsToWhatConcernsSomebody(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	deliver := func() {
		t.Helper()
		if _, err := w.desk.Deliver(t.Context()); err != nil {
			t.Fatal(err)
		}
	}
	deliver()
	n := w.processed("Доступ к отчётам")
	deliver()
	w.get("anna", "/support/requests").is(http.StatusOK).says("Уведомления: 1 новое")
	list := w.get("anna", "/support/notices").is(http.StatusOK).says(n+": Разбираем", "Отметить всё прочитанным", "мне ответили").keepsSilent("мне назначили обращение")
	link := noticeLink.FindStringSubmatch(list.body)
	if link == nil {
		t.Fatal("no notice to open")
	}
	w.get("anna", link[1]).is(http.StatusOK).says("Доступ к отчётам")
	w.get("anna", "/support/notices").keepsSilent("1 новое", "Отметить всё прочитанным")
	w.get("boris", link[1]).is(http.StatusNotFound)
	w.get("petrov", "/support/notices?lang=en").is(http.StatusOK).says("a ticket was given to me", "Quiet from")

	w.post("anna", "/support/notices/preferences", "version", "0", "on.request.replied", "yes", "quiet.from", "25:00", "quiet.to", "08:00").
		is(http.StatusUnprocessableEntity).says("22:00", `value="25:00"`, `name="on.request.replied" value="yes" checked`)
	w.post("anna", "/support/notices/preferences", "version", "0", "on.request.replied", "yes", "quiet.from", "22:00", "quiet.to", "08:00").
		is(http.StatusOK).says("Запомнили", `value="22:00"`).keepsSilent(`name="on.request.step" value="yes" checked`)
	w.post("petrov", "/support/tickets/"+n+"/move/resolve", "fields.solution", "Дали доступ").is(http.StatusOK)
	deliver()
	w.get("anna", "/support/notices").keepsSilent("решено, проверьте")
	w.post("petrov", "/support/notices/read").is(http.StatusOK).says("Все уведомления прочитаны")
}
