package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/helpdesk-go/helpdesk"
)

type slaCommand struct {
	Due      dueCommand     `cmd:"" help:"Say when a level is due that is entered at an instant."`
	Add      addCommand     `cmd:"" help:"Add working time or working days to an instant."`
	Between  betweenCommand `cmd:"" help:"Measure the working time and working days between two instants."`
	Norm     normCommand    `cmd:"" help:"Tell the working time of a year, its quarters and months."`
	Calendar yearCommand    `cmd:"" help:"Show the dates of a year that are not what their weekday says, or a month whole."`
}

type dueCommand struct {
	from
	Start    string `required:"" placeholder:"INSTANT" help:"When the level is entered, as in 2026-04-28T15:00:00+03:00."`
	Category string `required:"" placeholder:"KEY" help:"A category of the regulation."`
	Priority string `required:"" placeholder:"KEY" help:"A priority of the regulation."`
	Level    string `required:"" placeholder:"1..4" help:"The level of support."`
	JSON     bool   `name:"json" help:"Print JSON."`
}

// due is what the command answers.
type due struct {
	Plan        string `json:"plan"`
	Target      string `json:"target"`
	Due         string `json:"due"` // RFC 3339, in the calendar's zone
	Informative bool   `json:"informative"`
}

// Run computes the due.
func (c *dueCommand) Run(p *program) error {
	r, err := c.regulation(p)
	if err != nil {
		return err
	}
	d, err := c.due(r)
	if err != nil {
		return err
	}
	if c.JSON {
		return json.NewEncoder(p.stdout).Encode(d)
	}
	_, err = fmt.Fprintf(p.stdout, "plan         %s\ntarget       %s\ndue          %s\ninformative  %t\n", d.Plan, d.Target, d.Due, d.Informative)
	return err
}

// due answers what was asked, or everything that is wrong with the question.
func (c *dueCommand) due(r helpdesk.Regulation) (due, error) {
	start, wrongStart := time.Parse(time.RFC3339, c.Start)
	if wrongStart != nil {
		wrongStart = bad("--start: %q is not an instant like 2026-04-28T15:00:00+03:00", c.Start)
	}
	category, wrongCategory := pick("--category", c.Category, r.Categories, func(x helpdesk.Category) string { return x.Key })
	_, wrongPriority := pick("--priority", c.Priority, r.Priorities, func(x helpdesk.Priority) string { return x.Key })
	clock, wrongLevel := clockOf(r, c.Level)
	if err := errors.Join(wrongStart, wrongCategory, wrongPriority, wrongLevel); err != nil {
		return due{}, err
	}
	key := category.Plans[c.Priority]
	plan := r.Plans[slices.IndexFunc(r.Plans, func(x helpdesk.Plan) bool { return x.Key == key })] // it is there: the regulation is proved
	if plan.Calendar == "" {
		plan.Calendar = r.Calendar
	}
	calendar, err := r.Calendars[plan.Calendar].Compile(plan.Calendar)
	if err != nil {
		return due{}, fmt.Errorf("the calendar %s: %w", plan.Calendar, err)
	}
	target := plan.Targets[clock.Key]
	at, err := calendar.Add(start, target)
	if err != nil {
		return due{}, bad("--start: %s with a target of %s: %v", c.Start, target, err)
	}
	return due{Plan: plan.Key, Target: target.String(), Due: at.Format(time.RFC3339), Informative: clock.Informative}, nil
}

// clockOf is the clock that runs at a level.
func clockOf(r helpdesk.Regulation, level string) (helpdesk.Clock, error) {
	var levels []string
	for _, s := range r.Stages {
		n, isLevel := strings.CutPrefix(s.Key, "level")
		i := slices.IndexFunc(r.Clocks, func(x helpdesk.Clock) bool { return slices.Contains(x.Stages, s.Key) })
		if !isLevel || i < 0 {
			continue
		}
		if levels = append(levels, n); n == level {
			return r.Clocks[i], nil
		}
	}
	return helpdesk.Clock{}, bad("--level: %q is none of %s", level, strings.Join(levels, ", "))
}

// pick finds the one with the key, or tells which keys there are.
func pick[T any](flag, wanted string, list []T, key func(T) string) (T, error) {
	keys := make([]string, len(list))
	for i, x := range list {
		if keys[i] = key(x); keys[i] == wanted {
			return x, nil
		}
	}
	var none T
	return none, bad("%s: %q is none of %s", flag, wanted, strings.Join(keys, ", "))
}
