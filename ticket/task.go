package ticket

import (
	"time"

	"github.com/google/uuid"
)

// TaskKind says why a task is there.
type TaskKind string

// The kinds of task.
const (
	TaskClassification TaskKind = "classification" // made at opening: say what this is and who takes it
	TaskWork           TaskKind = "work"           // the top-level task that goes with the ticket through the levels
	TaskPart           TaskKind = "part"           // added by people under the work task
)

// TaskState is where a task stands.
type TaskState string

// The states of a task.
const (
	TaskOpen   TaskState = "open"
	TaskDone   TaskState = "done"   // finished by somebody
	TaskClosed TaskState = "closed" // closed with its ticket
)

// Task is a piece of work of a ticket.
type Task struct {
	ID       uuid.UUID
	Ticket   uuid.UUID
	Kind     TaskKind
	Title    string
	Parent   uuid.UUID // the task it is a part of; Nil for none
	Follows  uuid.UUID // the closed task whose work it takes up again; Nil for none
	Team     string
	Assignee string
	Due      time.Time     // zero when there is no deadline
	Effort   time.Duration // how much work it is thought to be; 0 when nobody said
	State    TaskState
	Created  time.Time
	Ended    time.Time     // when it was done or closed
	Spent    time.Duration // the time booked on it

	Checklist []Step // in the order in which they are done
}

// Spending is time that a person of the staff worked on a ticket.
type Spending struct {
	ID     uuid.UUID
	Ticket uuid.UUID
	Task   uuid.UUID // Nil when booked on the ticket itself
	Person string
	At     time.Time     // when it was booked
	Worked time.Time     // when it was worked: it is billed in the period of this instant
	Spent  time.Duration // less than nothing where it takes back what was booked too much
	Note   string
	// Contract and Service are what the time is taken from; empty when it is of no contract.
	Contract string
	Service  string
	Corrects uuid.UUID // the booking that it corrects; Nil when it is none of that kind
}
