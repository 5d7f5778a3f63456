package main

import (
	"context"
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/google/uuid"

	"github.com/helpdesk-go/helpdesk"
	"github.com/helpdesk-go/helpdesk/storage"
	"github.com/helpdesk-go/helpdesk/ticket"
)

// newTask reads "title", "title | effort" or "title | effort | step; step".
func newTask(text, who string) (helpdesk.NewTask, error) {
	parts := strings.SplitN(text, " | ", 3)
	in := helpdesk.NewTask{Title: parts[0], Assignee: who}
	if len(parts) == 1 {
		return in, nil
	}
	if len(parts) == 3 {
		in.Checklist = strings.Split(parts[2], "; ")
	}
	var err error
	in.Effort, err = time.ParseDuration(parts[1])
	return in, err
}

// booking reads "time" or "time what was done".
func booking(text string) (helpdesk.Booking, error) {
	spent, note, _ := strings.Cut(text, " ")
	d, err := time.ParseDuration(spent)
	return helpdesk.Booking{Spent: d, Note: note}, err
}

// effort says how much work the ticket is thought to be.
func (s *stage) effort(ctx context.Context, as *helpdesk.Session, id uuid.UUID, text string) error {
	effort, err := time.ParseDuration(text)
	if err != nil {
		return err
	}
	tasks, err := s.store.Tasks(ctx, storage.Everything(deskKey), id)
	if err != nil {
		return err
	}
	for _, t := range tasks {
		if t.Kind == ticket.TaskWork && t.State == ticket.TaskOpen {
			_, err := as.ChangeTask(ctx, id, t.ID, helpdesk.TaskChange{Effort: &effort})
			return err
		}
	}
	return fmt.Errorf("nobody works on it")
}

// link reads "kind key" or "kind key address".
func link(ctx context.Context, as *helpdesk.Session, id uuid.UUID, text string) error {
	words := append(strings.Fields(text), "", "", "")
	_, err := as.Link(ctx, id, helpdesk.NewLink{Kind: ticket.LinkKind(words[0]), Key: words[1], URL: words[2]})
	return err
}

// review reads "closing quality comment".
func review(ctx context.Context, as *helpdesk.Session, id uuid.UUID, text string) error {
	closing, rest, _ := strings.Cut(text, " ")
	mark, comment, _ := strings.Cut(rest, " ")
	quality, err := strconv.Atoi(mark)
	if err != nil {
		return err
	}
	_, err = as.Review(ctx, id, helpdesk.Verdict{Closing: ticket.Closing(closing), Quality: quality, Comment: comment})
	return err
}
