package helpdesk_test

import (
	"bytes"
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/helpdesk-go/helpdesk"
	"github.com/helpdesk-go/helpdesk/channel/api"
)

// web sends JSON as somebody ("agent1", "agent1 for anna") to a server of the API and reads the answer.
type web struct {
	t      *testing.T
	server *httptest.Server
}

func (h *house) web() web {
	handler, err := api.New(h.Desk, api.Config{Authenticate: func(r *http.Request) (helpdesk.Actor, error) {
		return helpdesk.Person(r.Header.Get("Person")), nil
	}})
	if err != nil {
		h.t.Fatal(err)
	}
	server := httptest.NewServer(handler)
	h.t.Cleanup(server.Close)
	return web{h.t, server}
}

// send answers the status and the decoded body.
func (w web) send(person, method, path string, body any) (int, map[string]any) {
	w.t.Helper()
	var sent bytes.Buffer
	if body != nil {
		if err := json.NewEncoder(&sent).Encode(body); err != nil {
			w.t.Fatal(err)
		}
	}
	r, err := http.NewRequestWithContext(w.t.Context(), method, w.server.URL+"/api/v1"+path, &sent)
	if err != nil {
		w.t.Fatal(err)
	}
	person, behalf, _ := strings.Cut(person, " for ")
	r.Header.Set("Person", person)
	if behalf != "" {
		r.Header.Set("Helpdesk-On-Behalf-Of", behalf)
	}
	if body != nil {
		r.Header.Set("Content-Type", "application/json")
	}
	answer, err := http.DefaultClient.Do(r)
	if err != nil {
		w.t.Fatal(err)
	}
	defer answer.Body.Close()
	var got map[string]any
	if err := json.NewDecoder(answer.Body).Decode(&got); err != nil {
		w.t.Fatalf("%s %s: %d without JSON: %v", method, path, answer.StatusCode, err)
	}
	return answer.StatusCode, got
}

// do is send that must succeed.
func (w web) do(person, method, path string, body any) map[string]any {
	w.t.Helper()
	status, got := w.send(person, method, path, body)
	if status >= 300 {
		w.t.Fatalf("%s %s: %d %v", method, path, status, got)
	}
	return got
}

type object = map[string]any

func TestEachLevelIsDueOverHTTPAsWrittenByHand(t *testing.T) {
	t.Parallel()
	for _, row := range dueRows(t) {
		t.Run(row.Name, func(t *testing.T) {
			t.Parallel()
			h := newHouse(t, stores["sqlite"](t), instant(t, row.Levels["level1"].Start))
			w := h.web()
			opened := w.do("anna", "POST", "/tickets", object{"subject": "Не печатаются акты", "text": "Совсем.", "category": row.Category, "priority": row.Priority})
			path := "/tickets/" + opened["number"].(string)
			for i, level := range []string{"level1", "level2", "level3", "level4"} {
				want := row.Levels[level]
				start := instant(t, want.Start)
				switch i {
				case 1:
					h.set(start.Add(-time.Microsecond))
					w.do("agent1", "POST", path+"/classification", object{})
					h.set(start)
					w.do("agent1", "POST", path+"/moves", object{"event": "process"})
				case 2, 3:
					h.set(start)
					w.do("boss", "POST", path+"/moves", object{"event": "escalate", "fields": object{"reason": "нужны другие"}})
				}
				clocks := w.do("boss", "GET", path, nil)["clocks"].([]any)
				clock := clocks[len(clocks)-1].(object)
				if due := instant(t, clock["due"].(string)); !due.Equal(instant(t, want.Due)) {
					t.Errorf("%s is due %s, want %s\n%s", level, due, want.Due, row.Why)
				}
			}
		})
	}
}

func TestANumberInTheInputIsRefused(t *testing.T) {
	t.Parallel()
	h := newHouse(t, stores["sqlite"](t), moscow(t, "2026-03-02 10:00"))
	status, problem := h.web().send("anna", "POST", "/tickets", object{"subject": "Сайт", "text": "Лежит.", "category": "hosting", "number": "TIC-7"})
	if status < 400 || status >= 500 || problem["faults"].([]any)[0].(object)["field"] != "number" {
		t.Errorf("%d %v", status, problem)
	}
}
