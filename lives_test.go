package helpdesk_test

import (
	"encoding/json"
	"maps"
	"os"
	"reflect"
	"slices"
	"testing"
	"time"

	"github.com/google/uuid"

	"github.com/helpdesk-go/helpdesk"
	"github.com/helpdesk-go/helpdesk/internal/strictyaml"
)

// life is a scenario of testdata/scenarios/lives.yaml or simple.yaml.
type life struct {
	Name  string `yaml:"name"`
	Steps []step `yaml:"steps"`
}

// step lets time pass, lets somebody do something, or looks at the ticket.
type step struct {
	At      string  `yaml:"at"`
	As      string  `yaml:"as"`
	Do      string  `yaml:"do"`
	With    given   `yaml:"with"`
	Refused string  `yaml:"refused"` // the code of the error that must come
	Want    *wanted `yaml:"want"`
	Why     string  `yaml:"why"`
}

// given is the input of a verb, in the words of the API.
type given struct {
	Subject   string            `yaml:"subject" json:"subject,omitempty"`
	Text      string            `yaml:"text" json:"text,omitempty"`
	Category  string            `yaml:"category" json:"category,omitempty"`
	Priority  string            `yaml:"priority" json:"priority,omitempty"`
	Agent     *string           `yaml:"agent" json:"agent,omitempty"`
	Event     string            `yaml:"event" json:"event,omitempty"`
	Fields    map[string]string `yaml:"fields" json:"fields,omitempty"`
	Title     string            `yaml:"title" json:"title,omitempty"`
	Assignee  string            `yaml:"assignee" json:"assignee,omitempty"`
	Spent     string            `yaml:"spent" json:"spent,omitempty"`
	Note      string            `yaml:"note" json:"note,omitempty"`
	Target    string            `yaml:"target" json:"target,omitempty"`
	Reason    string            `yaml:"reason" json:"reason,omitempty"`
	Until     string            `yaml:"until" json:"until,omitempty"`
	Automatic bool              `yaml:"automatic" json:"automatic,omitempty"`
	Kind      string            `yaml:"kind" json:"kind,omitempty"`
	Requester string            `yaml:"requester" json:"requester,omitempty"`
	Channel   string            `yaml:"channel" json:"channel,omitempty"`
	Answer    string            `yaml:"answer" json:"answer,omitempty"`
}

// wanted is what must be seen of the ticket; what is left out may be anything.
type wanted struct {
	Stage     *string                `yaml:"stage"`
	Team      *string                `yaml:"team"`
	Agent     *string                `yaml:"agent"`
	Plan      *string                `yaml:"plan"`
	Rule      *string                `yaml:"rule"`
	Fields    map[string]string      `yaml:"fields"`
	Due       *string                `yaml:"due"`
	Silence   *string                `yaml:"silence"`
	Noticed   *bool                  `yaml:"noticed"`
	Waiting   *bool                  `yaml:"waiting"`
	Rating    *int                   `yaml:"rating"`
	Spent     *string                `yaml:"spent"`
	Clocks    map[string]wantedClock `yaml:"clocks"`
	OpenTasks *[]string              `yaml:"open_tasks"`
	Visits    *[]string              `yaml:"visits"`
	Told      *string                `yaml:"told"`
	Of        string                 `yaml:"of"` // the ticket's number, TIC-1 when empty
	Category  *string                `yaml:"category"`
	Requester *string                `yaml:"requester"`
	Until     *string                `yaml:"until"`
	Links     *[]string              `yaml:"links"`
	Said      *[]string              `yaml:"said"`
}

type wantedClock struct {
	State      *string `yaml:"state"`
	Due        *string `yaml:"due"`
	BreachedAt *string `yaml:"breached_at"`
	Breaches   *int    `yaml:"breaches"`
	Outcome    *string `yaml:"outcome"`
	Met        *int    `yaml:"met"`
	Missed     *int    `yaml:"missed"`
}

// driver does the steps of a life by one of the ways into the desk.
type driver interface {
	// do answers the code of the error that came, "" for none.
	do(as, what string, with given) string
}

func TestLivesOfTicketsGoAsWritten(t *testing.T) {
	t.Parallel()
	for file, regulation := range map[string]helpdesk.Regulation{"lives": helpdesk.Levels(), "simple": helpdesk.Simple()} {
		t.Run(file, func(t *testing.T) {
			t.Parallel()
			live(t, "testdata/scenarios/"+file+".yaml", regulation)
		})
	}
}

