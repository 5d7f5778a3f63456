package api_test

import (
	"net/http"
	"testing"

	"github.com/helpdesk-go/helpdesk"
	"github.com/helpdesk-go/helpdesk/channel/api"
	"github.com/helpdesk-go/helpdesk/storage/memory"
)

func TestAClockIsExplainedWithTheReasonOfItsPlanAndARequesterIsToldOfHisFieldsAlone(t *testing.T) {
	t.Parallel()
	r := helpdesk.Levels()
	r.Exceptions = []helpdesk.Exception{{Key: "front", When: `fields.place contains "главная"`, Plan: "outage", Reason: helpdesk.Text{"ru": "Главная страница", "en": "The front page"}}}
	store := memory.New()
	if _, err := helpdesk.New(t.Context(), store, helpdesk.Config{Regulation: &r}); err != nil { // its version 1 stands
		t.Fatal(err)
	}
	w := newWorldOver(t, store, api.Config{})
	a := w.want(http.StatusCreated, "anna", "POST", "/api/v1/tickets", `{"subject": "С", "text": "Т", "category": "hosting", "fields": {"place": "главная"}}`)
	one := "/api/v1/tickets/" + a.body["number"].(string)
	e := w.want(200, "anna", "GET", one+"/clocks/reaction/explanation", "")
	if at(t, e.body, "rule") != "exception:front" || at(t, e.body, "reason", "en") != "The front page" || at(t, e.body, "plan") != "outage" {
		t.Errorf("told %s", e.text)
	}
	theirs := w.want(200, "anna", "GET", "/api/v1/regulation", "")
	if theirs.body["exceptions"] != nil {
		t.Errorf("a requester is told %s", theirs.text)
	}
	for _, f := range at(t, theirs.body, "fields").([]any) {
		if at(t, f, "key") == "environment" {
			t.Error("a requester is told of a field of the staff's")
		}
	}
	ours := w.want(200, "ivan", "GET", "/api/v1/regulation", "")
	if at(t, ours.body, "exceptions", 0, "key") != "front" || len(at(t, ours.body, "fields").([]any)) != len(r.Fields) {
		t.Errorf("the staff is told %s", ours.text)
	}
}
