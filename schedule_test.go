package helpdesk_test

import (
	"context"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"

	"github.com/helpdesk-go/helpdesk"
	"github.com/helpdesk-go/helpdesk/storage"
	"github.com/helpdesk-go/helpdesk/storage/memory"
	"github.com/helpdesk-go/helpdesk/ticket"
)

// taken opens a ticket of a customer's for the second line and gives it to somebody.
func (h *house) taken(agent string) uuid.UUID {
	h.t.Helper()
	id := h.open("defect", "normal")
	h.toLevel(id, 2)
	must(h.t)(h.as("boss").Assign(h.t.Context(), id, helpdesk.Assignment{Agent: &agent}))
	return id
}

// task adds a task for the second agent.
func (h *house) task(id uuid.UUID, in helpdesk.NewTask) uuid.UUID {
	h.t.Helper()
	r, err := h.as("boss").AddTask(h.t.Context(), id, in)
	if err != nil {
		h.t.Fatal(err)
	}
	return r.Part
}

func (h *house) taskOf(id, task uuid.UUID) ticket.Task {
	h.t.Helper()
	tasks := h.story(id).Tasks
	i := slices.IndexFunc(tasks, func(t ticket.Task) bool { return t.ID == task })
	if i < 0 {
		h.t.Fatalf("no task %s", task)
	}
	return tasks[i]
}

func TestATaskHasPartsAndStepsAndIsDoneAfterThem(t *testing.T) {
	onAll(t, "2026-03-02 09:00", func(t *testing.T, h *house) {
		ctx := t.Context()
		id := h.taken("agent2")
		task := h.task(id, helpdesk.NewTask{Title: "Выезд", Assignee: "agent3", Effort: 2 * time.Hour, Checklist: []string{"взять картридж", " ", "взять ключ"}})
		part := h.task(id, helpdesk.NewTask{Title: "Пропуск", Parent: task})
		if got := h.taskOf(id, part); got.Parent != task {
			t.Errorf("it is a part of %s", got.Parent)
		}
		refused := func(err error, reason, left string) {
			t.Helper()
			if e := wantCode(t, err, helpdesk.Refused); e.Reason != reason || e.Params["left"] != left {
				t.Errorf("refused for %q: %v", e.Reason, e.Params)
			}
		}
		refused(errOf(h.as("agent2").FinishTask(ctx, id, task)), "checklist_open", "взять картридж; взять ключ")
		must(t)(h.as("agent3").TickStep(ctx, id, helpdesk.Tick{Task: task, Step: 0, Text: "взять картридж", Done: true})) // it is his, though not the ticket
		must(t)(h.as("agent2").TickStep(ctx, id, helpdesk.Tick{Task: task, Step: 1, Done: true}))
		must(t)(h.as("agent2").TickStep(ctx, id, helpdesk.Tick{Task: task, Step: 1}))
		wantCode(t, errOf(h.as("agent2").TickStep(ctx, id, helpdesk.Tick{Task: task, Step: 1, Text: "взять лестницу", Done: true})), helpdesk.Conflict)
		wantCode(t, errOf(h.as("agent2").TickStep(ctx, id, helpdesk.Tick{Task: task, Step: 2, Done: true})), helpdesk.Invalid)
		got := h.taskOf(id, task).Checklist
		if len(got) != 2 || !got[0].Done || got[0].By != "agent3" || got[0].At.IsZero() || got[1] != (ticket.Step{Text: "взять ключ"}) {
			t.Errorf("steps %+v", got)
		}
		must(t)(h.as("agent2").ChangeTask(ctx, id, task, helpdesk.TaskChange{Title: new("Выезд в офис"), Assignee: new("agent2"), Effort: new(3 * time.Hour), Checklist: &[]string{"взять лестницу", "взять картридж"}}))
		if got := h.taskOf(id, task); got.Title != "Выезд в офис" || got.Assignee != "agent2" || got.Effort != 3*time.Hour || got.Checklist[0].Done || !got.Checklist[1].Done {
			t.Errorf("changed to %+v", got)
		}
		wantCode(t, errOf(h.as("agent3").ChangeTask(ctx, id, task, helpdesk.TaskChange{Title: new("?")})), helpdesk.Forbidden)
		must(t)(h.as("agent2").TickStep(ctx, id, helpdesk.Tick{Task: task, Step: 0, Done: true}))
		refused(errOf(h.as("agent2").FinishTask(ctx, id, task)), "subtasks_open", "Пропуск")
		must(t)(h.as("agent2").FinishTask(ctx, id, part))
		must(t)(h.as("agent2").FinishTask(ctx, id, task))
		wantCode(t, errOf(h.as("agent2").ChangeTask(ctx, id, task, helpdesk.TaskChange{Title: new("?")})), helpdesk.Refused)
		work := h.story(id).Tasks[1]
		if work.Kind != ticket.TaskWork {
			t.Fatalf("the second task is %s", work.Kind)
		}
		must(t)(h.as("agent2").ChangeTask(ctx, id, work.ID, helpdesk.TaskChange{Effort: new(time.Hour)}))
		wantCode(t, errOf(h.as("agent2").ChangeTask(ctx, id, work.ID, helpdesk.TaskChange{Assignee: new("agent3")})), helpdesk.Refused)
		e := wantCode(t, errOf(h.as("boss").AddTask(ctx, id, helpdesk.NewTask{Title: "x", Effort: time.Second, Checklist: []string{"а", "а", strings.Repeat("я", 301)}})), helpdesk.Invalid)
		if len(e.Faults) != 3 {
			t.Errorf("faults %v", e.Faults)
		}
		h.sound()
	})
}

