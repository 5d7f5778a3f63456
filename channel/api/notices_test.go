package api_test

import (
	"context"
	"errors"
	"strings"
	"testing"

	"github.com/helpdesk-go/helpdesk"
	"github.com/helpdesk-go/helpdesk/event"
)

// afterwards asks everything there is of notices, news and deliveries.
func afterwards(w *world) {
	w.Helper()
	const base = "/api/v1"
	poison := true
	if err := w.desk.Handle([]event.Kind{event.TicketOpened}, "crm", func(context.Context, helpdesk.Delivery) error {
		if poison {
			return helpdesk.Hopeless(errors.New("нет такой формы"))
		}
		return nil
	}); err != nil {
		w.Fatal(err)
	}
	deliver := func() {
		if _, err := w.desk.Deliver(w.Context()); err != nil {
			w.Fatal(err)
		}
	}
	deliver()
	a := w.want(201, "ivan", "POST", base+"/tickets", `{"subject": "Звонок", "text": "Нет света", "category": "hosting", "requester": "anna"}`)
	number := a.body["number"].(string)
	deliver()

	told := w.want(200, "anna", "GET", base+"/notices?unread=true&limit=1", "")
	if got := at(w.T, told.body, "notices", 0, "title"); !strings.Contains(got.(string), number) || told.body["unread"] != 1.0 {
		w.Errorf("Anna was told %s", told.text)
	}
	w.want(200, "anna", "GET", base+"/notices?limit=1&page="+told.body["next"].(string), "")
	w.want(422, "anna", "GET", base+"/notices?limit=0&page=x", "")
	id := at(w.T, told.body, "notices", 0, "id").(string)
	if got := w.want(200, "anna", "POST", base+"/notices/read", `{"notices": ["`+id+`"]}`); got.body["unread"] != 0.0 {
		w.Errorf("after reading %s", got.text)
	}
	w.want(401, "", "GET", base+"/notices", "")

	w.want(200, "anna", "GET", base+"/preferences", "")
	put := w.want(200, "anna", "PUT", base+"/preferences", `{"off": ["request.step", "@desk", "request.closed@desk"], "quiet_from": "22:00", "quiet_to": "08:00"}`)
	w.want(409, "anna", "PUT", base+"/preferences", `{}`)
	w.want(200, "anna", "PUT", base+"/preferences", `{}`, "If-Match", put.header.Get("ETag"))
	if got := w.want(422, "anna", "PUT", base+"/preferences", `{"off": ["x"]}`, "If-Match", `"2"`); at(w.T, got.body, "faults", 0, "field") != "off.kind" {
		w.Errorf("told %s", got.text)
	}

	opened := false
	for _, entry := range w.want(200, "anna", "GET", base+"/news", "").body["news"].([]any) {
		n := entry.(map[string]any)
		opened = opened || n["kind"] == "opened" && n["number"] == number && at(w.T, n, "request", "category") == "hosting"
	}
	if !opened {
		w.Errorf("%s is not in the feed with what was filled in", number)
	}
	feed := w.want(200, "anna", "GET", base+"/news?limit=1", "")
	w.want(200, "anna", "GET", base+"/news?page="+feed.body["next"].(string), "")

	w.want(403, "ivan", "GET", base+"/handlers", "")
	w.want(403, "ivan", "GET", base+"/deliveries", "")
	w.want(200, "olga", "GET", base+"/handlers", "")
	dead := w.want(200, "olga", "GET", base+"/deliveries?state=dead&limit=1&handler=crm", "")
	w.want(200, "olga", "GET", base+"/deliveries?page="+dead.body["next"].(string), "")
	key := `"handler": "crm", "version": 1, "ticket": "` + at(w.T, dead.body, "deliveries", 0, "key", "ticket").(string) + `"`
	w.want(200, "olga", "POST", base+"/deliveries/redrive", `{`+key+`}`)
	w.want(400, "olga", "POST", base+"/deliveries/redrive", `{`+key+`, "all": true}`)
	deliver()
	w.want(200, "olga", "POST", base+"/deliveries/skip", `{`+key+`, "reason": "больше не нужно"}`)
	w.want(409, "olga", "POST", base+"/deliveries/redrive", `{`+key+`}`)
	poison = false
	w.want(200, "olga", "DELETE", base+"/handlers/crm", "")
	w.want(404, "olga", "DELETE", base+"/handlers/crm", "")
}

func TestPeopleAreToldOverHTTPAndOperatorsSeeDeliveries(t *testing.T) {
	t.Parallel()
	afterwards(newWorld(t))
}
