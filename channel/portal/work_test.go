package portal_test

import (
	"context"
	"errors"
	"net/http"
	"regexp"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/helpdesk-go/helpdesk"
	"github.com/helpdesk-go/helpdesk/ticket"
)

// story is all of a ticket as its agent reads it.
func (w *world) story(number string) helpdesk.Story {
	w.t.Helper()
	s := w.desk.As(helpdesk.Person("petrov"))
	id, err := s.Find(context.Background(), number)
	if err != nil {
		w.t.Fatal(err)
	}
	story, err := s.Story(context.Background(), id)
	if err != nil {
		w.t.Fatal(err)
	}
	return story
}

// part is the id of the task that was added last.
func (w *world) part(number string) string {
	w.t.Helper()
	tasks := w.story(number).Tasks
	return tasks[len(tasks)-1].ID.String()
}

func TestATaskHasEffortAndStepsThatAreTickedOff(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	n := w.processed("Доступ к отчётам")
	at := "/support/tickets/" + n
	w.post("petrov", at+"/task", "title", "Выезд", "effort", "скоро").is(http.StatusUnprocessableEntity).says("«скоро»", "1,5", `value="Выезд"`)
	w.post("petrov", at+"/task", "title", "Выезд", "checklist", "взять ключ\n\nвзять ключ").is(http.StatusUnprocessableEntity).says("3: «взять ключ» уже занято")
	w.post("petrov", at+"/task", "title", "Выезд", "effort", "1,5", "checklist", "взять картридж\r\n\r\nвзять ключ").is(http.StatusOK).
		says("Выезд", "0 из 1\u00a0ч 30\u00a0мин", "взять картридж", "взять ключ")
	task := w.part(n)
	w.post("petrov", at+"/finish", "task", task).is(http.StatusConflict).says("Сначала завершите список: взять картридж; взять ключ")
	w.post("petrov", at+"/step", "task", task, "step", "0", "text", "взять картридж", "done", "yes").is(http.StatusOK).says(`aria-pressed="true"`, "Петров И.")
	w.post("petrov", at+"/step", "task", task, "step", "1", "text", "взять лестницу", "done", "yes").is(http.StatusConflict).says("Список изменился")
	w.post("petrov", at+"/step", "task", task, "step", "x").is(http.StatusUnprocessableEntity)
	w.post("petrov", at+"/task-change", "task", task, "title", "Выезд в офис", "assignee", "sidorova", "due", "2026-11-24T12:00", "effort", "2:15", "checklist", "взять лестницу\nвзять картридж").
		is(http.StatusOK).says("Выезд в офис", "Сидорова М.", "из 2\u00a0ч 15\u00a0мин", `value="2:15"`, `value="2026-11-24T12:00"`)
	if steps := w.story(n).Tasks[2].Checklist; steps[0].Done || !steps[1].Done {
		t.Errorf("steps %+v", steps)
	}
	w.post("petrov", at+"/task-change", "task", task, "title", "").is(http.StatusUnprocessableEntity).says("Заполните")
	w.post("petrov", at+"/task", "title", "Пропуск", "parent", task).is(http.StatusOK).says("Часть задачи «Выезд в офис»")
	w.post("sidorova", at+"/step", "task", task, "step", "0", "text", "взять лестницу", "done", "yes").is(http.StatusOK) // it is hers
	w.post("sidorova", at+"/task", "title", "Чужое").is(http.StatusForbidden).says("Чужое")
	work := w.story(n).Tasks[1].ID.String()
	w.post("petrov", at+"/task-change", "task", work, "effort", "4").is(http.StatusOK).says("из 4\u00a0ч")
}