func TestAStopwatchBooksOnceWhatItMeasured(t *testing.T) {
	onAll(t, "2026-03-02 09:00", func(t *testing.T, h *house) {
		ctx := t.Context()
		id, other := h.taken("agent2"), h.taken("agent2")
		s := h.as("agent2")
		if r, err := s.Stopwatch(ctx); err != nil || r.Runs() {
			t.Errorf("%+v, %v", r, err)
		}
		must(t)(s.StartStopwatch(ctx, id, uuid.Nil))
		must(t)(s.StartStopwatch(ctx, id, uuid.Nil)) // pressed twice
		if e := wantCode(t, errOf(s.StartStopwatch(ctx, other, uuid.Nil)), helpdesk.Refused); e.Reason != "stopwatch_runs" || e.Params["number"] != "TIC-1" {
			t.Errorf("refused for %q %v", e.Reason, e.Params)
		}
		h.set(h.clock().Add(44*time.Minute + 40*time.Second))
		if r, err := s.Stopwatch(ctx); err != nil || r.Number != "TIC-1" || r.Elapsed != 44*time.Minute+40*time.Second {
			t.Errorf("%+v, %v", r, err)
		}
		r, err := s.StopStopwatch(ctx, helpdesk.Stop{Note: "разбор"})
		if err != nil || r.Ticket != id || r.Part == uuid.Nil {
			t.Fatalf("%+v, %v", r, err)
		}
		times := h.story(id).Times
		if len(times) != 1 || times[0].Spent != 45*time.Minute || times[0].Note != "разбор" || times[0].Person != "agent2" {
			t.Errorf("booked %+v", times)
		}
		wantCode(t, errOf(s.StopStopwatch(ctx, helpdesk.Stop{})), helpdesk.Refused)
		must(t)(s.StartStopwatch(ctx, other, uuid.Nil))
		if err := s.DropStopwatch(ctx); err != nil {
			t.Error(err)
		}
		wantCode(t, s.DropStopwatch(ctx), helpdesk.Refused)
		if got := h.story(other).Ticket.Spent; got != 0 {
			t.Errorf("what was dropped was booked: %s", got)
		}
		wantCode(t, errOf(h.as("agent3").StartStopwatch(ctx, id, uuid.Nil)), helpdesk.Forbidden)
		wantCode(t, errOf(h.as("anna").StartStopwatch(ctx, id, uuid.Nil)), helpdesk.Forbidden)
		wantCode(t, errOf(h.as("anna").Stopwatch(ctx)), helpdesk.Forbidden)
		h.sound()
	})
}

// failing is a store that can be made to lose the writes of stopwatches.
type failing struct {
	storage.Store
	lost int // how many writes from now on are done; then one fails
}

func (f *failing) PutStopwatch(ctx context.Context, w ticket.Stopwatch) (int64, error) {
	f.lost--
	if f.lost == 0 {
		return 0, storage.ErrUnavailable
	}
	return f.Store.PutStopwatch(ctx, w)
}

