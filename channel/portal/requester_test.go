package portal_test

import (
	"net/http"
	"regexp"
	"strings"
	"testing"
	"time"
)

func TestARequesterAsksAndSeesWhereItStands(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.get("anna", "/support/").is(http.StatusOK).says("Мои обращения", "Обращений пока нет")
	w.get("anna", "/support/ask").is(http.StatusOK).says("О чём ваше обращение?", "Вопрос / консультация по проекту", "/support/ask/consultation")
	w.get("anna", "/support/ask/consultation").is(http.StatusOK).says("+7 900 111-22-33", "Срочный", "Замечание")
	n := w.opened("Доступ к отчётам")
	w.get("anna", "/support/requests/"+n).is(http.StatusOK).
		says(n, "Доступ к отчётам", "Принято", "Разбираем", "Закрыто", "Не вижу отчёт", "сегодня, 12:00", "осталось 1\u00a0ч").
		keepsSilent("Отклонено")
	w.get("anna", "/support/requests").is(http.StatusOK).says("Открытые 1", n, "до сегодня, 12:00")
	w.get("anna", "/support/requests?text=отчёт").says(n)
	w.get("anna", "/support/requests?text=акт").says("ничего не нашлось").keepsSilent(n)
	w.get("anna", "/support/requests/"+n+"/why").is(http.StatusOK).says("рабочее время", "11:00–12:00", "будет", "Стандартная техподдержка", "Как шло время").keepsSilent("matrix:")
	w.pass(2 * time.Hour)
	w.get("anna", "/support/requests/"+n).says("Задерживаем на 1\u00a0ч", "Извините")
}

func TestARequesterAcceptsOrReturnsASolution(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	n := w.processed("Доступ к отчётам")
	w.post("petrov", "/support/tickets/"+n+"/move/resolve", "fields.solution", "Дали доступ").is(http.StatusOK)
	w.get("anna", "/support/requests").is(http.StatusOK).says("Ждут вас 1", "Принять решение", "Вернуть в работу")
	page := w.get("anna", "/support/requests/"+n).is(http.StatusOK).says("Решено — проверьте", "Дали доступ", "Петров Иван")

	w.post("anna", "/support/requests/"+n+"/move/reopen", "fields.comment", " ").is(http.StatusUnprocessableEntity).says("Заполните, пожалуйста", "<details id=\"move-reopen\" open>")
	w.post("anna", "/support/requests/"+n+"/move/reopen", "fields.comment", "Всё равно не видно").is(http.StatusOK).says("Всё равно не видно")
	w.post("anna", "/support/requests/"+n+"/move/accept", "fields.rating", "9", "key", key(page)).is(http.StatusUnprocessableEntity).says("от 1 до 5")
	w.post("anna", "/support/requests/"+n+"/move/accept", "fields.rating", "5").is(http.StatusOK).says("Обращение закрыто", "Ваша оценка: 5", "писать в него больше нельзя")
	w.get("anna", "/support/requests").says("Завершённые", "Ваша оценка: 5")
	w.post("anna", "/support/requests/"+n+"/reply", "text", "Ещё вопрос").is(http.StatusConflict).says("Обращение завершено. Можно: Вернуть в работу", "Ещё вопрос")
}

func TestWhatWasTypedSurvivesAMistakeAndEachFaultStandsBesideItsField(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	long := strings.Repeat("я", 201)
	a := w.post("anna", "/support/ask/defect", "subject", long, "text", "", "kind", "remark", "priority", "critical", "phone", "123").is(http.StatusUnprocessableEntity)
	a.says(long, `value="123"`, `value="remark" checked`, `value="critical" checked`, "помещается не больше 200 знаков", "Заполните, пожалуйста", "отмеченные поля")
	subject := strings.Index(a.body, `name="subject"`)
	if fault := strings.Index(a.body, "не больше 200"); fault < subject || fault > strings.Index(a.body, `name="text"`) {
		t.Error("the fault of the subject does not stand beside it")
	}
	if w.count() != 0 {
		t.Error("a request was opened all the same")
	}
}

