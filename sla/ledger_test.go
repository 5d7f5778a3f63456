package sla_test

import (
	"encoding/json"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/helpdesk-go/helpdesk/sla"
)

// levels is a policy of the four levels with the targets given.
func levels(plan, reaction, processing, solution, waiting string) sla.Policy {
	p := sla.Policy{Plan: plan, Rule: "matrix:" + plan, Version: 1, Calendar: "ru@1"}
	for _, c := range []struct{ key, stage, target string }{
		{"reaction", "level1", reaction}, {"processing", "level2", processing}, {"solution", "level3", solution}, {"waiting", "level4", waiting},
	} {
		v, err := sla.ParseTarget(c.target)
		if err != nil {
			panic(err)
		}
		p.Clocks = append(p.Clocks, sla.Clock{Key: c.key, Kind: sla.StageClock, Stages: []string{c.stage}, Target: v, Informative: c.key == "waiting"})
	}
	return p
}

var (
	standard  = levels("standard", "1h", "4h", "5d", "60d")
	urgent    = levels("urgent", "30m", "1h", "2d", "20d")
	documents = levels("documents", "4h", "3d", "10d", "20d")
)

// simple is the policy of a desk without levels.
func simple() sla.Policy {
	clock := func(key string, kind sla.ClockKind, target sla.Target) sla.Clock {
		return sla.Clock{
			Key: key, Kind: kind, Target: target,
			Pauses: []string{"waiting-requester", "waiting-others"},
			Ends:   []string{"resolved", "closed", "rejected"},
		}
	}
	return sla.Policy{Plan: "normal", Version: 1, Calendar: "ru@1", Clocks: []sla.Clock{
		clock("first", sla.FirstResponse, sla.Hours(4)),
		clock("next", sla.NextResponse, sla.Hours(8)),
		clock("resolution", sla.Resolution, sla.Days(5)),
	}}
}

func calendars(t testing.TB) sla.Calendars {
	known := map[string]*sla.Calendar{"ru@1": calendar(t, "ru")}
	longer, err := sla.Country("ru")
	if err != nil {
		t.Fatal(err)
	}
	longer.Week = map[string][]sla.Shift{"mon-sat": parseShifts([][2]int{{480, 1200}})}
	if known["ru@2"], err = longer.Compile("ru@2"); err != nil {
		t.Fatal(err)
	}
	return func(ref string) (*sla.Calendar, bool) {
		c, ok := known[ref]
		return c, ok
	}
}

// story tells moments in the office's zone, one a line of "date time stage".
type story struct {
	t       testing.TB
	c       *sla.Calendar
	cals    sla.Calendars
	policy  sla.Policy
	moments []sla.Moment
	crossed []sla.Crossing
	ledger  sla.Ledger
}

func tell(t testing.TB, p sla.Policy) *story {
	return &story{t: t, c: calendar(t, "ru"), cals: calendars(t), policy: p}
}

func (s *story) at(when, stage string, change ...func(*sla.Moment)) *story {
	s.t.Helper()
	m := sla.Moment{At: instant(s.t, s.c, when), Stage: stage, Holder: "anna", Policy: s.policy}
	for _, f := range change {
		f(&m)
	}
	s.policy = m.Policy
	next, crossed, err := s.ledger.Step(s.cals, m)
	if err != nil {
		s.t.Fatal(err)
	}
	s.moments, s.ledger, s.crossed = append(s.moments, m), next, append(s.crossed, crossed...)
	return s
}

func under(p sla.Policy) func(*sla.Moment) { return func(m *sla.Moment) { m.Policy = p } }
func waiting(why string) func(*sla.Moment) { return func(m *sla.Moment) { m.Waiting = why } }
func heldBy(who string) func(*sla.Moment)  { return func(m *sla.Moment) { m.Holder = who } }
func asked(m *sla.Moment)                  { m.Asked = true }
func answered(m *sla.Moment)               { m.Answered = true }
func void(m *sla.Moment)                   { m.Void = true }
func (s *story) account(clock, when string) sla.Account {
	s.t.Helper()
	accounts, err := s.ledger.Accounts(s.cals, instant(s.t, s.c, when))
	if err != nil {
		s.t.Fatal(err)
	}
	for _, a := range accounts {
		if a.Clock == clock {
			return a
		}
	}
	s.t.Fatalf("no clock %q", clock)
	return sla.Account{}
}