func TestTimeIsBookedForADayAndAServiceAndCorrectedLater(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	c := ticket.Contract{ID: "c/7", Number: "2026-7", Organization: "vector", From: begin.AddDate(0, -6, 0), Services: []ticket.Service{
		{Key: "support", Title: "Поддержка", Bought: 10 * time.Hour}, {Key: "a&b", Title: "Настройка", Bought: 5 * time.Hour},
	}}
	if _, err := w.desk.As(helpdesk.System("setup")).PutContract(t.Context(), c); err != nil {
		t.Fatal(err)
	}
	n := w.processed("Доступ к отчётам")
	at := "/support/tickets/" + n
	w.get("petrov", at).says("2026-7 · Настройка", `max="2026-11-23"`)
	w.get("wong", "/support/queues/all").is(http.StatusOK)
	w.post("petrov", at+"/spend", "hours", "пять").is(http.StatusUnprocessableEntity).says("«пять»")
	w.post("petrov", at+"/spend", "hours", "25").is(http.StatusUnprocessableEntity).says("от 1\u00a0мин до 24\u00a0ч")
	w.post("petrov", at+"/spend", "hours", "1", "worked", "2026-11-24").is(http.StatusUnprocessableEntity).says("завтра, 12:00", "до сегодня")
	w.post("petrov", at+"/spend", "hours", "1", "worked", "вчера").is(http.StatusUnprocessableEntity).says("вчера", "23.11.2026")
	w.post("petrov", at+"/spend", "hours", "1", "service", "c%2F8&x").is(http.StatusUnprocessableEntity).says("Такого нет: «c/8»")
	w.post("petrov", at+"/spend", "hours", "1", "minutes", "15", "note", "Звонок", "worked", "2026-11-20", "service", "c%2F7&a%26b").is(http.StatusOK).
		says("1\u00a0ч 15\u00a0мин", "20 ноября", "2026-7 · Настройка", "Звонок")
	b := w.story(n).Times[0]
	if b.Contract != "c/7" || b.Service != "a&b" || b.Worked.UTC() != time.Date(2026, 11, 20, 9, 0, 0, 0, time.UTC) {
		t.Errorf("booked %+v", b)
	}
	correct := func(user string, pairs ...string) answer {
		return w.post(user, at+"/correct", append([]string{"booking", b.ID.String()}, pairs...)...)
	}
	correct("petrov", "note", "ошибся").is(http.StatusUnprocessableEntity).says("Заполните", "ошибся")
	correct("petrov", "hours", "0", "minutes", "х", "note", "ошибся").is(http.StatusUnprocessableEntity).says("«х»")
	correct("petrov", "hours", "0", "minutes", "45").is(http.StatusUnprocessableEntity).says("Заполните")
	correct("petrov", "hours", "0", "minutes", "45", "note", "Был перерыв").is(http.StatusOK).
		says("Запись исправлена", "45\u00a0мин", "было записано 1\u00a0ч 15\u00a0мин", "−30\u00a0мин", "Был перерыв", `name="minutes" inputmode="numeric" size="3" value="45"`)
	correct("sidorova", "hours", "2", "note", "x").is(http.StatusForbidden)
	correct("orlova", "hours", "0", "note", "Не было вовсе").is(http.StatusOK).says("−45\u00a0мин")
	w.get("sidorova", at).says("Был перерыв").keepsSilent(at + "/correct")
	if spent := w.story(n).Ticket.Spent; spent != 0 {
		t.Errorf("%s in all", spent)
	}
}

func TestAStopwatchIsSeenOnEveryPageAndBooksWhatItMeasured(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	n, other := w.processed("Доступ к отчётам"), w.processed("Печать актов")
	at := "/support/tickets/" + n
	w.get("petrov", at).says("Включить секундомер")
	w.post("petrov", at+"/watch").is(http.StatusOK).says("Секундомер включён", "Остановить и записать")
	w.pass(44*time.Minute + 40*time.Second)
	w.get("petrov", "/support/people").says(n, "45\u00a0мин", at+"#watch")
	w.get("petrov", "/support/tickets/"+other).says("идёт секундомер", n).keepsSilent("Включить секундомер", "/watched")
	w.post("petrov", "/support/tickets/"+other+"/watch").is(http.StatusConflict).says("Секундомер уже идёт по обращению " + n)
	w.post("petrov", at+"/watched", "minutes", "много", "note", "Разбор").is(http.StatusUnprocessableEntity).says("«много»", `value="Разбор"`)
	w.post("petrov", at+"/watched", "note", "Разбор").is(http.StatusOK).says("время записано", "45\u00a0мин", "Разбор", "Включить секундомер")
	w.post("petrov", at+"/watched", "note", "Опоздал").is(http.StatusConflict).says("Секундомер не идёт", "Опоздал")
	w.post("petrov", at+"/watch").is(http.StatusOK)
	w.pass(3 * time.Hour)
	w.post("petrov", at+"/watched", "minutes", "20").is(http.StatusOK).says("20\u00a0мин")
	w.post("petrov", at+"/watch").is(http.StatusOK)
	w.post("petrov", at+"/dropped").is(http.StatusOK).says("время не записано")
	if spent := w.story(n).Ticket.Spent; spent != 65*time.Minute {
		t.Errorf("%s in all", spent)
	}
	w.post("sidorova", at+"/watch").is(http.StatusForbidden)
}