// live goes through the lives of a file, on every store, and on one of them over HTTP.
func live(t *testing.T, file string, regulation helpdesk.Regulation, seat ...func(*house)) {
	source, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	var lives []life
	if err := strictyaml.Decode(source, &lives); err != nil {
		t.Fatal(err)
	}
	ways := map[string]func(*house) driver{
		"session": func(h *house) driver { return &bySession{h: h} },
		"http":    func(h *house) driver { return &byHTTP{w: h.web()} },
	}
	for _, l := range lives {
		for store, open := range stores {
			for way, drive := range ways {
				if way == "http" && store != "sqlite" { // what is behind the API does not change with it
					continue
				}
				t.Run(l.Name+"/"+store+"/"+way, func(t *testing.T) {
					t.Parallel()
					h := newHouseOf(t, open(t), moscow(t, l.Steps[0].At), &regulation)
					for _, f := range seat {
						f(h)
					}
					d := drive(h)
					for i, s := range l.Steps {
						if s.At != "" {
							h.at(s.At)
						}
						if s.Do != "" {
							if code := d.do(s.As, s.Do, s.With); code != s.Refused {
								t.Fatalf("step %d: %s by %s answers %q, want %q", i, s.Do, s.As, code, s.Refused)
							}
						}
						if s.Want != nil {
							h.look(i, *s.Want, s.Why)
						}
					}
					h.sound()
				})
			}
		}
	}
}

// look holds what is wanted against a ticket.
func (h *house) look(i int, w wanted, why string) {
	h.t.Helper()
	if w.Of == "" {
		w.Of = "TIC-1"
	}
	id, err := h.as("boss").Find(h.t.Context(), w.Of)
	if err != nil {
		h.t.Fatal(err)
	}
	s := h.story(id)
	k := s.Ticket
	same(h.t, i, why, "stage", w.Stage, k.Stage)
	same(h.t, i, why, "team", w.Team, k.Team)
	same(h.t, i, why, "agent", w.Agent, k.Agent)
	same(h.t, i, why, "plan", w.Plan, k.Plan)
	same(h.t, i, why, "rule", w.Rule, k.Rule)
	if w.Fields != nil && !maps.Equal(w.Fields, k.Fields) {
		h.t.Errorf("step %d: fields are %v, want %v (%s)", i, k.Fields, w.Fields, why)
	}
	same(h.t, i, why, "noticed", w.Noticed, k.Silence.Noticed)
	same(h.t, i, why, "waiting", w.Waiting, k.Waits().On())
	same(h.t, i, why, "category", w.Category, k.Category)
	same(h.t, i, why, "requester", w.Requester, k.Requester)
	h.sameTime(i, why, "until", w.Until, k.Wait.Until)
	same(h.t, i, why, "rating", w.Rating, k.Rating)
	h.sameTime(i, why, "due", w.Due, k.Due)
	h.sameTime(i, why, "silence", w.Silence, k.Silence.Since)
	if w.Spent != nil && *w.Spent != k.Spent.String() && *w.Spent+"0s" != k.Spent.String() {
		h.t.Errorf("step %d: spent is %s, want %s", i, k.Spent, *w.Spent)
	}
	for key, c := range w.Clocks {
		a := account(h.t, s, key)
		same(h.t, i, why, key+" state", c.State, string(a.State))
		same(h.t, i, why, key+" breaches", c.Breaches, len(a.Breaches))
		same(h.t, i, why, key+" outcome", c.Outcome, string(a.Outcome))
		same(h.t, i, why, key+" met", c.Met, a.Met)
		same(h.t, i, why, key+" missed", c.Missed, a.Missed)
		h.sameTime(i, why, key+" due", c.Due, a.Due)
		h.sameTime(i, why, key+" breach", c.BreachedAt, a.BreachedAt)
	}
	var tasks, visits, told, links, said []string
	for _, t := range s.Tasks {
		if t.State == "open" {
			tasks = append(tasks, string(t.Kind))
		}
	}
	for _, v := range s.Visits {
		visits = append(visits, v.Stage)
	}
	for _, e := range s.Journal {
		told = append(told, e.Event)
	}
	for _, l := range k.Links {
		links = append(links, string(l.Kind)+" "+l.Key)
	}
	for _, m := range s.Messages {
		said = append(said, m.Text)
	}
	sameList(h.t, i, why, "open tasks", w.OpenTasks, tasks)
	sameList(h.t, i, why, "visits", w.Visits, visits)
	sameList(h.t, i, why, "links", w.Links, links)
	sameList(h.t, i, why, "messages", w.Said, said)
	if w.Told != nil && !slices.Contains(told, *w.Told) {
		h.t.Errorf("step %d: the journal tells %v, not %s", i, told, *w.Told)
	}
}

