package helpdesk_test

import (
	"context"
	"errors"
	"flag"
	"maps"
	"math/rand/v2"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/google/uuid"

	"github.com/helpdesk-go/helpdesk"
	"github.com/helpdesk-go/helpdesk/sla"
	"github.com/helpdesk-go/helpdesk/storage"
	"github.com/helpdesk-go/helpdesk/ticket"
)

// retire is how many tickets stand in the stage that is retired under load.
var retire = flag.Int("retire", 80, "how many tickets stand in the stage that is retired under load")

// stageAdded puts a review between the second level and the solution.
func stageAdded(r *helpdesk.Regulation) {
	s := *at(r.Stages, "level2", func(s *helpdesk.Stage) string { return s.Key })
	s.Key, s.Title = "review", helpdesk.Text{"ru": "Проверка", "en": "Review"}
	r.Stages = append(r.Stages, s)
	r.Moves = append(r.Moves,
		helpdesk.Move{Event: "review", Title: helpdesk.Text{"ru": "На проверку", "en": "Review"}, From: []string{"level2"}, To: "review", By: []string{"staff"}},
		helpdesk.Move{Event: "reviewed", Title: helpdesk.Text{"ru": "Проверено", "en": "Reviewed"}, From: []string{"review"}, To: "level2", By: []string{"staff"}})
}

// fieldRequired asks for a reason when the work begins.
func fieldRequired(r *helpdesk.Regulation) {
	m := at(r.Moves, "process", func(m *helpdesk.Move) string { return m.Event })
	m.Fields = append(m.Fields, helpdesk.MoveField{Key: "why", Title: helpdesk.Text{"ru": "Почему", "en": "Why"}, Required: true, As: helpdesk.FieldReason})
}

// planShortened gives the plan of ordinary defects an hour everywhere.
func planShortened(r *helpdesk.Regulation) {
	targets := plan(r, category(r, "defect").Plans["normal"]).Targets
	for clock := range targets {
		targets[clock] = sla.Hours(1)
	}
}

// categorySplit makes two categories of one; what there is of it becomes the first.
func categorySplit(r *helpdesk.Regulation) {
	r.Forms, r.Fields = nil, nil
	mail := *category(r, "hosting")
	mail.Key, mail.Plans = "mail", maps.Clone(mail.Plans)
	c := category(r, "hosting")
	c.Key, c.Was = "websites", []string{"hosting"}
	r.Categories = append(r.Categories, mail)
}

// worker is one of those who work while the regulation changes.
type worker struct {
	t       *testing.T
	desk    *helpdesk.Desk
	random  *rand.Rand
	tickets []uuid.UUID
	done    int
	refused map[string]int // by code and reason
}

// work does something sensible until told to stop: it takes what is offered. The tickets
// of a worker are nobody else's, so what he read of one says what can be asked for.
func (w *worker) work(ctx context.Context, until <-chan struct{}) {
	boss, anna := w.desk.As(helpdesk.Person("boss")), w.desk.As(helpdesk.Person("anna"))
	for {
		select {
		case <-until:
			return
		default:
		}
		if len(w.tickets) < 3 || w.random.IntN(8) == 0 {
			r, err := anna.Open(ctx, helpdesk.NewRequest{
				Subject: "Не открывается", Text: "Совсем", Category: pick(w.random, "defect", "hosting", "feature", "mail"), Priority: "normal",
			})
			if w.judge(err) {
				w.tickets = append(w.tickets, r.Ticket)
			}
			continue
		}
		id := w.tickets[w.random.IntN(len(w.tickets))]
		s, err := boss.Story(ctx, id)
		if err != nil {
			w.t.Error(err)
			return
		}
		switch phase := s.Ticket.Phase; w.random.IntN(4) {
		case 0:
			if phase != ticket.PhaseDone { // what is over takes no messages
				w.judge(errOf(anna.Reply(ctx, id, helpdesk.Answer{Text: "Как дела?"})))
			}
		case 1:
			if phase == ticket.PhaseOpen { // nor is it classified, once it is resolved
				w.judge(errOf(boss.Classify(ctx, id, helpdesk.Classification{Category: pick(w.random, "", "hosting", "defect")})))
			}
		default:
			w.move(ctx, boss, s)
		}
	}
}

