package portal

import (
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/google/uuid"

	"github.com/helpdesk-go/helpdesk"
	"github.com/helpdesk-go/helpdesk/ticket"
)

// task is a task as the page of its ticket shows it.
type task struct {
	ID, Title, Kind, State, Assignee, Spent string
	Due                                     time.Time
	Late, Finish, Open                      bool

	Effort, Hours string // how much work it is thought to be: in words, and as it is typed
	Steps         []check
	Change        bool   // by whoever looks; its steps are his to mark then, too
	Own           bool   // it was added: it has a title, an assignee and a due of its own
	Of            string // the task that it is a part of
	Person        string // the assignee's id
	Until         string // the due as it is typed
}

// check is one step of a task's checklist.
type check struct {
	Step  int
	Text  string
	Shown string // the text, or that it was erased
	Done  bool
	By    string
}

// taskActions are the verbs on the tasks of a ticket.
var taskActions = map[string]action{
	"task": func(v *visit, s *helpdesk.Session, id uuid.UUID) (helpdesk.Receipt, error) {
		due, effort, err := v.dueAndEffort()
		if err != nil {
			return helpdesk.Receipt{}, err
		}
		return s.AddTask(v.ctx, id, helpdesk.NewTask{
			Title: v.value("title"), Assignee: v.value("assignee"), Due: due, Effort: effort, Parent: v.id("parent"), Checklist: v.lines("checklist"),
		})
	},
	"finish": func(v *visit, s *helpdesk.Session, id uuid.UUID) (helpdesk.Receipt, error) {
		return s.FinishTask(v.ctx, id, v.id("task"))
	},
	"task-change": func(v *visit, s *helpdesk.Session, id uuid.UUID) (helpdesk.Receipt, error) {
		due, effort, err := v.dueAndEffort()
		if err != nil {
			return helpdesk.Receipt{}, err
		}
		steps := v.lines("checklist")
		in := helpdesk.TaskChange{Effort: &effort, Checklist: &steps, Title: v.given("title"), Assignee: v.given("assignee")}
		if in.Title != nil { // else the task goes with the ticket
			in.Due = &due
		}
		return s.ChangeTask(v.ctx, id, v.id("task"), in)
	},
	"step": func(v *visit, s *helpdesk.Session, id uuid.UUID) (helpdesk.Receipt, error) {
		step, err := strconv.Atoi(v.value("step"))
		if err != nil {
			step = -1 // which the desk refuses
		}
		return s.TickStep(v.ctx, id, helpdesk.Tick{Task: v.id("task"), Step: step, Text: v.value("text"), Done: v.value("done") != ""})
	},
}

// dueAndEffort are until when a task is to be done, and how much work it is thought to be.
func (v *visit) dueAndEffort() (due time.Time, effort time.Duration, err error) {
	if due, err = v.instant("due"); err != nil {
		return due, 0, err
	}
	effort, ok := hoursOf(v.value("effort"))
	if !ok {
		return due, 0, unread("effort", v.value("effort"), v.say.Text("tasks.effort_like", nil))
	}
	return due, effort, nil
}

// unread is the error of a field that does not say what it ought to.
func unread(field, got, like string) error {
	return &helpdesk.Error{Code: helpdesk.Invalid, Faults: []helpdesk.Fault{
		{Field: field, Rule: helpdesk.FaultFormat, Params: map[string]string{"got": got, "like": like}},
	}}
}

// lines are the lines of a field. Those that are empty the desk leaves out.
func (v *visit) lines(field string) []string {
	return strings.Split(strings.ReplaceAll(v.value(field), "\r\n", "\n"), "\n")
}

// id is an id that a form names; Nil for none.
func (v *visit) id(field string) uuid.UUID {
	id, err := uuid.Parse(v.value(field))
	if err != nil {
		return uuid.Nil
	}
	return id
}

// TaskForm is the form that changes a task: as it came back, or with what the task is now.
func (p ticketPage) TaskForm(t task) form {
	if f := p.Form("task-change"); f.Failed() && f.Value("task") == t.ID {
		return f
	}
	f := blank("task-change", "title", t.Title, "assignee", t.Person, "due", t.Until, "effort", t.Hours)
	var steps []string
	for _, c := range t.Steps {
		steps = append(steps, c.Text)
	}
	f.Values.Set("checklist", strings.Join(steps, "\n"))
	return f
}

// ticketTasks tells the tasks of the ticket.
func (v *visit) ticketTasks(p *ticketPage, s helpdesk.Story) {
	for _, t := range s.Tasks {
		x := v.task(s, t)
		x.Change = x.Open && v.rights.May(helpdesk.VerbTask) && (p.Works || t.Assignee == v.rights.Person.ID)
		x.Finish = x.Change && x.Own
		p.Unsorted = p.Unsorted || x.Open && t.Kind == ticket.TaskClassification
		p.Tasks = append(p.Tasks, x)
	}
}

func (v *visit) task(s helpdesk.Story, t ticket.Task) task {
	open := t.State == ticket.TaskOpen
	x := task{
		ID: t.ID.String(), Title: v.taskTitle(t), Kind: string(t.Kind), State: v.say.Text("task."+string(t.State), nil), Due: t.Due, Open: open,
		Late: open && !t.Due.IsZero() && t.Due.Before(v.now), Own: t.Kind == ticket.TaskPart, Person: t.Assignee,
	}
	if t.Assignee != "" {
		x.Assignee = v.name(s.Names, t.Assignee)
	}
	if t.Spent > 0 {
		x.Spent = v.say.Working(t.Spent)
	}
	if !t.Due.IsZero() {
		x.Until = t.Due.In(v.Location).Format(inputTime)
	}
	if t.Effort > 0 {
		x.Effort, x.Hours = v.say.Working(t.Effort), hours(t.Effort)
	}
	if i := slices.IndexFunc(s.Tasks, func(o ticket.Task) bool { return o.ID == t.Parent && o.Kind == ticket.TaskPart }); i >= 0 {
		x.Of = s.Tasks[i].Title
	}
	for i, step := range t.Checklist {
		c := check{Step: i, Text: step.Text, Shown: v.said(step.Text), Done: step.Done}
		if step.By != "" {
			c.By = v.name(s.Names, step.By)
		}
		x.Steps = append(x.Steps, c)
	}
	return x
}

// taskTitle is what a task is called: that of the classification is called by the desk.
func (v *visit) taskTitle(t ticket.Task) string {
	if t.Kind == ticket.TaskClassification {
		return v.say.Text("task.classification", nil)
	}
	return v.said(t.Title)
}
