package portal_test

import (
	"net/http"
	"strings"
	"testing"
	"time"
)

func TestStaffWorksATicketFromTheQueueToTheEnd(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	n := w.opened("Доступ к отчётам")
	at := "/support/tickets/" + n
	w.get("petrov", "/support/").is(http.StatusOK).says("Мои 0", "Моей команды 1", "Без исполнителя 1", "У вас нет открытых обращений")
	w.get("petrov", "/support/queues/teams").is(http.StatusOK).says(n, "Доступ к отчётам", "ООО «Вектор»", "Климова А.", "1 уровень", "не назначен", "через 1\u00a0ч")
	w.get("petrov", at).is(http.StatusOK).
		says("+7 900 111-22-33", "/support/people/anna", "Классификация не завершена", "сначала завершите классификацию", "Ответить: Климова А.", "Сохранить заметку для своих", "обращение создано").
		keepsSilent(at+"/move/process", at+"/assign")
	w.post("petrov", at+"/move/process").is(http.StatusConflict).says("Сначала завершите классификацию")
	w.post("petrov", at+"/classify", "category", "consultation", "priority", "urgent", "agent", "petrov").is(http.StatusOK).
		says("Классификация сохранена", "приоритет Обычный → Срочный", "план Стандартная техподдержка → Срочная техподдержка", at+"/move/process", "Пойдут часы «Обработка»: 1\u00a0ч")
	w.pass(10 * time.Minute)
	w.post("petrov", at+"/move/process").is(http.StatusOK).says("2 уровень", "Обработка", "TIC: Доступ к отчётам", "На 3 уровень")
	w.post("petrov", at+"/reply", "text", "Смотрим").is(http.StatusOK).says("Ответ отправлен", "Смотрим")
	w.post("petrov", at+"/wait", "reason", "Нужен логин", "until", "2026-11-24T10:00").is(http.StatusOK).says("Нужен логин", "завтра, 10:00", "часы стоят", "Продолжить работу")
	w.get("petrov", "/support/queues/waiting").says(n, "ждём до")
	w.post("petrov", at+"/resume").is(http.StatusOK).says("Работа продолжена")
	w.post("petrov", at+"/task", "title", "Проверить права", "assignee", "petrov").is(http.StatusOK).says("Проверить права", "Готово")
	w.post("petrov", at+"/spend", "hours", "1", "minutes", "15", "note", "Настройка").is(http.StatusOK).says("1\u00a0ч 15\u00a0мин", "Настройка")
	w.pass(2 * time.Hour)
	if _, err := w.desk.Tick(t.Context()); err != nil {
		t.Fatal(err)
	}
	w.get("petrov", at).says("просрочен на", "срок нарушен", "Превышено на")
	w.get("petrov", at+"/why/processing").is(http.StatusOK).says("рабочее время", "перерыв", "Срочная техподдержка")
	w.post("petrov", at+"/move/resolve", "fields.solution", "Дали доступ").is(http.StatusOK).says("Решен", "по просьбе заявителя")
	w.post("petrov", at+"/move/accept", "behalf", "yes", "fields.rating", "4").is(http.StatusOK).says("Закрыт", "оценка 4", "за: Климова А.")
}

func TestAManagerGivesTicketsAndSeesTheLoad(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	n := w.opened("Доступ к отчётам")
	at := "/support/tickets/" + n
	w.post("petrov", at+"/assign", "agent", "sidorova").is(http.StatusForbidden).says("а назначить другого — операционный менеджер")
	w.post("petrov", at+"/take").is(http.StatusOK).says("Обращение ваше", "Вернуть в очередь")
	w.post("petrov", at+"/give-back").is(http.StatusOK).says("снова в очереди", "Взять себе")
	w.post("orlova", at+"/assign", "agent", "anna", "team", "line3").is(http.StatusUnprocessableEntity).says("не берёт обращения")
	w.post("orlova", at+"/assign", "agent", "sidorova", "team", "line3", "vendor", "hoster").is(http.StatusOK).says("Сидорова Мария", "3 линия", "Hoster")
	w.pass(3 * time.Hour)
	w.get("orlova", "/support/overview").is(http.StatusOK).says("Просрочены", "Сидорова Мария", "/support/queues/late?team=line3", "3 линия")
	w.get("orlova", "/support/queues/late?team=line3").is(http.StatusOK).says(n)
	w.get("orlova", "/support/queues/late?team=line1").is(http.StatusOK).keepsSilent(n).says("Сбросить фильтр")
	w.get("wong", "/support/queues/all").is(http.StatusOK).says(n, "Late", "line") // sees what the vendor was given
}

