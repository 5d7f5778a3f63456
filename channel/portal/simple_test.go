package portal_test

import (
	"context"
	"net/http"
	"testing"
	"time"

	"github.com/helpdesk-go/helpdesk"
	"github.com/helpdesk-go/helpdesk/ticket"
)

func TestThePagesDriveEveryMoveOfADeskWithoutLevels(t *testing.T) {
	t.Parallel()
	simple := helpdesk.Simple()
	w := newWorldBy(t, &simple)
	if _, err := w.desk.As(helpdesk.System("setup")).PutTeam(context.Background(), ticket.Team{ID: "support", Name: "Поддержка", Members: []string{"petrov"}}); err != nil {
		t.Fatal(err)
	}
	w.get("anna", "/support/ask").is(http.StatusOK).says("Инцидент", "Для этих типов срочность определяем мы: Инцидент, Запрос, Вопрос.", `name="category"`)
	w.post("anna", "/support/ask", "subject", "Не печатает", "text", "Молчит.", "kind", "incident", "priority", "critical").is(http.StatusUnprocessableEntity).says("Молчит.")
	w.post("anna", "/support/ask", "subject", "Не печатает", "text", "Молчит.", "kind", "incident", "category", "принтеры").is(http.StatusOK).says("TIC-1", "принтеры", "Отозвать заявку")
	staff, own := "/support/tickets/TIC-1", "/support/requests/TIC-1"
	w.get("petrov", staff).says("Взять в работу", "Отклонить", "Первый ответ")
	w.post("petrov", staff+"/classify", "category", "старые принтеры").is(http.StatusOK).says("старые принтеры")
	w.post("petrov", staff+"/take").is(http.StatusOK).says("В работе", "назначен исполнитель", "Часы «Решение» встанут на паузу", "закончатся без результата")
	w.post("petrov", staff+"/move/ask", "fields.message", "").is(http.StatusUnprocessableEntity)
	w.post("petrov", staff+"/move/ask", "fields.message", "Какой кабинет?").is(http.StatusOK).says("Ждём заявителя", "Изменить ожидание")
	w.get("anna", own).says("Ждём вас", "Какой кабинет?")
	w.post("anna", own+"/reply", "text", "Триста пять").is(http.StatusOK).keepsSilent("Ждём вас")
	w.get("petrov", staff).says("написал заявитель", "Следующий ответ")
	w.post("petrov", staff+"/reply", "text", "Закажем деталь").is(http.StatusOK)
	w.post("petrov", staff+"/move/park", "fields.reason", "Ждём деталь", "fields.until", "скоро").is(http.StatusUnprocessableEntity).says("скоро", "Ждём деталь")
	w.post("petrov", staff+"/move/park", "fields.reason", "Ждём деталь", "fields.until", "2026-11-23T09:00").is(http.StatusUnprocessableEntity).says("уже прошло")
	w.post("petrov", staff+"/move/park", "fields.reason", "Ждём деталь", "fields.until", "2026-12-21T10:00").is(http.StatusOK).says("Ждём других", "Ждём деталь", "до пн 21 декабря, 10:00")
	w.get("anna", own).says("Ждём не вас, а других", "не позже", "пн 21 декабря, 10:00").keepsSilent("в очереди", "Ждём вас")
	w.post("petrov", staff+"/wait", "reason", "Деталь задержали", "until", "2026-12-22T10:00").is(http.StatusOK).says("Деталь задержали", "22 декабря")
	w.get("petrov", "/support/queues/too-long").says("Никого не ждём дольше, чем нужно.")
	w.pass(8 * 24 * time.Hour)
	w.get("petrov", "/support/queues/too-long").says("TIC-1", "ждём до вт 22 декабря")
	w.post("petrov", staff+"/move/resume").is(http.StatusOK).says("В работе")
	w.post("petrov", staff+"/move/resolve", "fields.solution", "Заменили деталь").is(http.StatusOK).says("Решена")
	w.post("anna", own+"/move/accept", "fields.rating", "5").is(http.StatusOK).says("Закрыто")
	w.pass(20 * 24 * time.Hour)
	w.get("anna", own).says("появится новое обращение, связанное с этим")
	w.get("petrov", staff).says("Возвращать уже поздно")
	w.post("anna", own+"/move/reopen", "fields.comment", "Снова молчит").is(http.StatusOK).says("TIC-2", "Снова молчит", "Продолжает обращение", "создано новое")
	w.get("anna", own).says("Продолжено в обращении", "TIC-2")
	w.get("petrov", "/support/tickets/TIC-2").says("Продолжает обращение", "связано с другим обращением")
	w.post("anna", "/support/requests/TIC-2/move/withdraw", "fields.reason", "Сама включила").is(http.StatusOK).says("Закрыто", "Обращение закрыто без решения").keepsSilent("Как вам решение?")
	w.post("anna", "/support/requests/TIC-2/rate", "rating", "1").is(http.StatusConflict)
	w.post("orlova", "/support/register", "requester", "boris", "channel", "phone", "subject", "Звук", "text", "Нет звука.", "kind", "question", "priority", "high").is(http.StatusOK).says("TIC-3")
	w.post("petrov", "/support/tickets/TIC-3/move/reject", "fields.reason", "Не наше").is(http.StatusOK).says("Отклонена")
	w.get("boris", "/support/requests/TIC-3").says("Отклонено", "Не наше")
}
