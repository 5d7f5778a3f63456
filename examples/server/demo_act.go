package main

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/google/uuid"

	"github.com/helpdesk-go/helpdesk"
	"github.com/helpdesk-go/helpdesk/storage"
	"github.com/helpdesk-go/helpdesk/ticket"
)

// manager gives tickets to the outside team.
const manager = "elena"

// waitDays is for how many days a wait is agreed.
const waitDays = 14

// parkDays is for how many days a ticket is parked: longer than it should wait.
const parkDays = 45

// fieldOf names the field of a move that the step's text goes into.
var fieldOf = map[string]string{
	"annul": "reason", "escalate": "reason", "resolve": "solution", "accept": "rating", "reopen": "comment",
	"reject": "reason", "ask": "message", "park": "reason", "withdraw": "reason",
}

// play carries out one act through the verbs of the library.
func (s *stage) play(ctx context.Context, a act) (err error) {
	story, id, text := s.Stories[a.story], s.tickets[a.story], a.step.text
	if a.step.verb == "open" {
		return s.open(ctx, a.story)
	}
	who, err := s.turn(ctx, a)
	if err != nil {
		return err
	}
	as := s.desk.As(helpdesk.Person(who))
	var done helpdesk.Receipt
	switch a.step.verb {
	case "classify":
		in := helpdesk.Classification{}
		if words := strings.Fields(text); len(words) == 2 {
			in.Category, in.Priority = words[0], words[1]
		}
		_, err = as.Classify(ctx, id, in)
	case "take":
		_, err = as.Assign(ctx, id, helpdesk.Assignment{Agent: &who})
	case "vendor":
		outside := slices.IndexFunc(s.Teams, func(t team) bool { return t.Outside })
		_, err = as.Assign(ctx, id, helpdesk.Assignment{Vendor: &s.Teams[outside].ID})
	case "answer", "reply":
		done, err = as.Reply(ctx, id, helpdesk.Answer{Text: text, Channel: ticket.ChannelPortal})
	case "note":
		_, err = as.Note(ctx, id, text)
	case "wait":
		_, err = as.Wait(ctx, id, helpdesk.Waiting{Reason: text, Until: s.now.AddDate(0, 0, waitDays)})
	case "estimate":
		target, reason, _ := strings.Cut(text, " ")
		_, err = as.Estimate(ctx, id, helpdesk.Estimate{Target: target, Reason: reason})
	case "task":
		var in helpdesk.NewTask
		if in, err = newTask(text, who); err == nil {
			_, err = as.AddTask(ctx, id, in)
		}
	case "effort":
		err = s.effort(ctx, as, id, text)
	case "link":
		err = link(ctx, as, id, text)
	case "observe":
		_, err = as.AddObserver(ctx, id, text)
	case "review":
		err = review(ctx, as, id, text)
	case "finish":
		err = s.finish(ctx, as, id)
	case "spend":
		var in helpdesk.Booking
		if in, err = booking(text); err == nil {
			_, err = as.Spend(ctx, id, in)
		}
	case "behalf-accept":
		_, err = as.OnBehalfOf(story.From).Move(ctx, id, moving("accept", text))
	case "process", "annul", "escalate", "return", "resolve", "accept", "reopen", "reject", "ask", "withdraw":
		done, err = as.Move(ctx, id, moving(a.step.verb, text))
	case "park":
		in := moving(a.step.verb, text)
		in.Fields["until"] = s.now.AddDate(0, 0, parkDays).Format(time.RFC3339)
		_, err = as.Move(ctx, id, in)
	default:
		err = fmt.Errorf("there is no such step")
	}
	if done.Follows != uuid.Nil { // what comes next is about the ticket that follows
		s.tickets[a.story] = done.Ticket
	}
	return err
}

func moving(event, text string) helpdesk.Transition {
	t := helpdesk.Transition{Event: event}
	if text != "" {
		t.Fields = map[string]string{fieldOf[event]: text}
	}
	return t
}

func (s *stage) open(ctx context.Context, i int) error {
	story := s.Stories[i]
	by, channel := story.By, story.Channel
	if by == "" {
		by = story.From
	}
	if channel == "" {
		channel = ticket.ChannelPortal
	}
	made, err := s.desk.As(helpdesk.Person(by)).Open(ctx, helpdesk.NewRequest{
		Subject: story.Subject, Text: story.Text, Category: story.Category, Priority: story.Priority, Kind: story.Kind,
		Requester: story.From, Channel: channel, Answer: story.Answer,
	})
	s.tickets[i] = made.Ticket
	return err
}

// turn tells who does the act: who is named, the requester, the ticket's agent, or
// somebody of its team, in turns.
func (s *stage) turn(ctx context.Context, a act) (string, error) {
	switch {
	case a.step.who != "":
		return a.step.who, nil
	case a.step.verb == "reply", a.step.verb == "accept", a.step.verb == "reopen", a.step.verb == "withdraw":
		return s.Stories[a.story].From, nil
	case a.step.verb == "vendor":
		return manager, nil
	}
	t, err := s.store.Ticket(ctx, storage.Everything(deskKey), s.tickets[a.story])
	if err != nil || t.Agent != "" {
		return t.Agent, err
	}
	members := s.Teams[slices.IndexFunc(s.Teams, func(x team) bool { return x.ID == t.Team })].Members
	return members[a.story%len(members)], nil
}

// finish finishes the first task that people added.
func (s *stage) finish(ctx context.Context, as *helpdesk.Session, id uuid.UUID) error {
	tasks, err := s.store.Tasks(ctx, storage.Everything(deskKey), id)
	if err != nil {
		return err
	}
	for _, t := range tasks {
		if t.Kind == ticket.TaskPart && t.State == ticket.TaskOpen {
			_, err := as.FinishTask(ctx, id, t.ID)
			return err
		}
	}
	return fmt.Errorf("no task is open")
}
