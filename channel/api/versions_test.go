package api_test

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/helpdesk-go/helpdesk"
)

// publish looks at an edited regulation, publishes it and reads what became of it.
func publish(w *world) {
	const base = "/api/v1/regulation"
	body := func(extra string, source []byte) string {
		quoted, _ := json.Marshal(string(source))
		return `{"source": ` + string(quoted) + extra + `}`
	}
	edited := []byte(strings.Replace(string(helpdesk.LevelsSource()), "plans: {normal: standard, urgent: urgent, critical: outage}", "plans: {normal: outage, urgent: urgent, critical: outage}", 1))

	a := w.want(200, "olga", "POST", base+"/preview", body("", edited))
	for _, want := range []string{`"base":1`, `"version":2`, "→ Ликвидация аварий", "→ Outage", `"quarter":{"from":`} {
		if !strings.Contains(a.text, want) {
			w.Errorf("the preview says nothing of %s: %s", want, a.text)
		}
	}
	a = w.want(422, "olga", "POST", base+"/versions", body("", edited))
	if !strings.Contains(a.text, `"reason"`) {
		w.Errorf("the reason is not asked for: %s", a.text)
	}
	a = w.want(422, "olga", "POST", base+"/preview", body("", []byte("stages: 5")))
	if !strings.Contains(a.text, "line") {
		w.Errorf("the line is not told: %s", a.text)
	}
	w.want(403, "ivan", "POST", base+"/versions", body(`, "reason": "быстрее"`, edited))
	w.want(201, "olga", "POST", base+"/versions", body(`, "reason": "быстрее", "base": 1, "open_follow": true`, edited))
	a = w.want(409, "olga", "POST", base+"/versions", body(`, "reason": "быстрее", "base": 1`, edited))
	if a.body["code"] != "conflict" {
		w.Errorf("%s", a.text)
	}
	a = w.want(200, "ivan", "GET", base+"/versions?below=3&limit=1", "")
	if !strings.Contains(a.text, `"reason":"быстрее"`) || !strings.Contains(a.text, `"author":"olga"`) || strings.Contains(a.text, `"version":1`) {
		w.Errorf("%s", a.text)
	}
	a = w.want(200, "ivan", "GET", base+"/versions/2", "")
	if a.body["source"] != string(edited) {
		w.Error("the version is not as it was written")
	}
	w.want(404, "ivan", "GET", base+"/versions/9", "")
	w.want(404, "ivan", "GET", base+"/versions/newest", "")
	w.want(403, "anna", "GET", base+"/versions", "")
	w.want(422, "ivan", "GET", base+"/versions?limit=500", "")
}

func TestARegulationIsPublishedOverHTTP(t *testing.T) {
	t.Parallel()
	publish(newWorld(t))
}
