package portal_test

import (
	"net/http"
	"testing"
)

func TestWhyNotSaysForEverythingWhichRuleStandsInTheWay(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	n := w.opened("Доступ к отчётам")
	at := "/support/tickets/" + n
	w.get("petrov", at).says("Почему нельзя", at+"/why-not")
	w.get("petrov", at+"/why-not").is(http.StatusOK).
		says("1 уровень (Классификация)", "Сначала завершите классификацию", "Этот шаг делают из этапов: Решен, Возобновлен", "Это решает сам заявитель", "Оно есть у ролей: менеджер качества", "Ничто не мешает")
	w.post("petrov", at+"/classify", "category", "consultation").is(http.StatusOK)
	w.post("petrov", at+"/move/process").is(http.StatusOK)
	w.post("petrov", at+"/move/resolve", "fields.solution", "Дали доступ").is(http.StatusOK)
	w.get("petrov", at+"/why-not").is(http.StatusOK).
		says("Его могут сделать: заявитель", "Если заявитель об этом попросил, вы можете сделать это от его имени").keepsSilent("завершите классификацию")
	w.get("petrov", at+"/why-not?lang=en").is(http.StatusOK).says("Why not?", "If the requester has asked for it, you can do it on their behalf", "Those who have it: quality manager")
	w.get("anna", at+"/why-not").is(http.StatusForbidden)
	w.get("anna", "/support/requests/"+n).is(http.StatusOK).keepsSilent("why-not", "Почему нельзя")
}