func TestARequestIsTakenDownForSomebodyElse(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	n := w.opened("Доступ к отчётам")
	w.get("petrov", "/support/register").is(http.StatusOK).says("Чьё обращение?")
	w.get("petrov", "/support/register?text=клим").is(http.StatusOK).says("Климова Анна", "/support/register?person=anna", "ООО «Вектор»")
	w.get("petrov", "/support/register?person=anna").is(http.StatusOK).says("ООО «Вектор»", `value="+7 900 111-22-33"`, n)
	w.post("petrov", "/support/register", "requester", "anna", "channel", "phone", "subject", "Звонок", "text", "Не ходит почта", "answer", "Проверим").
		is(http.StatusUnprocessableEntity).says("Не ходит почта", "Проверим", "Заполните", "Климова Анна")
	w.post("petrov", "/support/register", "requester", "anna", "channel", "phone", "category", "hosting", "subject", "Звонок", "text", "Не ходит почта", "answer", "Проверим").
		is(http.StatusOK).says("Обращение записано", "по телефону", "Проверим", "записал(а) Петров Иван")
	w.get("anna", "/support/requests").says("Звонок", "Открытые 2")
	w.get("petrov", "/support/people?text=vector").is(http.StatusOK).says("Климова Анна")
	w.get("petrov", "/support/people/anna").is(http.StatusOK).says("anna@vector.example", "Звонок")
	w.get("petrov", "/support/people/nobody").is(http.StatusNotFound)
}

func TestAnEstimateIsOfferedWhereTheRegulationAllowsIt(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	n := w.processed("Отчёт по договорам")
	at := "/support/tickets/" + n
	w.get("petrov", at).keepsSilent(at + "/estimate")
	w.post("petrov", at+"/estimate", "clock", "solution", "target", "12", "unit", "d", "reason", "много").is(http.StatusConflict).says("Запрос на новый функционал")
	w.post("petrov", at+"/classify", "category", "feature", "priority", "normal").is(http.StatusOK).says(at + "/estimate")
	w.post("petrov", at+"/estimate", "clock", "solution", "target", "скоро", "unit", "d", "reason", "много").is(http.StatusUnprocessableEntity).says("скоро", "4h, 30m, 10d")
	w.post("petrov", at+"/estimate", "clock", "solution", "target", "12", "unit", "d", "reason", "много").is(http.StatusOK).says("Срок назначен", "12 рабочих дней")
}

func TestATicketThatMovedOnMeanwhileKeepsWhatWasTyped(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	n := w.processed("Доступ к отчётам")
	at := "/support/tickets/" + n
	w.post("anna", "/support/requests/"+n+"/reply", "text", "Уже не надо").is(http.StatusOK)
	w.post("petrov", at+"/move/resolve", "version", "1", "fields.solution", "Дали доступ").is(http.StatusConflict).says("обращение изменилось", "Дали доступ", "Уже не надо")
}

func TestTheQueueIsReadPageByPage(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	for range 55 {
		w.opened("Обращение")
	}
	seen := map[string]bool{}
	path := "/support/queues/all?category=consultation"
	for pages := 0; path != ""; pages++ {
		if pages > 3 {
			t.Fatal("the list does not end")
		}
		a := w.get("petrov", path).is(http.StatusOK)
		path = ""
		for _, part := range strings.Split(a.body, `href="`)[1:] {
			address := strings.ReplaceAll(part[:strings.Index(part, `"`)], "&amp;", "&")
			if strings.HasPrefix(address, "/support/tickets/") {
				seen[strings.Split(address, "?")[0]] = true
			}
			if strings.Contains(part[:min(200, len(part))], ">Дальше<") {
				path = address
			}
		}
	}
	if len(seen) != 55 {
		t.Errorf("%d of 55 tickets were seen", len(seen))
	}
	w.get("petrov", "/support/queues/all?after=rubbish").is(http.StatusNotFound)
	w.get("petrov", "/support/queues/nothing").is(http.StatusNotFound)
	w.get("petrov", "/support/queues/all?stage=nothing").is(http.StatusUnprocessableEntity).says("Такого нет: «nothing»")
	w.get("petrov", "/support/queues/all?order=nothing").is(http.StatusUnprocessableEntity).says("Порядок")
}
