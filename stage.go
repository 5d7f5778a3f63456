package helpdesk

import (
	"slices"
	"time"

	"github.com/google/uuid"

	"github.com/helpdesk-go/helpdesk/event"
	"github.com/helpdesk-go/helpdesk/sla"
	"github.com/helpdesk-go/helpdesk/ticket"
)

// enter puts the ticket into a stage, with all that the regulation says of it: who
// works in it, which task is open, whether silence is counted. Any move ends a wait.
func (d *draft) enter(stage string) error {
	t, s := &d.ticket, d.rules.stages[stage]
	if over(t.Phase) && !over(s.Phase) && t.Agent != "" { // who has it may have left since, or be away
		agent, err := d.present(t.Agent)
		if err != nil {
			return err
		}
		t.Agent = agent
	}
	if t.Regulation != d.rules.version { // a level is entered under the newest version
		d.replan(d.rules)
	}
	t.Draft = false
	t.Stage, t.Phase, t.Entered, t.Regulation = s.Key, s.Phase, d.at, d.rules.version
	t.Wait, t.Silence = ticket.Wait{}, ticket.Silence{}
	if s.Silence != nil {
		t.Silence.Since = d.at
	}
	switch s.Phase {
	case ticket.PhaseResolved:
		t.Resolved = d.at
	case ticket.PhaseDone:
		t.Closed, t.Review = d.at, ticket.Review{} // what was found of another closing is in the journal
		d.closeTasks()
	default:
		t.Resolved, t.Closed = timeZero, timeZero
	}
	if s.Phase != ticket.PhaseDone {
		if err := d.handOver(d.teamIn(stage)); err != nil {
			return err
		}
	}
	return d.openTask(s)
}

// over tells whether the desk has nothing to do in the phase.
func over(p ticket.Phase) bool { return p == ticket.PhaseResolved || p == ticket.PhaseDone }

// handOver gives the ticket to a team. The agent stays if he is of that team.
func (d *draft) handOver(team string) error {
	t := &d.ticket
	if t.Team == team {
		return nil
	}
	t.Team = team
	if t.Agent == "" {
		return nil
	}
	member, err := d.memberOf(team, t.Agent)
	if err == nil && !member {
		t.Agent = ""
	}
	return err
}

func (d *draft) memberOf(team, person string) (bool, error) {
	if d.teams == nil {
		teams, err := d.desk.teams(d.ctx)
		if err != nil {
			return false, err
		}
		d.teams = teams
	}
	i := slices.IndexFunc(d.teams, func(t ticket.Team) bool { return t.ID == team })
	return i >= 0 && d.teams[i].HasMember(person), nil
}

// openTask sees to it that the stage's task is open. A work task that is open goes
// on; where the last one was closed with the ticket, a new one takes it up.
func (d *draft) openTask(s Stage) error {
	kind := ticket.TaskKind(s.Task)
	if kind == "" || slices.ContainsFunc(d.tasks, func(t ticket.Task) bool { return t.Kind == kind && t.State == ticket.TaskOpen }) {
		return nil
	}
	t := ticket.Task{Kind: kind, Title: d.ticket.Subject, Team: d.ticket.Team, Assignee: d.ticket.Agent, State: ticket.TaskOpen, Created: d.at}
	if kind == ticket.TaskClassification {
		if person := d.rules.categories[d.ticket.Category].Person; person != "" {
			there, err := d.present(person)
			if err != nil {
				return err
			}
			d.ticket.Agent, t.Assignee = there, there
		}
	} else {
		t.Title = d.rules.TaskPrefix + " " + t.Title
		t.Follows = d.ticket.LastTask
		d.ticket.LastTask = uuid.Nil
	}
	d.putTask(t)
	return nil
}

// closeTasks closes every open task with the ticket.
func (d *draft) closeTasks() {
	for _, t := range slices.Clone(d.tasks) {
		if t.State != ticket.TaskOpen {
			continue
		}
		if t.Kind == ticket.TaskWork {
			d.ticket.LastTask = t.ID
		}
		t.State, t.Ended = ticket.TaskClosed, d.at
		d.putTask(t)
	}
}

// putTask writes a task as it will be, a new one if it has no ID, and notes what
// changed for the next entry of the journal.
func (d *draft) putTask(t ticket.Task) ticket.Task {
	var was ticket.Task
	if t.ID == uuid.Nil {
		t.ID, t.Ticket = d.desk.newID(), d.ticket.ID
		d.tasks = append(d.tasks, t)
	} else {
		i := slices.IndexFunc(d.tasks, func(x ticket.Task) bool { return x.ID == t.ID })
		was, d.tasks[i] = d.tasks[i], t
	}
	d.pending = append(d.pending, ticket.DiffTask(was, t)...)
	if i := slices.IndexFunc(d.change.Tasks, func(x ticket.Task) bool { return x.ID == t.ID }); i >= 0 {
		d.change.Tasks[i] = t
	} else {
		d.change.Tasks = append(d.change.Tasks, t)
	}
	return t
}

// follow lets the open tasks that go with the ticket have its agent and team, and
// the due of the clock that runs in its stage.
func (d *draft) follow() error {
	due := d.stageDue()
	for _, t := range slices.Clone(d.tasks) {
		if t.State != ticket.TaskOpen || t.Kind == ticket.TaskPart {
			continue
		}
		is := t
		if is.Kind == ticket.TaskWork || is.Assignee == "" {
			is.Assignee = d.ticket.Agent
		}
		is.Team = d.ticket.Team
		if !due.IsZero() || !d.ticket.Wait.On() { // while the clocks stand still, the last due is shown
			is.Due = due
		}
		if len(ticket.DiffTask(t, is)) > 0 {
			d.putTask(is)
		}
	}
	return nil
}

// stageDue is the due of the clock that runs in the ticket's stage; zero if none does.
func (d *draft) stageDue() time.Time {
	clock, ok := d.rules.clockOf(d.ticket.Stage)
	i := slices.IndexFunc(d.ledger.Records, func(r sla.Record) bool { return now(d.rules.successors.clocks, r.Clock) == clock.Key })
	if !ok || i < 0 {
		return timeZero
	}
	return d.ledger.Records[i].Due
}

// endWait takes the mark of waiting away and records why.
func (d *draft) endWait(because string) error {
	if !d.ticket.Wait.On() {
		return nil
	}
	d.ticket.Wait = ticket.Wait{}
	return d.record(event.TicketResumed, event.Resumed{Because: because}, ticket.Fact{Field: factBecause, New: because})
}