var keys = regexp.MustCompile(`name="key" value="([^"]+)"`)

func key(a answer) string {
	if m := keys.FindStringSubmatch(a.body); m != nil {
		return m[1]
	}
	return ""
}

func TestAFormThatIsSentTwiceIsDoneOnce(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	k := key(w.get("anna", "/support/ask/defect"))
	if k == "" {
		t.Fatal("the form has no key")
	}
	first := w.post("anna", "/support/ask/defect", "key", k, "subject", "Сайт", "text", "Не открывается").is(http.StatusOK)
	again := w.post("anna", "/support/ask/defect", "key", k, "subject", "Сайт", "text", "Не открывается").is(http.StatusOK)
	if first.path != again.path || w.count() != 1 {
		t.Errorf("%s and %s, %d requests in all", first.path, again.path, w.count())
	}
	other := w.post("anna", "/support/ask/defect", "key", k, "subject", "Другой сайт", "text", "Не открывается").is(http.StatusConflict)
	other.says("уже отправлена", "Другой сайт")
	if key(other) == k {
		t.Error("the form that came back has the key that was used")
	}
}

func TestARequesterSeesNothingOfOthersAndNothingInternal(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	n := w.processed("Доступ к отчётам")
	at := "/support/tickets/" + n
	w.post("petrov", at+"/note", "text", "CANARY-NOTE").is(http.StatusOK)
	w.post("petrov", at+"/wait", "reason", "CANARY-WAIT").is(http.StatusOK)
	w.post("petrov", at+"/task", "title", "CANARY-TASK").is(http.StatusOK)
	w.post("petrov", at+"/spend", "minutes", "10", "note", "CANARY-TIME").is(http.StatusOK)
	w.pass(30 * time.Minute)
	w.post("petrov", at+"/resume").is(http.StatusOK)
	w.post("petrov", at+"/move/escalate", "fields.reason", "CANARY-REASON").is(http.StatusOK)
	for _, page := range []string{"/support/requests", "/support/requests/" + n, "/support/requests/" + n + "/why", at, "/support/"} {
		w.get("anna", page).is(http.StatusOK).keepsSilent("CANARY", "3 уровень", "2 уровень", "line3", "petrov")
	}
	w.get("boris", "/support/requests/"+n).is(http.StatusNotFound).keepsSilent("Доступ").says("Вернуться к началу")
	w.get("boris", "/support/requests/"+n+"/why").is(http.StatusNotFound)
	w.post("boris", "/support/requests/"+n+"/reply", "text", "привет").is(http.StatusNotFound)
	for _, page := range []string{"/support/people", "/support/people/anna", "/support/overview", "/support/register", at + "/why/solution"} {
		w.get("anna", page).is(http.StatusForbidden).says("Сюда вам нельзя").keepsSilent("CANARY")
	}
	w.post("anna", at+"/note", "text", "привет").is(http.StatusForbidden)
}

func TestWhatPeopleWriteIsNeverMarkup(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	const evil = `"><script>alert(1)</script><img src=x onerror=alert(2)>`
	n := w.opened(evil)
	w.post("anna", "/support/requests/"+n+"/reply", "text", evil).is(http.StatusOK)
	w.post("petrov", "/support/tickets/"+n+"/note", "text", evil).is(http.StatusOK)
	for user, pages := range map[string][]string{
		"anna":   {"/support/requests", "/support/requests/" + n, "/support/requests?text=" + "%22%3E%3Cscript%3Ealert(1)"},
		"petrov": {"/support/queues/teams", "/support/tickets/" + n, "/support/tickets/" + n + "/why/reaction", "/support/people/anna", "/support/queues/all?text=%22%3E%3Cscript%3Ealert(1)"},
	} {
		for _, page := range pages {
			w.get(user, page).is(http.StatusOK).keepsSilent("<script", "<img", " style=")
		}
	}
	w.post("anna", "/support/ask/defect", "subject", evil, "text", "", "kind", evil).is(http.StatusUnprocessableEntity).keepsSilent("<script", "<img")
}