func TestAStopThatBreaksHalfWayIsFinishedLaterAndBooksOnce(t *testing.T) {
	t.Parallel()
	for _, lost := range []int{1, 2} { // the stopping, the clearing
		store := &failing{Store: memory.New()}
		h := newHouse(t, store, moscow(t, "2026-03-02 09:00"))
		id := h.taken("agent2")
		s := h.as("agent2")
		must(t)(s.StartStopwatch(t.Context(), id, uuid.Nil))
		h.set(h.clock().Add(time.Hour))
		store.lost = lost
		wantCode(t, errOf(s.StopStopwatch(t.Context(), helpdesk.Stop{})), helpdesk.Unavailable)
		h.set(h.clock().Add(time.Hour))
		must(t)(s.StopStopwatch(t.Context(), helpdesk.Stop{}))
		want := []time.Duration{2 * time.Hour, time.Hour}[lost-1] // nothing had been stopped; all had been booked
		if got := h.story(id).Ticket.Spent; got != want {
			t.Errorf("booked %s, want %s", got, want)
		}
		if r, err := s.Stopwatch(t.Context()); err != nil || r.Runs() {
			t.Errorf("%+v, %v", r, err)
		}
	}
}

func TestAForgottenStopwatchIsNotBookedAsItStands(t *testing.T) {
	t.Parallel()
	h := newHouse(t, memory.New(), moscow(t, "2026-03-02 09:00"))
	id := h.taken("agent2")
	s := h.as("agent2")
	must(t)(s.StartStopwatch(t.Context(), id, uuid.Nil))
	h.set(h.clock().Add(30 * time.Hour))
	wantCode(t, errOf(s.StopStopwatch(t.Context(), helpdesk.Stop{})), helpdesk.Invalid)
	must(t)(s.StopStopwatch(t.Context(), helpdesk.Stop{Spent: 2 * time.Hour}))
	if got := h.story(id).Ticket.Spent; got != 2*time.Hour {
		t.Errorf("booked %s", got)
	}
}

func TestWhatWasWorkedUntilTheClosingIsBookedAfterIt(t *testing.T) {
	t.Parallel()
	h := newHouse(t, memory.New(), moscow(t, "2026-03-02 09:00"))
	id := h.taken("agent2")
	s := h.as("agent2")
	must(t)(s.StartStopwatch(t.Context(), id, h.story(id).Tasks[1].ID))
	h.set(h.clock().Add(20 * time.Minute))
	h.move("agent2", id, "resolve", "solution", "Готово")
	h.move("anna", id, "accept")
	h.set(h.clock().Add(3 * time.Hour))
	must(t)(s.StopStopwatch(t.Context(), helpdesk.Stop{}))
	if got := h.story(id); got.Ticket.Spent != 20*time.Minute || got.Times[0].Task != uuid.Nil {
		t.Errorf("booked %s: %+v", got.Ticket.Spent, got.Times)
	}
	h.sound()
}

