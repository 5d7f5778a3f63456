package rightstest

import (
	"archive/zip"
	"context"
	"errors"
	"io"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/helpdesk-go/helpdesk"
	"github.com/helpdesk-go/helpdesk/ticket"
)

// canary is a word that stands in one internal thing and nowhere else.
func canary(of string) string { return "kanareika-" + of }

// markup is put behind every text that people write: it must never be markup of a page.
const markup = `"><img src=x onerror=alert(1)>`

// words are a canary in a text, with markup behind it.
func words(of string) string { return canary(of) + " " + markup }

// canaries are the internal things in which a word of its own is put.
var canaries = []string{
	"note", "field", "task", "step", "booking", "correction", "estimate", "wait", "link", "link-title", "link-fault", "cause", "article", "review", // of tickets
	"stage-title", "team-title", "move-title", "template", "checklist", "script", "field-title", // of the regulation
	"team-name", "staff-mail", "staff-phone", "absence", "contract", "organization", "publication", "dead-letter", // of the desk
}

// both is a text that is the same in both languages.
func both(text string) helpdesk.Text { return helpdesk.Text{"ru": text, "en": text} }

// planted makes a world in which a canary sits in everything that is the staff's alone.
func planted(t testing.TB) *World {
	t.Helper()
	w := NewWorldOf(t, helpdesk.Config{Links: tracker{}}, plantRegulation)
	w.plant = true
	setup, ctx := w.Desk.As(helpdesk.System("setup")), t.Context()
	must := func(_ any, err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	teams, err := setup.Teams(ctx)
	must(nil, err)
	for _, team := range teams {
		team.Name = words("team-name")
		must(w.Store.PutTeam(ctx, team)) // as it is, with who has left
	}
	for _, k := range Staff() {
		p, err := setup.PersonAsKept(ctx, string(k))
		must(nil, err)
		p.Email, p.Phone = canary("staff-mail")+"@"+string(k)+".example", canary("staff-phone")
		must(setup.PutPerson(ctx, p))
	}
	o, err := setup.Organization(ctx, Lonely)
	must(nil, err)
	o.Name = words("organization")
	must(setup.PutOrganization(ctx, o))
	must(setup.PutContract(ctx, ticket.Contract{
		ID: "of-others", Number: canary("contract"), Organization: Lonely, From: w.Desk.Now().AddDate(0, -1, 0),
		Services: []ticket.Service{{Key: "hours", Title: words("contract"), Bought: time.Hour}},
	}))
	must(setup.PutAbsence(ctx, ticket.Absence{Person: string(OtherAgent), From: w.Desk.Now().AddDate(2, 0, 0), Until: w.Desk.Now().AddDate(2, 0, 1), Note: words("absence")}))
	version, err := setup.Version(ctx, 0)
	must(nil, err)
	w.source = version.Source
	w.replant(t)
	return w
}

// replant publishes the regulation with its canaries, if the newest version is another.
func (w *World) replant(t testing.TB) {
	t.Helper()
	setup := w.Desk.As(helpdesk.System("setup"))
	newest, err := setup.Version(t.Context(), 0)
	if err == nil && newest.Version != w.version {
		newest, err = setup.Publish(t.Context(), helpdesk.Publication{Source: w.source, Reason: words("publication")})
		w.version = newest.Version
	}
	if err != nil {
		t.Fatal(err)
	}
}

// tracker tells of things elsewhere what only the staff is to know.
type tracker struct{}

func (tracker) LinkState(_ context.Context, l ticket.Link) (helpdesk.LinkAnswer, error) {
	if l.Key == canary("link") {
		return helpdesk.LinkAnswer{}, errors.New(words("link-fault"))
	}
	return helpdesk.LinkAnswer{State: words("link-title"), Title: words("link-title")}, nil
}

// plantRegulation words what the staff alone is shown of a regulation.
func plantRegulation(r *helpdesk.Regulation) {
	for i := range r.Stages {
		r.Stages[i].Title = both(words("stage-title"))
	}
	for i := range r.Teams {
		r.Teams[i].Title = both(words("team-title"))
	}
	for i, m := range r.Moves {
		if !slices.Contains(m.By, "requester") {
			r.Moves[i].Title = both(words("move-title"))
		}
	}
	for i := range r.Categories {
		r.Categories[i].Checklist, r.Categories[i].Script = []helpdesk.Text{both(words("checklist"))}, both(words("script"))
	}
	for i, f := range r.Fields {
		if f.Requester == "" {
			r.Fields[i].Title = both(words("field-title"))
		}
	}
	r.Templates = append(r.Templates, helpdesk.Template{Key: "canary", Title: both(words("template")), Text: both(words("template"))})
}

// plantWork leaves canaries on a ticket that is being worked on.
func (w *World) plantWork(t testing.TB, x Target) {
	t.Helper()
	ctx, boss := t.Context(), w.Desk.As(helpdesk.Person(string(Operations)))
	must := func(r helpdesk.Receipt, err error) helpdesk.Receipt {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		return r
	}
	must(boss.Note(ctx, x.ID, words("note")))
	rules, _, err := w.Desk.Regulation(ctx)
	must(helpdesk.Receipt{}, err)
	internal := map[string]string{}
	for _, f := range rules.Form("feature", rules.Kinds[0].Key) {
		if of, _ := rules.Field(f.Field); of.Requester == "" && (of.Kind == helpdesk.KindText || of.Kind == helpdesk.KindLines) {
			internal[f.Field] = words("field")
		}
	}
	must(boss.Fill(ctx, x.ID, helpdesk.Filling{Fields: internal}))
	must(boss.AddTask(ctx, x.ID, helpdesk.NewTask{Title: words("task"), Checklist: []string{words("step")}}))
	booked := must(boss.Spend(ctx, x.ID, helpdesk.Booking{Spent: time.Hour, Note: words("booking")}))
	must(boss.Correct(ctx, x.ID, helpdesk.Correction{Booking: booked.Part, Spent: 2 * time.Hour, Note: words("correction")}))
	must(boss.Estimate(ctx, x.ID, helpdesk.Estimate{Target: "9d", Reason: words("estimate")}))
	must(boss.Wait(ctx, x.ID, helpdesk.Waiting{Reason: words("wait")}))
	must(boss.Resume(ctx, x.ID))
	must(boss.Link(ctx, x.ID, helpdesk.NewLink{Kind: "defect", Key: canary("link"), URL: "https://tracker.example/" + canary("link")}))
}

// plantReview leaves a canary on a ticket that is closed.
func (w *World) plantReview(t testing.TB, x Target) {
	t.Helper()
	_, err := w.Desk.As(helpdesk.Person(string(Quality))).Review(t.Context(), x.ID, helpdesk.Verdict{Closing: ticket.ClosedRightly, Quality: 5, Comment: words("review")})
	if err != nil {
		t.Fatal(err)
	}
}

// Hides lets all who are not of the staff ask for everything there is, of a desk with a
// canary in whatever is the staff's alone, and fails the test where one sings: in an
// answer, an error, a page or a file, or where what people wrote is markup of a page. It answers which of them the staff has found in
// the same way, by which a test knows that they are there and would have been found.
func Hides(t *testing.T, tries []Try) (found []string) {
	t.Helper()
	w := planted(t)
	keys := internalKeys(t, w)
	for _, try := range tries {
		w.replant(t) // an administrator may have published another
		x := w.Ticket(t, try.At)
		for _, k := range append(Requesters(), Operations, Quality, Administrator) {
			var told string
			for _, text := range unpacked(t, try.ask(t, w, w.Desk, k, x).Told) {
				if at := strings.Index(text, "<img src=x"); at >= 0 && strings.Contains(text, "<html") {
					t.Errorf("%s takes what people wrote for markup: …%s…", try.Row, around(text, at))
				}
				told += text
			}
			if !slices.Contains(Requesters(), k) {
				for _, c := range canaries {
					if strings.Contains(told, canary(c)) && !slices.Contains(found, c) {
						found = append(found, c)
					}
				}
				continue
			}
			if at := strings.Index(told, canary("")); at >= 0 {
				t.Errorf("%s tells %s of something internal: …%s…", try.Row, k, around(told, at))
			}
			for _, key := range keys {
				if at := strings.Index(told, `"`+key+`"`); at >= 0 {
					t.Errorf("%s tells %s a key of the staff's: …%s…", try.Row, k, around(told, at))
				}
			}
		}
	}
	slices.Sort(found)
	return found
}

// Canaries are the internal things that Hides looks for, sorted.
func Canaries() []string { return slices.Sorted(slices.Values(canaries)) }

// internalKeys are the keys of stages and teams that mean nothing else.
func internalKeys(t testing.TB, w *World) []string {
	t.Helper()
	rules, _, err := w.Desk.Regulation(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	public := []string{}
	for _, s := range rules.Steps {
		public = append(public, s.Key)
	}
	for _, p := range ticket.Phases() {
		public = append(public, string(p))
	}
	keys := []string{Contractor}
	for _, s := range rules.Stages {
		keys = append(keys, s.Key)
	}
	for _, team := range rules.Teams {
		keys = append(keys, team.Key)
	}
	return slices.DeleteFunc(keys, func(k string) bool { return slices.Contains(public, k) })
}

// unpacked is a text; of a zip file, the texts in it.
func unpacked(t testing.TB, told string) []string {
	t.Helper()
	if !strings.HasPrefix(told, "PK\x03\x04") {
		return []string{told}
	}
	files, err := zip.NewReader(strings.NewReader(told), int64(len(told)))
	if err != nil {
		t.Fatal(err)
	}
	var texts []string
	for _, f := range files.File {
		r, err := f.Open()
		if err != nil {
			t.Fatal(err)
		}
		text, err := io.ReadAll(r)
		if err != nil {
			t.Fatal(err)
		}
		texts = append(texts, f.Name+"\n"+string(text))
	}
	return texts
}

func around(text string, at int) string {
	return strings.ToValidUTF8(text[max(0, at-80):min(len(text), at+80)], "")
}