func (s *story) crossings() string {
	var lines []string
	for _, c := range s.crossed {
		lines = append(lines, c.Clock+" "+string(c.Kind)+" "+c.At.In(s.c.Location()).Format("2006-01-02 15:04")+" "+c.Target.String())
	}
	return strings.Join(lines, "\n")
}

func TestTimeInALevelAddsUpOverVisits(t *testing.T) {
	t.Parallel()
	s := tell(t, standard).
		at("2026-04-14 09:00", "level1").
		at("2026-04-14 09:30", "level2").
		at("2026-04-14 12:00", "level3").                   // 5/8 of the date is left
		at("2026-04-15 11:00", "level4", heldBy("vendor")). // and 2/8 more
		at("2026-04-16 09:00", "level3", heldBy("boris"))
	a := s.account("solution", "2026-04-16 11:00")
	if want := target(t, "1.125d"); a.Spent != want { // 5/8 + 2/8 + 2/8
		t.Errorf("spent %s, want %s", a.Spent, want)
	}
	if want := target(t, "3.875d"); a.Left != want {
		t.Errorf("left %s, want %s", a.Left, want)
	}
	if want := instant(t, s.c, "2026-04-22 10:00"); !a.Due.Equal(want) { // 4.125 d from Thursday's opening: Thu Fri Mon Tue and an hour
		t.Errorf("due %s, want %s", a.Due.In(s.c.Location()), want)
	}
	if diff := cmp.Diff([]sla.Held{{"anna", target(t, "0.875d")}, {"boris", target(t, "0.25d")}}, a.Holders, cmp.Comparer(func(a, b sla.Target) bool { return a == b })); diff != "" {
		t.Error(diff)
	}
	if a.Running+a.Paused+a.Off != 47*time.Hour {
		t.Errorf("running %s, paused %s and off %s do not part its life", a.Running, a.Paused, a.Off)
	}
	if got := s.account("reaction", "2026-04-16 11:00"); got.Outcome != sla.Met || got.State != sla.ClockOff {
		t.Errorf("reaction: %+v", got)
	}
}

func TestADueThatPassesIsABreachAtItsOwnInstant(t *testing.T) {
	t.Parallel()
	s := tell(t, standard).
		at("2026-04-14 09:00", "level1").
		at("2026-04-14 12:00", "level2").
		at("2026-04-15 12:00", "resolved")
	want := "reaction warning 2026-04-14 09:48 1h\nreaction due 2026-04-14 10:00 1h\nprocessing warning 2026-04-14 16:12 4h\nprocessing due 2026-04-14 17:00 4h"
	if got := s.crossings(); got != want {
		t.Errorf("crossed\n%s\nwant\n%s", got, want)
	}
	if a := s.account("processing", "2026-04-16 12:00"); a.Outcome != sla.Missed || a.Spent != sla.Hours(8) || !a.Due.IsZero() {
		t.Errorf("%+v", a)
	}
}

func TestReclassifyingKeepsTheTimeSpentAndEveryBreach(t *testing.T) {
	t.Parallel()
	s := tell(t, standard).
		at("2026-04-14 09:00", "level2").
		at("2026-04-14 11:00", "level2", under(urgent)).    // 2 h of 1 h: broken now
		at("2026-04-14 14:00", "level2", under(documents)). // 4 h are half a date of three
		at("2026-04-14 16:00", "level2", under(standard))   // 6 h of 4 h: broken now
	want := "processing due 2026-04-14 11:00 1h\nprocessing due 2026-04-14 16:00 4h"
	if got := s.crossings(); got != want {
		t.Errorf("crossed\n%s\nwant\n%s", got, want)
	}
	a := s.account("processing", "2026-04-14 16:00")
	if a.Spent != sla.Hours(6) || a.Plan != "standard" || len(a.Breaches) != 2 || a.Breaches[0].Plan != "urgent" {
		t.Errorf("%+v", a)
	}
	if want := instant(t, s.c, "2026-04-14 14:00").Add(-time.Hour); !a.Due.Equal(want) {
		t.Errorf("due %s, want %s: four hours had been spent at the break", a.Due.In(s.c.Location()), want)
	}
}