func sameList(t *testing.T, i int, why, what string, want *[]string, got []string) {
	t.Helper()
	if want != nil && !slices.Equal(*want, got) {
		t.Errorf("step %d: %s are %v, want %v (%s)", i, what, got, *want, why)
	}
}

func same[T comparable](t *testing.T, i int, why, what string, want *T, got T) {
	t.Helper()
	if want != nil && *want != got {
		t.Errorf("step %d: %s is %v, want %v (%s)", i, what, got, *want, why)
	}
}

func (h *house) sameTime(i int, why, what string, want *string, got time.Time) {
	h.t.Helper()
	switch {
	case want == nil:
	case *want == "none":
		same(h.t, i, why, what, new(time.Time), got)
	case got.Sub(moscow(h.t, *want)).Abs() > 10*time.Microsecond: // two changes of a ticket lie a microsecond apart
		h.t.Errorf("step %d: %s is %s, want %s (%s)", i, what, got, *want, why)
	}
}

// bySession calls the verbs of a Session.
type bySession struct {
	h    *house
	id   uuid.UUID
	part uuid.UUID // that was made last
}

func (d *bySession) do(as, what string, with given) string {
	r, err := d.verb(d.h.as(as), what, with)
	if err != nil {
		return codeOf(d.h.t, err)
	}
	d.id, d.part = r.Ticket, r.Part
	return ""
}

func (d *bySession) verb(s *helpdesk.Session, what string, with given) (helpdesk.Receipt, error) {
	ctx, t := d.h.t.Context(), d.h.t
	switch what {
	case "open":
		return s.Open(ctx, input[helpdesk.NewRequest](t, with))
	case "classification":
		return s.Classify(ctx, d.id, input[helpdesk.Classification](t, with))
	case "assignment":
		return s.Assign(ctx, d.id, input[helpdesk.Assignment](t, with))
	case "moves":
		return s.Move(ctx, d.id, input[helpdesk.Transition](t, with))
	case "fields":
		return s.Fill(ctx, d.id, input[helpdesk.Filling](t, with))
	case "messages":
		return s.Reply(ctx, d.id, input[helpdesk.Answer](t, with))
	case "wait":
		return s.Wait(ctx, d.id, input[helpdesk.Waiting](t, with))
	case "resume":
		return s.Resume(ctx, d.id)
	case "estimates":
		return s.Estimate(ctx, d.id, input[helpdesk.Estimate](t, with))
	case "tasks":
		return s.AddTask(ctx, d.id, input[helpdesk.NewTask](t, with))
	case "finish":
		return s.FinishTask(ctx, d.id, d.part)
	case "times":
		spent, err := time.ParseDuration(with.Spent)
		if err != nil {
			t.Fatal(err)
		}
		return s.Spend(ctx, d.id, helpdesk.Booking{Spent: spent, Note: with.Note})
	}
	t.Fatalf("no verb %q", what)
	return helpdesk.Receipt{}, nil
}

// input makes the input of a verb of what the scenario gives.
func input[T any](t *testing.T, with given) (in T) {
	t.Helper()
	b, err := json.Marshal(with)
	if err == nil {
		err = json.Unmarshal(b, &in)
	}
	if err != nil {
		t.Fatalf("%v for %s: %v", with, reflect.TypeFor[T](), err)
	}
	return in
}

func codeOf(t *testing.T, err error) string {
	t.Helper()
	for _, c := range helpdesk.Codes() {
		if e, ok := err.(*helpdesk.Error); ok && e.Code == c {
			return string(c)
		}
	}
	t.Fatalf("an error without a code: %v", err)
	return ""
}

// byHTTP sends the same to the API.
type byHTTP struct {
	w    web
	path string
	part string
}

func (d *byHTTP) do(as, what string, with given) string {
	method, path, body := "POST", d.path+"/"+what, any(with)
	switch what {
	case "open":
		path = "/tickets"
	case "resume":
		method, path, body = "DELETE", d.path+"/wait", nil
	case "finish":
		path = d.path + "/tasks/" + d.part + "/finish"
		body = nil
	}
	status, got := d.w.send(as, method, path, body)
	if status >= 300 {
		code, _ := got["code"].(string)
		return code
	}
	d.path = "/tickets/" + got["number"].(string)
	d.part, _ = got["part"].(string)
	return ""
}
