package api_test

import (
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"
)

// canary is a text of the staff that no requester may ever get.
const canary = "канарейка: клиент путает кабели"

func TestATicketGoesItsWholeWayOverHTTP(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	wholeWay(w)
}

// wholeWay leads a ticket from its opening to its second closing, over every route.
func wholeWay(w *world) {
	t := w.T
	const base = "/api/v1"
	opened := w.want(http.StatusCreated, "anna", "POST", base+"/tickets", request)
	for key := range opened.body {
		if !slices.Contains([]string{"ticket", "number", "version", "part"}, key) {
			t.Errorf("the receipt tells more than it should: %s", opened.text)
		}
	}
	one := base + "/tickets/" + opened.body["number"].(string)
	if at := opened.header.Get("Location"); at != base+"/requests/"+opened.body["ticket"].(string) {
		t.Errorf("Location %q", at)
	}
	w.want(200, "ivan", "POST", one+"/notes", `{"text": "`+canary+`"}`)
	w.want(200, "ivan", "POST", one+"/assignment", `{"agent": "ivan"}`)
	w.want(409, "ivan", "POST", one+"/moves", `{"event": "process"}`) // not classified yet
	w.want(200, "ivan", "POST", one+"/classification", `{"category": "defect", "priority": "urgent", "agent": "ivan"}`)
	w.want(200, "ivan", "POST", one+"/fields", `{"fields": {"product": "МФУ", "environment": "`+canary+`"}}`)
	w.want(200, "ivan", "POST", one+"/moves", `{"event": "process"}`)
	w.clock.goOn(10 * time.Minute)
	w.want(200, "ivan", "POST", one+"/messages", `{"text": "Проверьте кабель, пожалуйста."}`)
	w.want(200, "ivan", "POST", one+"/wait", `{"reason": "ждём ответа", "until": "2026-05-13T12:00:00+03:00"}`)
	w.clock.goOn(time.Hour)
	if r := w.want(200, "anna", "GET", base+"/requests/"+opened.body["number"].(string), ""); r.body["waiting"] != true {
		t.Errorf("the request does not wait: %s", r.text)
	}
	w.want(200, "anna", "POST", one+"/messages", `{"text": "Кабель на месте."}`)
	w.want(200, "ivan", "POST", one+"/wait", `{"reason": "ждём деталь"}`)
	w.want(200, "ivan", "DELETE", one+"/wait", "")
	task := w.want(200, "ivan", "POST", one+"/tasks", `{"title": "Заменить барабан", "assignee": "ivan", "due": "2026-05-14T18:00:00+03:00"}`)
	part := task.body["part"].(string)
	w.want(200, "ivan", "POST", one+"/times", `{"task": "`+part+`", "spent": "1h30m", "note": "выезд"}`)
	w.want(200, "ivan", "POST", one+"/tasks/"+part+"/finish", "")
	w.want(200, "ivan", "POST", one+"/moves", `{"event": "escalate", "fields": {"reason": "нужен инженер"}}`)
	w.want(200, "ivan", "POST", one+"/moves", `{"event": "resolve", "fields": {"solution": "Барабан заменён."}}`)
	w.want(200, "anna", "POST", one+"/moves", `{"event": "reopen", "fields": {"comment": "Опять молчит."}}`)
	w.want(200, "ivan", "POST", one+"/moves", `{"event": "resolve", "fields": {"solution": "Заменён и кабель."}}`)
	closed := w.want(200, "ivan", "POST", one+"/moves", `{"event": "accept", "fields": {"rating": "5"}}`, "Helpdesk-On-Behalf-Of", "anna")

	for query, want := range map[string]float64{"field=product:МФУ": 1, "field=product:МФУ&field=version:": 1, "field=product:МФ": 0} {
		if a := w.want(200, "ivan", "GET", base+"/tickets/count?"+query, ""); a.body["count"] != want {
			t.Errorf("%s: %s", query, a.text)
		}
	}
	if a := w.want(200, "anna", "GET", base+"/requests?field=product:МФУ", ""); at(t, a.body, "requests", 0, "fields", "product") != "МФУ" || strings.Contains(a.text, canary) {
		t.Errorf("the requester reads %s", a.text)
	}
	w.want(400, "anna", "GET", base+"/requests?field=environment:", "") // not his to know
	w.want(422, "ivan", "GET", base+"/tickets?field=product", "")
	story := w.want(200, "ivan", "GET", one, "")
	if story.header.Get("ETag") != closed.header.Get("ETag") || at(t, story.body, "ticket", "stage") != "closed" {
		t.Errorf("closed as %s, read as %s: %v", closed.header.Get("ETag"), story.header.Get("ETag"), at(t, story.body, "ticket"))
	}
	if got := at(t, story.body, "ticket", "spent"); got != "1h30m" {
		t.Errorf("spent %v", got)
	}
	if got := at(t, story.body, "ticket", "subject"); got != "Не печатает принтер" {
		t.Errorf("subject %v", got)
	}
	if !strings.Contains(story.text, canary) {
		t.Error("the staff does not read its own note")
	}
	if got := at(t, story.body, "clocks", 0, "clock"); got != "reaction" {
		t.Errorf("the first clock is %v", got)
	}
	if strings.Contains(story.text, "salt") {
		t.Error("salts are told")
	}
	explanation := w.want(200, "anna", "GET", one+"/clocks/processing/explanation", "")
	var paused bool
	for _, p := range at(t, explanation.body, "pieces").([]any) {
		paused = paused || at(t, p, "kind") == "paused"
	}
	if !paused || strings.Contains(explanation.text, "ждём") {
		t.Errorf("the pause is not told, or why there was one is: %s", explanation.text)
	}
}