func TestAnInformativeClockTellsItsDueAndIsNeverBroken(t *testing.T) {
	t.Parallel()
	s := tell(t, levels("outage", "15m", "1h", "1d", "3d")).
		at("2026-04-13 09:00", "level4").
		at("2026-04-20 09:00", "level3")
	want := "waiting warning 2026-04-15 12:12 3d\nwaiting due 2026-04-15 18:00 3d"
	if got := s.crossings(); got != want {
		t.Errorf("crossed\n%s\nwant\n%s", got, want)
	}
	if a := s.account("waiting", "2026-04-20 10:00"); len(a.Breaches) > 0 || a.Outcome != sla.Undecided {
		t.Errorf("%+v", a)
	}
}

func TestTheWaitMarkStopsTheClocksOfTheLevels(t *testing.T) {
	t.Parallel()
	s := tell(t, standard).
		at("2026-04-14 09:00", "level2").
		at("2026-04-14 10:00", "level2", waiting("documents")).
		at("2026-04-15 10:00", "level2", asked)
	a := s.account("processing", "2026-04-15 11:00")
	if a.Spent != sla.Hours(2) || a.Paused != 24*time.Hour {
		t.Errorf("spent %s, paused %s", a.Spent, a.Paused)
	}
	if want := instant(t, s.c, "2026-04-15 14:00").Add(-time.Hour); !a.Due.Equal(want) {
		t.Errorf("due %s, want %s", a.Due.In(s.c.Location()), want)
	}
	s.at("2026-04-15 11:00", "level2", waiting("again"))
	if due, ok := s.ledger.Due(); ok || len(s.ledger.Pending()) > 0 {
		t.Errorf("a paused clock is due %s", due)
	}
}

func TestTheFirstResponseNeverPausesAndIsGivenOnce(t *testing.T) {
	t.Parallel()
	s := tell(t, simple()).
		at("2026-04-14 09:00", "new", asked).
		at("2026-04-14 10:00", "waiting-requester").
		at("2026-04-14 12:00", "open", answered).
		at("2026-04-14 15:00", "open", answered)
	if a := s.account("first", "2026-04-15 12:00"); a.Spent != sla.Hours(3) || a.Outcome != sla.Met || a.State != sla.ClockEnded {
		t.Errorf("%+v", a)
	}
	if a := s.account("resolution", "2026-04-14 15:00"); a.Paused != 2*time.Hour || a.Spent != target(t, "0.375d") {
		t.Errorf("%+v", a)
	}
}

func TestACallAnsweredAtOnceMeetsItsFirstResponse(t *testing.T) {
	t.Parallel()
	s := tell(t, simple()).at("2026-04-14 09:00", "new", asked, answered)
	for _, clock := range []string{"first", "next"} {
		if a := s.account(clock, "2026-04-14 12:00"); a.State != sla.ClockEnded || a.Spent != sla.Hours(0) || a.Outcome != sla.Met {
			t.Errorf("%+v", a)
		}
	}
}

func TestTheNextResponseOpensAgainAndAgain(t *testing.T) {
	t.Parallel()
	s := tell(t, simple()).
		at("2026-04-14 09:00", "open", asked).
		at("2026-04-14 10:00", "open", asked). // still the same count
		at("2026-04-14 12:00", "open", answered).
		at("2026-04-15 09:00", "open", asked).
		at("2026-04-17 09:00", "open", answered).
		at("2026-04-17 10:00", "open", asked)
	a := s.account("next", "2026-04-17 12:00")
	if a.Met != 1 || a.Missed != 1 || a.Spent != sla.Hours(2) || len(a.Breaches) != 1 {
		t.Errorf("%+v", a)
	}
	if want := instant(t, s.c, "2026-04-15 18:00"); !a.BreachedAt.Equal(want) {
		t.Errorf("breached %s, want %s", a.BreachedAt, want)
	}
}