// move makes one of the moves that are offered, filled in as the offer asks.
func (w *worker) move(ctx context.Context, boss *helpdesk.Session, s helpdesk.Story) {
	id := s.Ticket.ID
	ways := slices.DeleteFunc(s.Moves, func(w helpdesk.Way) bool { return w.Held || w.OnBehalf })
	if len(ways) == 0 {
		w.judge(errOf(boss.Note(ctx, id, "стоит")))
		return
	}
	move := ways[w.random.IntN(len(ways))].Move
	in := helpdesk.Transition{Event: move.Event, Fields: map[string]string{}}
	for _, f := range move.Fields {
		if in.Fields[f.Key] = "так надо"; f.As == helpdesk.FieldRating {
			in.Fields[f.Key] = "5"
		}
	}
	w.judge(errOf(boss.Move(ctx, id, in)))
}

// judge tells whether it went through. It may have been refused as wrong, as forbidden,
// or because its stage was retired; never for any other reason.
func (w *worker) judge(err error) bool {
	if err == nil {
		w.done++
		return true
	}
	var e *helpdesk.Error
	if !errors.As(err, &e) {
		w.t.Errorf("%v", err)
		return false
	}
	switch {
	case e.Code == helpdesk.Invalid, e.Code == helpdesk.Forbidden, e.Code == helpdesk.Refused && e.Reason == "stage_retired":
	default:
		w.t.Errorf("%v", err)
	}
	w.refused[string(e.Code)+" "+e.Reason]++
	return false
}

func TestARegulationChangesFiveTimesWhileEightWork(t *testing.T) {
	onAll(t, "2026-03-02 09:00", func(t *testing.T, h *house) {
		var inLevel3 []uuid.UUID
		for range *retire {
			inLevel3 = append(inLevel3, h.open("defect", "normal"))
		}
		var group sync.WaitGroup
		for part := range slices.Chunk(inLevel3, max(1, len(inLevel3)/4)) {
			group.Go(func() {
				for _, id := range part {
					h.toLevel(id, 3)
				}
			})
		}
		group.Wait()
		other, err := helpdesk.New(t.Context(), h.store, helpdesk.Config{Now: h.clock})
		if err != nil {
			t.Fatal(err)
		}
		running, stop := context.WithCancel(t.Context())
		defer stop()
		workers := make([]*worker, 8)
		for i := range workers {
			workers[i] = &worker{t: t, desk: []*helpdesk.Desk{h.Desk, other}[i%2], random: rand.New(rand.NewPCG(uint64(i), 5)), refused: map[string]int{}}
			group.Go(func() { workers[i].work(context.WithoutCancel(running), running.Done()) })
		}
		var runners sync.WaitGroup
		keeping, stopKeeping := context.WithCancel(t.Context())
		defer stopKeeping()
		for _, d := range []*helpdesk.Desk{h.Desk, other} {
			runners.Go(func() { _ = d.Run(keeping) })
		}
		h.publish(stageAdded)
		h.publish(fieldRequired)
		h.publish(planShortened, openFollow)
		h.publish(categorySplit)
		published := time.Now()
		h.publish(withoutLevel3)
		everything := storage.Everything(h.Key())
		for left := 1; left > 0; {
			page, err := h.store.List(t.Context(), everything, storage.Query{Filter: ticket.Filter{Stages: []string{"level3"}}, Limit: 200})
			if err != nil {
				t.Fatal(err)
			}
			if left = len(page.Tickets); left > 0 {
				time.Sleep(10 * time.Millisecond)
			}
		}
		emptied := time.Since(published)
		stop()
		group.Wait()
		stopKeeping()
		runners.Wait()
		h.catchUp()
		h.catchUp()
		done, refused := 0, map[string]int{}
		for _, w := range workers {
			done += w.done
			for why, n := range w.refused {
				refused[why] += n
			}
		}
		t.Logf("%d done, refused %v; %d tickets left the stage in %s", done, refused, *retire, emptied.Round(time.Millisecond))
		old := ticket.Filter{Phases: []ticket.Phase{ticket.PhaseOpen, ticket.PhaseWaiting, ticket.PhaseResolved}}
		for name, f := range map[string]ticket.Filter{
			"level3": {Stages: []string{"level3"}}, "hosting": {Phases: old.Phases, Categories: []string{"hosting"}},
			"older targets": {Phases: old.Phases, RegulationBefore: 4},
		} {
			if n, err := h.store.Count(t.Context(), everything, f, 1000); err != nil || n != 0 {
				t.Errorf("%d tickets still have %s: %v", n, name, err)
			}
		}
		if done == 0 {
			t.Error("nothing was done")
		}
		h.sound()
	})
}