func TestATicketLeadsToOthersAndToThingsElsewhere(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	n, other := w.processed("Доступ к отчётам"), w.opened("Печать актов")
	at := "/support/tickets/" + n
	w.post("petrov", at+"/link", "kind", "defect", "key_of", "", "url", "javascript:alert(1)").is(http.StatusUnprocessableEntity).says("Заполните").keepsSilent(`href="javascript`)
	w.post("petrov", at+"/link", "kind", "defect", "key_of", "DEV-12", "url", "https://tracker.example/DEV-12").is(http.StatusOK).
		says("Связь добавлена", "дефект", `href="https://tracker.example/DEV-12"`).keepsSilent("Спросить сейчас") // there is nobody to ask
	w.post("petrov", at+"/link", "kind", "defect", "key_of", "DEV-12").is(http.StatusConflict).says("Эта связь уже есть")
	w.post("petrov", at+"/link", "kind", "related", "key_of", "TIC-99").is(http.StatusUnprocessableEntity).says("Такого нет: «TIC-99»")
	w.post("petrov", at+"/link", "kind", "related", "key_of", other).is(http.StatusOK).says("Печать актов", "1 уровень")
	w.post("petrov", at+"/links").is(http.StatusOK).says("Состояние связей обновлено")
	w.post("petrov", at+"/unlink", "kind", "defect", "key_of", "DEV-12").is(http.StatusOK).keepsSilent("tracker.example")
	w.post("sidorova", at+"/link", "kind", "defect", "key_of", "DEV-13").is(http.StatusForbidden)
	w.get("anna", "/support/requests/"+n).keepsSilent("Печать актов", "DEV-")
}

func TestAStopwatchOfATicketThatMayNotBeReadAnyMoreIsStoppedAnywhere(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	n, other := w.processed("Доступ к отчётам"), w.processed("Печать актов")
	at := "/support/tickets/" + n
	for _, x := range []string{n, other} {
		w.post("orlova", "/support/tickets/"+x+"/assign", "vendor", "hoster").is(http.StatusOK)
	}
	w.post("wong", at+"/watch").is(http.StatusOK).says("The stopwatch runs.")
	w.post("orlova", at+"/assign", "vendor", "").is(http.StatusOK)
	w.get("wong", at).is(http.StatusNotFound).keepsSilent(n + " <b>")
	w.get("wong", "/support/tickets/"+other).is(http.StatusOK).says("Do not book").keepsSilent("Stop and book", "Доступ к отчётам")
	w.post("wong", "/support/tickets/"+other+"/dropped").is(http.StatusOK).says("Start the stopwatch")
}

// tracker tells how defects stand, while it answers.
type tracker struct{ down atomic.Bool }

func (x *tracker) LinkState(_ context.Context, l ticket.Link) (helpdesk.LinkAnswer, error) {
	if x.down.Load() {
		return helpdesk.LinkAnswer{}, errors.New("connection refused")
	}
	return helpdesk.LinkAnswer{State: "на проверке", Title: "Печать без полей"}, nil
}

func TestATicketShowsHowThingsElsewhereStandAndHowOldThatIs(t *testing.T) {
	t.Parallel()
	elsewhere := &tracker{}
	w := newWorldOf(t, helpdesk.Config{Links: elsewhere})
	n := w.processed("Доступ к отчётам")
	at := "/support/tickets/" + n
	w.post("petrov", at+"/link", "kind", "defect", "key_of", "DEV-12", "url", "https://tracker.example/DEV-12").is(http.StatusOK)
	w.post("petrov", at+"/links").is(http.StatusOK).says("на проверке", "Печать без полей", "известно", "Спросить сейчас")
	elsewhere.down.Store(true)
	w.pass(2 * time.Hour)
	w.post("petrov", at+"/links").is(http.StatusOK).says("на проверке", "известно 2\u00a0ч назад", "не отвечает: connection refused")
}