func TestATicketEndedWithoutResultCountsNeitherAsMetNorAsMissed(t *testing.T) {
	t.Parallel()
	s := tell(t, simple()).
		at("2026-04-14 09:00", "new", asked).
		at("2026-04-16 09:00", "rejected", void)
	for _, clock := range []string{"first", "resolution"} {
		if a := s.account(clock, "2026-04-17 12:00"); a.Outcome != sla.Undecided || a.State != sla.ClockEnded {
			t.Errorf("%+v", a)
		}
	}
}

func TestAReopenedResolutionResumesOrRestarts(t *testing.T) {
	t.Parallel()
	for _, restart := range []bool{false, true} {
		p := simple()
		p.Clocks[2].Restart = restart
		s := tell(t, p).
			at("2026-04-14 09:00", "open").
			at("2026-04-16 18:00", "resolved").
			at("2026-04-20 09:00", "open")
		want, due := target(t, "4d"), "2026-04-21 18:00"
		if restart {
			want, due = target(t, "1d"), "2026-04-24 18:00"
		}
		if a := s.account("resolution", "2026-04-20 18:00"); a.Spent != want || !a.Due.Equal(instant(t, s.c, due)) {
			t.Errorf("restart %v: spent %s, due %s", restart, a.Spent, a.Due)
		}
	}
}

func TestEachRunIsMeasuredByTheCalendarItRanUnder(t *testing.T) {
	t.Parallel()
	newer := levels("standard", "1h", "30h", "5d", "60d")
	newer.Calendar, newer.Version = "ru@2", 2 // 08:00–20:00 without a break
	s := tell(t, levels("standard", "1h", "30h", "5d", "60d")).
		at("2026-04-14 12:00", "level2").
		at("2026-04-14 16:00", "level2", under(newer)) // 3 h so far, the break left out
	a := s.account("processing", "2026-04-15 09:00")
	if want := sla.Hours(3 + 4 + 1); a.Spent != want {
		t.Errorf("spent %s, want %s", a.Spent, want)
	}
	if want := instant(t, s.c, "2026-04-16 19:00"); !a.Due.Equal(want) { // 27 h: 4, 12, 11
		t.Errorf("due %s, want %s", a.Due.In(s.c.Location()), want)
	}
}

func TestAMomentOutOfOrderIsRefused(t *testing.T) {
	t.Parallel()
	s := tell(t, standard).at("2026-04-14 12:00", "level2")
	if _, _, err := s.ledger.Settle(s.cals, instant(t, s.c, "2026-04-14 11:00")); err == nil || !strings.Contains(err.Error(), "settled") {
		t.Errorf("error %v", err)
	}
	if _, _, err := s.ledger.Step(s.cals, sla.Moment{At: instant(t, s.c, "2026-04-14 13:00"), Stage: "level2", Policy: sla.Policy{Calendar: "moon@1", Clocks: standard.Clocks}}); err == nil || !strings.Contains(err.Error(), "moon@1") {
		t.Errorf("error %v", err)
	}
}

func drawMoments(t *rapid.T, loc *time.Location) []sla.Moment {
	policies := []sla.Policy{standard, urgent, documents, simple()}
	newer := standard
	newer.Calendar = "ru@2"
	policies = append(policies, newer)
	stages := []string{"level1", "level2", "level3", "level4", "new", "open", "waiting-requester", "resolved", "closed"}
	at := time.Date(2026, 4, 24, 9, 0, 0, 0, loc)
	var moments []sla.Moment
	for range rapid.IntRange(1, 12).Draw(t, "moments") {
		at = at.Add(time.Duration(rapid.Int64Range(0, int64(40*time.Hour)/1000).Draw(t, "later")) * 1000)
		moments = append(moments, sla.Moment{
			At: at, Stage: rapid.SampledFrom(stages).Draw(t, "stage"),
			Waiting: rapid.SampledFrom([]string{"", "", "reason"}).Draw(t, "waiting"),
			Holder:  rapid.SampledFrom([]string{"anna", "boris"}).Draw(t, "holder"),
			Policy:  rapid.SampledFrom(policies).Draw(t, "policy"),
			Asked:   rapid.Bool().Draw(t, "asked"), Answered: rapid.Bool().Draw(t, "answered"),
			Void: rapid.IntRange(0, 9).Draw(t, "void") == 0,
		})
	}
	return moments
}

