package ticket

import (
	"encoding/json"
	"time"
)

// Step is one line of a task's checklist.
type Step struct {
	Text string    `json:"text"`
	Done bool      `json:"done,omitempty"`
	By   string    `json:"by,omitempty"` // who has done it
	At   time.Time `json:"at,omitzero"`
}

// Left are the texts of the steps that are still to be done.
func (t Task) Left() []string {
	var left []string
	for _, s := range t.Checklist {
		if !s.Done {
			left = append(left, s.Text)
		}
	}
	return left
}

// Remains is how much work is left of the task by what it was thought to be: never
// less than nothing.
func (t Task) Remains() time.Duration { return max(0, t.Effort-t.Spent) }

func checklistText(list []Step) string {
	if len(list) == 0 {
		return ""
	}
	b, _ := json.Marshal(list) // plain texts and instants always encode
	return string(b)
}

func checklistOf(text string) (list []Step, err error) {
	if text != "" {
		err = json.Unmarshal([]byte(text), &list)
	}
	return list, err
}
