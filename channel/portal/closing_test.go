package portal_test

import (
	"net/http"
	"net/url"
	"testing"

	"github.com/helpdesk-go/helpdesk"
	"github.com/helpdesk-go/helpdesk/ticket"
)

// judged is a world with a quality manager.
func judged(t *testing.T, by *helpdesk.Regulation) *world {
	t.Helper()
	w := newWorldBy(t, by)
	_, err := w.desk.As(helpdesk.System("setup")).PutPerson(t.Context(), ticket.Person{ID: "guseva", Name: "Гусева Ольга", Roles: []ticket.Role{ticket.RoleQualityManager}})
	if err != nil {
		t.Fatal(err)
	}
	return w
}

// resolved is a ticket that Petrov has resolved.
func (w *world) resolved(subject string, more ...string) string {
	w.t.Helper()
	n := w.processed(subject)
	w.post("petrov", "/support/tickets/"+n+"/move/resolve", append([]string{"fields.solution", "Дали доступ"}, more...)...).is(http.StatusOK)
	return n
}

func TestARequesterRatesWithAWordAndMayRateAgain(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	n := w.resolved("Доступ к отчётам")
	mine := "/support/requests/" + n
	w.get("anna", mine).says("Хотите что-то добавить?").keepsSilent(mine + "/rate")
	w.post("anna", mine+"/move/accept", "comment", "Долго").is(http.StatusUnprocessableEntity).says("Заполните", "Долго")
	w.post("anna", mine+"/move/accept", "fields.rating", "2", "comment", "Долго").is(http.StatusOK).says("Спасибо, что сказали прямо", "Ваша оценка", "Изменить оценку", "слова к оценке", "Долго")
	w.post("anna", mine+"/rate", "rating", "").is(http.StatusUnprocessableEntity).says("Можно: 1, 2, 3, 4, 5")
	w.post("anna", mine+"/rate", "rating", "5", "comment", "Всё же помогли").is(http.StatusOK).says("Спасибо за оценку", "Всё же помогли")
	w.get("petrov", "/support/tickets/"+n).says("оценка 5", "оценка 2 → 5")
	w.post("petrov", mine+"/rate", "rating", "1").is(http.StatusForbidden)
	w.post("boris", mine+"/rate", "rating", "1").is(http.StatusNotFound)
}

func TestWhereARatingAcceptsItIsSaidBefore(t *testing.T) {
	t.Parallel()
	r := helpdesk.Levels()
	for i := range r.Moves {
		if r.Moves[i].Event == "accept" {
			r.Moves[i].Fields = nil // nothing is asked with it
		}
	}
	w := judged(t, &r)
	n := w.resolved("Доступ к отчётам")
	mine := "/support/requests/" + n
	w.get("anna", mine).says("Оценка завершит обращение", "Как вам решение?")
	w.post("anna", mine+"/rate", "rating", "4").is(http.StatusOK).says("Закрыто", "Спасибо за оценку")
}

func TestTheArticleThatHelpedIsKeptAndASolutionMayBecomeOne(t *testing.T) {
	t.Parallel()
	w := judged(t, nil)
	helped, draft := w.resolved("Доступ к отчётам", "fields.article", "https://kb.example/12"), w.resolved("Печать актов")
	w.get("petrov", "/support/tickets/"+helped).says(`href="https://kb.example/12"`)
	for _, n := range []string{helped, draft} {
		w.post("anna", "/support/requests/"+n+"/move/accept").is(http.StatusOK)
	}
	w.get("guseva", "/support/queues/drafts").is(http.StatusOK).says(draft, "Решения для статей").keepsSilent("Доступ к отчётам")
	at := "/support/tickets/" + draft
	w.get("guseva", at).says("Решение может ею стать")
	w.post("guseva", at+"/article", "article", "KB-7").is(http.StatusOK).says("Статья сохранена", "KB-7")
	w.get("guseva", "/support/queues/drafts").says("Нет решений, которые ждут статьи")
	w.post("sidorova", at+"/article", "article", "KB-8").is(http.StatusForbidden)
}

func TestTheQualityManagerDrawsASampleAndReviewsIt(t *testing.T) {
	t.Parallel()
	w := judged(t, nil)
	n, open := w.resolved("Доступ к отчётам"), w.resolved("Печать актов")
	w.post("anna", "/support/requests/"+n+"/move/accept", "fields.rating", "3").is(http.StatusOK)
	at := "/support/tickets/" + n
	w.get("guseva", "/support/sample").is(http.StatusOK).says("Проверка закрытых обращений", `value="2026-10-23"`, `value="2026-11"`).keepsSilent(n)
	draw := url.Values{"from": {"2026-11-01"}, "until": {"2026-11-30"}, "size": {"5"}, "seed": {"жребий"}}
	drawn := func(change ...string) answer {
		q := url.Values{}
		for k, v := range draw {
			q[k] = v
		}
		for i := 0; i+1 < len(change); i += 2 {
			q.Set(change[i], change[i+1])
		}
		return w.get("guseva", "/support/sample?"+q.Encode())
	}
	drawn().is(http.StatusOK).says(n, "Закрыто за это время: 1", "не проверено", "Петров И.", "2 линия", "оценка 3").keepsSilent(open)
	drawn("agent", "sidorova").is(http.StatusOK).says("За это время ничего не закрыто")
	drawn("per", "agent", "team", "line2").is(http.StatusOK).says(n)
	drawn("from", "вчера", "size", "0", "per", "moon").is(http.StatusUnprocessableEntity).says("Закрыты с", "Сколько", "от 1 до 100", `value="вчера"`)
	drawn("until", "2026-10-01").is(http.StatusUnprocessableEntity)

	back := url.Values{"sample": {draw.Encode()}}.Encode()
	w.get("guseva", at+"?"+back).is(http.StatusOK).says("К выборке", "/support/sample?"+draw.Encode(), "Закрыто верно?")
	w.post("guseva", at+"/review", "comment", "Не вижу причины").is(http.StatusUnprocessableEntity).says("Можно: верно, неверно", "Можно: 1, 2, 3, 4, 5", "Не вижу причины")
	w.post("guseva", at+"/review?"+back, "closing", "wrong", "quality", "2", "comment", "Не вижу причины").is(http.StatusOK).
		says("Проверка сохранена", "неверно", "качество работы 2 из 5", "Гусева О.", "Не вижу причины", "К выборке", "Проверить ещё раз")
	drawn().says("неверно · 2", "Закрыто верно: 0 из 1. Качество работы в среднем 2,0")
	w.get("guseva", "/support/tickets/"+open).keepsSilent("/review")
	w.post("guseva", "/support/tickets/"+open+"/review", "closing", "right", "quality", "5").is(http.StatusConflict).says("ещё не закрыто")
	w.get("petrov", at).says("неверно").keepsSilent(at + "/review")
	w.get("petrov", "/support/sample").is(http.StatusForbidden)
	w.get("anna", "/support/sample").is(http.StatusForbidden)
	w.get("anna", "/support/requests/"+n).keepsSilent("Не вижу причины", "неверно", "Гусева")
}
