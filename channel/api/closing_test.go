package api_test

import (
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/helpdesk-go/helpdesk"
	"github.com/helpdesk-go/helpdesk/ticket"
)

func TestTheWorkIsPlannedMeasuredAndJudgedOverHTTP(t *testing.T) {
	t.Parallel()
	judged(newWorld(t))
}

// judged asks every operation that plans work, follows tickets, and says what became of them.
func judged(w *world) {
	const base = "/api/v1"
	t := w.T
	if _, err := w.desk.As(helpdesk.System("setup")).PutPerson(t.Context(), ticket.Person{ID: "kira", Name: "Кира Строгая", Roles: []ticket.Role{ticket.RoleQualityManager}}); err != nil {
		t.Fatal(err)
	}
	w.want(201, "olga", "PUT", base+"/people/dasha", `{"name": "Даша", "email": "dasha@romashka.example", "organization": "romashka"}`)
	from := w.clock.now()
	number := w.open()
	one, mine := base+"/tickets/"+number, base+"/requests/"+number

	w.want(422, "anna", "POST", one+"/observers", `{"person": "ivan"}`)
	w.want(200, "anna", "POST", one+"/observers", `{"person": "Dasha@romashka.example"}`)
	if a := w.want(200, "dasha", "GET", mine, ""); at(t, a.body, "observers", 0, "name") != "Даша" {
		t.Errorf("following: %s", a.text)
	}
	w.want(200, "anna", "DELETE", one+"/observers/dasha", "")
	w.want(404, "dasha", "GET", mine, "")

	w.want(200, "ivan", "POST", one+"/links", `{"kind": "defect", "key": "`+canary+`/1", "url": "https://tracker.example/1"}`)
	w.want(422, "ivan", "POST", one+"/links", `{"kind": "defect", "key": "1", "url": "data:1"}`)
	for _, a := range []answer{w.want(200, "ivan", "GET", one+"/links", ""), w.want(200, "ivan", "POST", one+"/links/refresh", "")} {
		if at(t, a.body, "links", 0, "url") != "https://tracker.example/1" {
			t.Errorf("links: %s", a.text)
		}
	}
	if a := w.want(200, "anna", "GET", mine, ""); strings.Contains(a.text, canary) || a.body["rates"] == true {
		t.Errorf("the requester reads %s", a.text)
	}
	w.want(200, "ivan", "DELETE", one+"/links/defect/"+url.PathEscape(canary+"/1"), "")
	w.want(403, "anna", "POST", one+"/links", `{"kind": "defect", "key": "1"}`)

	w.want(200, "ivan", "POST", one+"/classification", `{"agent": "ivan"}`)
	w.want(200, "ivan", "POST", one+"/moves", `{"event": "process"}`)
	task := w.want(200, "ivan", "POST", one+"/tasks", `{"title": "Выезд", "assignee": "ivan", "effort": "2h", "checklist": ["ключ", "картридж"]}`).body["part"].(string)
	w.want(200, "ivan", "POST", one+"/tasks/"+task, `{"effort": "9h", "due": "2026-05-12T17:00:00+03:00"}`)
	w.want(200, "ivan", "POST", one+"/tasks/"+task, `{"effort": "9h", "no_deadline": false, "checklist": ["ключ"]}`)
	w.want(409, "ivan", "POST", one+"/tasks/"+task+"/finish", "")
	w.want(200, "ivan", "POST", one+"/tasks/"+task+"/steps", `{"step": 0, "text": "ключ", "done": true}`)
	a := w.want(200, "ivan", "GET", base+"/people/ivan/schedule?days=2", "")
	if at(t, a.body, "days", 0, "filled") != "7h" || at(t, a.body, "days", 0, "over") != "3h" || at(t, a.body, "late", 0, "task", "checklist", 0, "by") != "ivan" {
		t.Errorf("the schedule is %s", a.text)
	}
	w.want(422, "ivan", "GET", base+"/people/anna/schedule", "")
	w.want(403, "anna", "GET", base+"/people/ivan/schedule", "")

	w.want(200, "ivan", "POST", base+"/stopwatch", `{"ticket": "`+number+`", "task": "`+task+`"}`)
	w.clock.goOn(90 * time.Minute)
	if a := w.want(200, "ivan", "GET", base+"/stopwatch", ""); a.body["elapsed"] != "1h30m" || a.body["number"] != number {
		t.Errorf("it shows %s", a.text)
	}
	w.want(409, "ivan", "POST", base+"/stopwatch", `{"ticket": "`+number+`"}`)
	w.want(200, "ivan", "POST", base+"/stopwatch/stop", `{"note": "дорога"}`)
	w.want(409, "ivan", "POST", base+"/stopwatch/stop", `{}`)
	w.want(200, "ivan", "POST", base+"/stopwatch", `{"ticket": "`+number+`"}`)
	w.want(200, "ivan", "DELETE", base+"/stopwatch", "")
	if a := w.want(200, "ivan", "GET", one, ""); at(t, a.body, "ticket", "spent") != "1h30m" {
		t.Errorf("booked %s", a.text)
	}

	w.want(200, "ivan", "POST", one+"/moves", `{"event": "resolve", "fields": {"solution": "Заменили картридж", "closing-reason": "`+canary+`"}}`)
	if a := w.want(200, "anna", "GET", mine, ""); a.body["rates"] != true || a.body["rating_accepts"] != true || strings.Contains(a.text, canary) {
		t.Errorf("the requester reads %s", a.text)
	}
	w.want(422, "anna", "POST", one+"/rating", `{"rating": 6}`)
	w.want(200, "anna", "POST", one+"/rating", `{"rating": 3, "comment": "Долго"}`)
	w.want(403, "ivan", "POST", one+"/review", `{"closing": "right", "quality": 5}`)
	w.want(200, "kira", "POST", one+"/review", `{"closing": "wrong", "quality": 2, "comment": "`+canary+`"}`)
	if a := w.want(200, "anna", "GET", mine, ""); strings.Contains(a.text, canary) || a.body["rating"] != 3.0 {
		t.Errorf("the requester reads %s", a.text)
	}
	w.clock.goOn(time.Minute)
	period := "?from=" + url.QueryEscape(from.Format(time.RFC3339)) + "&until=" + url.QueryEscape(w.clock.now().Format(time.RFC3339))
	if a := w.want(200, "kira", "GET", base+"/sample"+period+"&size=5&per=agent&seed=1", ""); at(t, a.body, "tickets", 0, "review", "closing") != "wrong" {
		t.Errorf("drawn: %s", a.text)
	}
	w.want(403, "ivan", "GET", base+"/sample"+period, "")
	w.want(422, "kira", "GET", base+"/sample?size=5", "")

	count := func(query string) any {
		return w.want(200, "olga", "GET", base+"/tickets/count?"+query, "").body["count"]
	}
	if count("drafts=true") != 1.0 || count("closed_from="+url.QueryEscape(from.Format(time.RFC3339))) != 1.0 {
		t.Error("the closed ticket is not among those whose solution may become an article")
	}
	w.want(200, "kira", "POST", one+"/article", `{"article": "KB-12"}`)
	if count("drafts=true") != 0.0 {
		t.Error("it has an article and waits for one")
	}
	open := w.open()
	if a := w.want(200, "olga", "GET", base+"/tickets?no_next_step=true", ""); at(t, a.body, "tickets", 0, "number") != open {
		t.Errorf("without a next step: %s", a.text)
	}
}