func TestSteppingFromTheStoredFormIsFolding(t *testing.T) {
	t.Parallel()
	cals := calendars(t)
	loc := calendar(t, "ru").Location()
	rapid.Check(t, func(t *rapid.T) {
		moments := drawMoments(t, loc)
		folded, err := sla.Fold(cals, moments)
		if err != nil {
			t.Fatal(err)
		}
		stored := []byte("{}")
		for _, m := range moments {
			var l sla.Ledger
			if err := json.Unmarshal(stored, &l); err != nil {
				t.Fatal(err)
			}
			// Time may be looked at in between, as often as one likes.
			if !l.At.IsZero() {
				between := l.At.Add(time.Duration(rapid.Int64Range(0, int64(m.At.Sub(l.At))).Draw(t, "between")))
				if l, _, err = l.Settle(cals, between); err != nil {
					t.Fatal(err)
				}
			}
			if l, _, err = l.Step(cals, m); err != nil {
				t.Fatal(err)
			}
			if stored, err = json.Marshal(l); err != nil {
				t.Fatal(err)
			}
		}
		want, _ := json.Marshal(folded)
		if string(stored) != string(want) {
			t.Fatalf("stepped %s\nfolded  %s", stored, want)
		}
	})
}

func TestTheLedgerKeepsItsLaws(t *testing.T) {
	t.Parallel()
	cals := calendars(t)
	loc := calendar(t, "ru").Location()
	rapid.Check(t, func(t *rapid.T) {
		moments := drawMoments(t, loc)
		var l sla.Ledger
		var crossed []sla.Crossing
		for _, m := range moments {
			next, c, err := l.Step(cals, m)
			if err != nil {
				t.Fatal(err)
			}
			l, crossed = next, append(crossed, c...)
		}
		at := l.At.Add(50 * time.Hour)
		accounts, err := l.Accounts(cals, at)
		if err != nil {
			t.Fatal(err)
		}
		dues := map[string]int{}
		for _, c := range crossed {
			if c.Kind == sla.CrossedDue && !c.Informative {
				dues[c.Clock]++
			}
			if c.At.After(l.At) {
				t.Fatalf("crossed in the future: %+v", c)
			}
		}
		for i, a := range accounts {
			if a.Running < 0 || a.Paused < 0 || a.Off < 0 {
				t.Fatalf("%s: running %s, paused %s, off %s", a.Clock, a.Running, a.Paused, a.Off)
			}
			var held sla.Target
			for _, h := range a.Holders {
				held = held.Add(h.Spent)
			}
			if held.Cmp(a.Spent) != 0 {
				t.Fatalf("%s: held %s, spent %s", a.Clock, held, a.Spent)
			}
			if n := len(l.Records[i].Breaches); n != dues[a.Clock] {
				t.Fatalf("%s: %d breaches, %d dues crossed", a.Clock, n, dues[a.Clock])
			}
			if a.State == sla.ClockRunning && !a.Due.IsZero() && !a.Due.After(at) != (a.Left.Sign() <= 0) {
				t.Fatalf("%s: due %s, left %s at %s", a.Clock, a.Due, a.Left, at)
			}
			whole(t, l, cals, a, at)
		}
	})
}

// whole proves that an explanation has no gaps and adds up to what was spent.
func whole(t *rapid.T, l sla.Ledger, cals sla.Calendars, a sla.Account, at time.Time) {
	e, err := l.Explain(cals, a.Clock, at)
	if err != nil {
		t.Fatal(err)
	}
	for i := 1; i < len(e.Pieces); i++ {
		if !e.Pieces[i].From.Equal(e.Pieces[i-1].To) {
			t.Fatalf("%s: a gap after %s", a.Clock, e.Pieces[i-1])
		}
	}
	if e.Spent != a.Spent && len(e.Pieces) > 0 {
		t.Fatalf("%s: explained %s, spent %s", a.Clock, e.Spent, a.Spent)
	}
}