func TestAScheduleFillsUpFromTheTasksAndNeverExceedsItsHours(t *testing.T) {
	onAll(t, "2026-03-02 16:00", func(t *testing.T, h *house) { // a Monday, two hours before its end
		ctx := t.Context()
		id := h.taken("agent2")
		work := h.story(id).Tasks[1].ID
		must(t)(h.as("agent2").ChangeTask(ctx, id, work, helpdesk.TaskChange{Effort: new(3 * time.Hour)}))
		h.task(id, helpdesk.NewTask{Title: "когда-нибудь", Assignee: "agent2"})
		h.task(id, helpdesk.NewTask{Title: "завтра", Assignee: "agent2", Due: moscow(t, "2026-03-03 18:00"), Effort: 9 * time.Hour})
		waiting := h.taken("agent2")
		must(t)(h.as("agent2").Wait(ctx, waiting, helpdesk.Waiting{Reason: "ждём"}))
		got, err := h.as("agent1").Schedule(ctx, helpdesk.ScheduleQuery{Person: "agent2", Days: 3})
		if err != nil {
			t.Fatal(err)
		}
		var lines []string
		for _, d := range got.Days {
			if d.Filled > d.Hours {
				t.Errorf("%s has %s in %s", d.Date, d.Filled, d.Hours)
			}
			line := d.Date + " " + d.Filled.String() + "/" + d.Hours.String() + " over " + d.Over.String()
			for _, p := range d.Parts {
				line += "; " + p.Task.Title + " " + p.Time.String()
				if p.Ends {
					line += " end"
				}
			}
			lines = append(lines, line)
		}
		// The work task is due in four working hours: on Tuesday at 11:00. 3 h + 9 h are asked
		// of the ten hours until Tuesday's end.
		want := []string{
			"2026-03-02 2h0m0s/2h0m0s over 0s; TIC: Не печатаются акты 2h0m0s",
			"2026-03-03 8h0m0s/8h0m0s over 2h0m0s; TIC: Не печатаются акты 1h0m0s end; завтра 7h0m0s",
			"2026-03-04 3h0m0s/8h0m0s over 0s; завтра 2h0m0s end; когда-нибудь 1h0m0s end",
		}
		if !slices.Equal(lines, want) {
			t.Errorf("the plan is\n%s", strings.Join(lines, "\n"))
		}
		if len(got.Late) != 1 || got.Late[0].Task.Title != "завтра" || !got.Late[0].Ends.Equal(moscow(t, "2026-03-04 11:00")) {
			t.Errorf("late are %+v", got.Late)
		}
		if len(got.Waits) != 1 || got.Waits[0].Ticket.ID != waiting || len(got.After) != 0 || got.Left != 13*time.Hour {
			t.Errorf("waiting %d, after %d, left %s", len(got.Waits), len(got.After), got.Left)
		}
		must(t)(h.as("agent2").Spend(ctx, id, helpdesk.Booking{Task: work, Spent: 170 * time.Minute}))
		got, err = h.as("agent2").Schedule(ctx, helpdesk.ScheduleQuery{Person: "agent2", Days: 1})
		if err != nil || got.Left != 10*time.Hour+15*time.Minute || len(got.After) != 1 { // a quarter of an hour at least
			t.Errorf("left %s, after %d, %v", got.Left, len(got.After), err)
		}
		wantCode(t, errOf(h.as("anna").Schedule(ctx, helpdesk.ScheduleQuery{Person: "agent2"})), helpdesk.Forbidden)
		wantCode(t, errOf(h.as("boss").Schedule(ctx, helpdesk.ScheduleQuery{Person: "anna", Days: 40})), helpdesk.Invalid)
		if got, err := h.as("vendor1").Schedule(ctx, helpdesk.ScheduleQuery{Person: "agent2"}); err == nil && len(got.Days[0].Parts) > 0 {
			t.Errorf("one of another company sees %+v", got.Days[0].Parts)
		}
	})
}

func TestAScheduleLeavesOutTheHoursInWhichAPersonIsAbsent(t *testing.T) {
	onAll(t, "2026-03-02 16:00", func(t *testing.T, h *house) { // a Monday, two hours before its end
		ctx := t.Context()
		id := h.taken("agent2")
		h.task(id, helpdesk.NewTask{Title: "отчёт", Assignee: "agent2", Due: moscow(t, "2026-03-04 18:00"), Effort: 9 * time.Hour})
		absent := func(from, until string) {
			t.Helper()
			must(t)(h.as("boss").PutAbsence(ctx, ticket.Absence{Person: "agent2", From: moscow(t, from), Until: moscow(t, until), Note: "учёба"}))
		}
		absent("2026-03-02 17:00", "2026-03-04 00:00")
		absent("2026-03-03 12:00", "2026-03-03 20:00") // within the other
		absent("2026-03-04 10:00", "2026-03-04 15:00") // over the break
		absent("2026-03-20 10:00", "2026-03-21 15:00") // beyond these days
		got, err := h.as("agent2").Schedule(ctx, helpdesk.ScheduleQuery{Person: "agent2", Days: 4})
		if err != nil {
			t.Fatal(err)
		}
		var lines []string
		for _, d := range got.Days {
			lines = append(lines, d.Date+" "+d.Filled.String()+"/"+d.Hours.String()+" away "+d.Away.String()+" over "+d.Over.String())
		}
		want := []string{
			"2026-03-02 1h0m0s/1h0m0s away 1h0m0s over 0s",
			"2026-03-03 0s/0s away 8h0m0s over 0s",
			"2026-03-04 4h0m0s/4h0m0s away 4h0m0s over 5h0m0s",
			"2026-03-05 5h0m0s/8h0m0s away 0s over 0s",
		}
		if !slices.Equal(lines, want) {
			t.Errorf("the plan is\n%s", strings.Join(lines, "\n"))
		}
		if len(got.Absences) != 3 || got.Absences[0].Note != "учёба" {
			t.Errorf("absences %+v", got.Absences)
		}
		if len(got.Late) == 0 || got.Late[len(got.Late)-1].Task.Title != "отчёт" || !got.Late[len(got.Late)-1].Ends.Equal(moscow(t, "2026-03-05 15:00")) {
			t.Errorf("late are %+v", got.Late)
		}
		must(t)(h.as("boss").PutAbsence(ctx, ticket.Absence{Person: "agent2", From: moscow(t, "2026-03-02 16:00"), Until: moscow(t, "2026-04-01 00:00")}))
		if got, err = h.as("boss").Schedule(ctx, helpdesk.ScheduleQuery{Person: "agent2", Days: 2}); err != nil || len(got.After) != 2 || len(got.Late) != 1 {
			t.Errorf("away all the time, yet after are %d and late are %d, %v", len(got.After), len(got.Late), err)
		}
	})
}