func TestAnEstimateIsSetForOneTicket(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	a := w.want(201, "anna", "POST", "/api/v1/tickets", `{"subject": "Отчёт", "text": "Нужен новый отчёт", "category": "feature"}`)
	one := "/api/v1/tickets/" + a.body["number"].(string)
	if a := w.want(422, "ivan", "POST", one+"/estimates", `{"target": "скоро", "reason": "большая работа"}`); at(t, a.body, "faults", 0, "field") != "target" {
		t.Errorf("told %s", a.text)
	}
	w.want(200, "ivan", "POST", one+"/estimates", `{"target": "12d", "reason": "большая работа"}`)
	if got := at(t, w.want(200, "ivan", "GET", one, "").body, "ticket", "estimates", "solution"); got != "12d" {
		t.Errorf("estimate %v", got)
	}
}

func TestARequesterNeverGetsAnInternalNote(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	number := w.open()
	one := "/api/v1/tickets/" + number
	w.want(200, "ivan", "POST", one+"/notes", `{"text": "`+canary+`"}`)
	w.want(200, "ivan", "POST", one+"/wait", `{"reason": "`+canary+`"}`)
	for _, path := range []string{
		"/requests", "/requests/" + number, "/tickets", "/tickets/" + number, "/tickets/count", "/people", "/people/anna", "/teams",
		"/organizations", "/regulation", "/me", "/tickets/" + number + "/clocks/reaction/explanation",
	} {
		for _, person := range []string{"anna", "boris"} {
			if a := w.ask(person, "GET", "/api/v1"+path, ""); strings.Contains(a.text, canary) {
				t.Errorf("%s reads it at %s: %s", person, path, a.text)
			}
		}
	}
	for _, body := range []string{`{"text": "Спасибо"}`, `{"text": ""}`} {
		if a := w.ask("anna", "POST", one+"/messages", body); strings.Contains(a.text, canary) {
			t.Errorf("it comes with an answer: %s", a.text)
		}
	}
	w.want(403, "anna", "GET", one, "")
	w.want(404, "boris", "GET", "/api/v1/requests/"+number, "")
	if a := w.want(200, "anna", "GET", "/api/v1/regulation", ""); a.body["plans"] != nil || a.body["teams"] != nil {
		t.Errorf("a requester is told how the desk works inside: %s", a.text)
	}
}

func TestAListIsReadPageByPage(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	want := map[string]bool{}
	for range 5 {
		want[w.open()] = true
		w.clock.goOn(time.Minute)
	}
	for _, list := range []struct{ person, path, key string }{{"ivan", "/tickets", "tickets"}, {"anna", "/requests", "requests"}} {
		for _, order := range []string{"due", "updated", "opened"} {
			seen := map[string]bool{}
			next := ""
			for page := 0; page == 0 || next != ""; page++ {
				a := w.want(200, list.person, "GET", "/api/v1"+list.path+"?limit=2&phase=open&phase=done&order="+order+"&page="+next, "")
				for _, x := range at(t, a.body, list.key).([]any) {
					number := at(t, x, "number").(string)
					if seen[number] {
						t.Errorf("%s by %s: %s comes twice", list.path, order, number)
					}
					seen[number] = true
				}
				next, _ = a.body["next"].(string)
			}
			if len(seen) != len(want) {
				t.Errorf("%s by %s: %v", list.path, order, seen)
			}
		}
	}
	a := w.want(200, "ivan", "GET", "/api/v1/tickets?limit=2", "")
	w.want(422, "ivan", "GET", "/api/v1/tickets?order=opened&page="+a.body["next"].(string), "") // of another order
	if n := w.want(200, "ivan", "GET", "/api/v1/tickets/count?phase=open&most=3", ""); n.body["count"] != 3.0 {
		t.Errorf("counted %s", n.text)
	}
}