func TestOthersFollowATicketAndLeaveIt(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	if _, err := w.desk.As(helpdesk.System("setup")).PutPerson(t.Context(), ticket.Person{ID: "rita", Name: "Малова Рита", Organization: "vector", Email: "rita@vector.example"}); err != nil {
		t.Fatal(err)
	}
	n := w.processed("Доступ к отчётам")
	at, mine := "/support/tickets/"+n, "/support/requests/"+n
	w.get("petrov", at).says("Малова Рита", "Сотрудники", "Кто следит")
	w.post("petrov", at+"/observe", "email", "nobody@x.example").is(http.StatusUnprocessableEntity).says("Такого нет", "nobody@x.example")
	w.post("petrov", at+"/observe").is(http.StatusUnprocessableEntity).says("Заполните")
	w.post("petrov", at+"/observe", "email", "Rita@Vector.example").is(http.StatusOK).says("Наблюдатель добавлен", "Малова Рита")
	w.get("rita", mine).is(http.StatusOK).says("Доступ к отчётам", "Больше не следить")
	w.post("rita", mine+"/unobserve", "person", "rita").is(http.StatusOK).says("Вы больше не следите", "Мои обращения")
	w.get("rita", mine).is(http.StatusNotFound)
	w.post("anna", mine+"/observe", "person", "petrov").is(http.StatusUnprocessableEntity).says("Такого нет", "petrov")
	w.post("anna", mine+"/observe", "person", "rita@vector.example").is(http.StatusOK).says("Малова Рита", "тоже следит")
	w.post("anna", mine+"/unobserve", "person", "rita").is(http.StatusOK).says("больше не следит").keepsSilent("Малова")
	w.post("boris", mine+"/observe", "person", "boris").is(http.StatusNotFound)
}

func TestTheManagerSeesWhatStandsWithoutANextStepAndWhy(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	n, still := w.opened("Доступ к отчётам"), w.processed("Печать актов")
	a := w.get("orlova", "/support/queues/no-step").is(http.StatusOK).says("Без следующего шага", n, "нет исполнителя")
	if strings.Contains(a.text(), still) {
		t.Errorf("%s has a next step", still)
	}
	w.get("petrov", "/support/queues/mine").keepsSilent("no-step")
	w.pass(24 * time.Hour)
	w.get("orlova", "/support/queues/no-step").says(still, "просрочен на")
}

func TestThePlanTellsTheLoadOfEachDayAndWhoIsAway(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	n := w.processed("Доступ к отчётам")
	at := "/support/tickets/" + n
	w.post("petrov", at+"/task", "title", "Отчёт", "assignee", "petrov", "effort", "9", "due", "2026-11-23T18:00").is(http.StatusOK)
	w.post("petrov", at+"/task", "title", "Замер", "assignee", "sidorova", "effort", "3").is(http.StatusOK)
	w.get("petrov", "/support/schedule").is(http.StatusOK).says("План работ: Петров Иван", "Не успевает к сроку", "Отчёт", "продолжится", "оценки нет, считаем за час", "занято")
	w.get("petrov", "/support/schedule?person=sidorova&days=5").is(http.StatusOK).says("План работ: Сидорова Мария", "Замер", "занято 3\u00a0ч из")
	absent := func(from, until, stand string) {
		t.Helper()
		w.post("orlova", "/support/people/sidorova/absence", "from", from, "until", until, "stand_in", stand, "note", "учёба").is(http.StatusOK)
	}
	absent("2026-11-23T14:00", "2026-11-25T00:00", "")
	absent("2026-11-25T09:00", "2026-11-25T11:00", "petrov")
	a := w.get("petrov", "/support/schedule?person=sidorova").is(http.StatusOK).
		says("Не будет на месте:", "Никто не замещает", "Замещает Петров Иван", "учёба", "нет на месте 4\u00a0ч", "нет на месте 2\u00a0ч")
	if days := regexp.MustCompile(`<li class="gone">`).FindAllString(a.body, -1); len(days) != 1 {
		t.Errorf("%d days away", len(days))
	}
	w.pass(5 * time.Hour)
	w.get("petrov", "/support/schedule?person=sidorova").says("Сейчас его нет на месте:")
	w.get("petrov", "/support/schedule?person=anna").is(http.StatusUnprocessableEntity).says("не берёт обращения")
	w.get("petrov", "/support/schedule?days=32").is(http.StatusUnprocessableEntity).says("от 1 до 31")
	w.get("anna", "/support/schedule").is(http.StatusForbidden)
	w.get("wong", "/support/schedule").is(http.StatusOK).says("Work plan: Wong Li").keepsSilent("Замер", "Отчёт")
}