func TestEveryOpenTicketHasATimerOrStandsInTheListWithoutANextStep(t *testing.T) {
	onAll(t, "2026-03-02 09:00", func(t *testing.T, h *house) {
		ctx := t.Context()
		stuck := func() (numbers []string) {
			t.Helper()
			page, err := h.as("boss").Tickets(ctx, storage.Query{Filter: ticket.Filter{NoNextStep: h.clock()}})
			if err != nil {
				t.Fatal(err)
			}
			for _, x := range page.Tickets {
				numbers = append(numbers, x.Number)
			}
			slices.Sort(numbers)
			return numbers
		}
		h.open("defect", "normal")    // 1: nobody has it
		h.taken("agent2")             // 2: is worked on
		waiting := h.taken("agent2")  // 3: waits without a date
		dated := h.taken("agent2")    // 4: waits until a date
		resolved := h.resolved()      // 5: silence is counted
		reopened := h.taken("agent2") // 6: reopened, and not limited
		closed := h.taken("agent2")   // 7: is over
		must(t)(h.as("agent2").Wait(ctx, waiting, helpdesk.Waiting{Reason: "ждём"}))
		must(t)(h.as("agent2").Wait(ctx, dated, helpdesk.Waiting{Reason: "ждём", Until: h.clock().Add(9 * 24 * time.Hour)}))
		for _, id := range []uuid.UUID{reopened, closed} {
			h.move("agent2", id, "resolve", "solution", "Готово")
			h.move("anna", id, "accept")
		}
		h.move("anna", reopened, "reopen", "comment", "Опять")
		must(t)(h.as("boss").Assign(ctx, reopened, helpdesk.Assignment{Agent: new("agent2")}))
		if got := stuck(); !slices.Equal(got, []string{"TIC-1", "TIC-3", "TIC-6"}) {
			t.Errorf("without a next step are %v", got)
		}
		h.set(h.clock().Add(24 * time.Hour)) // 2 is overdue now
		if got := stuck(); !slices.Equal(got, []string{"TIC-1", "TIC-2", "TIC-3", "TIC-6"}) {
			t.Errorf("without a next step are %v", got)
		}
		_ = resolved
	})
}

func TestATicketThatWaitsIsClassifiedAnew(t *testing.T) {
	t.Parallel()
	r := helpdesk.Simple()
	h := newHouseOf(t, memory.New(), moscow(t, "2026-03-02 09:00"), &r)
	ctx := t.Context()
	id := h.open("", "normal")
	must(t)(h.as("agent1").Reply(ctx, id, helpdesk.Answer{Text: "Смотрим"}))
	must(t)(h.as("agent1").Wait(ctx, id, helpdesk.Waiting{Reason: "ждём деталь", Until: h.clock().Add(24 * time.Hour)}))
	must(t)(h.as("agent1").Classify(ctx, id, helpdesk.Classification{Category: "печать", Priority: "critical"}))
	got := h.story(id)
	if got.Ticket.Phase != ticket.PhaseWaiting || got.Ticket.Plan != "critical" || got.Ticket.Category != "печать" {
		t.Errorf("%s, %s, %s", got.Ticket.Phase, got.Ticket.Plan, got.Ticket.Category)
	}
	for _, a := range got.Accounts {
		if a.Clock == "resolution" && (a.State != "paused" || a.Budget.String() != "8h") {
			t.Errorf("the clock is %s with %s", a.State, a.Budget)
		}
	}
	h.sound()
}