func TestThePeopleOfTheDeskAreReadAndWritten(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.open()
	const base = "/api/v1"
	card := w.want(200, "ivan", "GET", base+"/people/anna", "")
	if at(t, card.body, "person", "phone") != "+7 495 123-45-67" || at(t, card.body, "organization", "name") != "ООО «Ромашка»" || len(at(t, card.body, "open").([]any)) != 1 {
		t.Errorf("the card tells %s", card.text)
	}
	made := w.want(201, "olga", "PUT", base+"/people/vera", `{"name": "Вера", "roles": ["agent"], "language": "ru"}`)
	w.want(409, "olga", "PUT", base+"/people/vera", `{"name": "Вера"}`)
	w.want(200, "olga", "PUT", base+"/people/vera", `{"name": "Вера Ильина"}`, "If-Match", made.header.Get("ETag"))
	w.want(412, "olga", "PUT", base+"/people/vera", `{"name": "Вера"}`, "If-Match", made.header.Get("ETag"))
	w.want(403, "ivan", "PUT", base+"/people/vera", `{"name": "Вера"}`)
	w.want(201, "olga", "PUT", base+"/organizations/vasilek", `{"name": "АО «Василёк»"}`)
	w.want(201, "olga", "PUT", base+"/teams/night", `{"name": "Ночная смена", "members": ["vera"]}`)
	if a := w.want(200, "ivan", "GET", base+"/people?text=Вера", ""); at(t, a.body, "people", 0, "name") != "Вера Ильина" {
		t.Errorf("found %s", a.text)
	}
	if a := w.want(200, "ivan", "GET", base+"/organizations?text=васил", ""); at(t, a.body, "organizations", 0, "id") != "vasilek" {
		t.Errorf("found %s", a.text)
	}
	if a := w.want(200, "ivan", "GET", base+"/teams", ""); len(at(t, a.body, "teams").([]any)) != 4 {
		t.Errorf("teams: %s", a.text)
	}
	if a := w.want(200, "ivan", "GET", base+"/me", ""); a.body["staff"] != true {
		t.Errorf("me: %s", a.text)
	}
	if a := w.want(200, "ivan", "GET", base+"/regulation", ""); len(at(t, a.body, "stages").([]any)) != 8 {
		t.Errorf("regulation: %s", a.text)
	}
}

func TestARequestSentAgainIsCarriedOutOnce(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	first := w.want(201, "anna", "POST", "/api/v1/tickets", request, "Idempotency-Key", "к-1")
	again := w.want(201, "anna", "POST", "/api/v1/tickets", request, "Idempotency-Key", "к-1")
	if first.text != again.text {
		t.Errorf("%s and then %s", first.text, again.text)
	}
	a := w.want(422, "anna", "POST", "/api/v1/tickets", strings.Replace(request, "Принтер", "Сканер", 1), "Idempotency-Key", "к-1")
	if a.body["code"] != "key_reused" {
		t.Errorf("told as %s", a.text)
	}
}

func TestAVersionThatWasReadIsHeldTo(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	one := "/api/v1/tickets/" + w.open()
	read := w.want(200, "ivan", "GET", one, "").header.Get("ETag")
	w.want(200, "ivan", "POST", one+"/notes", `{"text": "первая"}`, "If-Match", read)
	a := w.want(412, "ivan", "POST", one+"/notes", `{"text": "вторая"}`, "If-Match", read)
	if a.body["code"] != "conflict" || at(t, a.body, "params", "version") != "2" {
		t.Errorf("told as %s", a.text)
	}
	w.want(200, "ivan", "POST", one+"/notes", `{"text": "любая"}`, "If-Match", "*")
}

func TestTheWaitsThatAreTooLongAreListed(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	const base = "/api/v1/tickets"
	number := w.open()
	one := base + "/" + number
	w.want(200, "ivan", "POST", one+"/wait", `{"reason": "ждём деталь"}`)
	count := func(query string) float64 {
		t.Helper()
		return w.want(200, "ivan", "GET", base+"/count?"+query, "").body["count"].(float64)
	}
	w.clock.goOn(3 * 24 * time.Hour)
	if n, m := count("too_long=true"), count("waits_over=3"); n != 0 || m != 0 {
		t.Errorf("after three days %v and %v wait too long", n, m)
	}
	w.clock.goOn(time.Minute)
	if n := count("waits_over=3"); n != 1 {
		t.Errorf("%v wait for more than three days", n)
	}
	w.clock.goOn(5 * 24 * time.Hour)
	if a := w.want(200, "ivan", "GET", base+"?too_long=true", ""); at(t, a.body, "tickets", 0, "number") != number {
		t.Errorf("listed %s", a.text)
	}
	if a := w.want(422, "ivan", "GET", base+"?too_long=true&waits_over=3", ""); at(t, a.body, "faults", 0, "field") != "waits_over" {
		t.Errorf("told %s", a.text)
	}
	w.want(422, "ivan", "GET", base+"?waits_over=0", "")
	w.want(422, "ivan", "GET", base+"?waits_over=много", "")
	w.want(400, "anna", "GET", "/api/v1/requests?too_long=true", "") // for the staff alone
}
