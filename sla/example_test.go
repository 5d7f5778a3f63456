package sla_test

import (
	"fmt"
	"log"
	"time"

	"github.com/helpdesk-go/helpdesk/sla"
)

// office is the calendar of a Russian office: 09:00–18:00 with a break, and
// the official production calendar.
func office() *sla.Calendar {
	schedule, err := sla.Country("ru")
	if err != nil {
		log.Fatal(err)
	}
	calendar, err := schedule.Compile("office@1")
	if err != nil {
		log.Fatal(err)
	}
	return calendar
}

func ExampleCalendar_Add() {
	calendar := office()
	start := time.Date(2026, time.April, 28, 15, 0, 0, 0, calendar.Location())
	for _, text := range []string{"90m", "4h", "2d", "-4h"} {
		target, err := sla.ParseTarget(text)
		if err != nil {
			log.Fatal(err)
		}
		due, err := calendar.Add(start, target)
		if err != nil {
			log.Fatal(err)
		}
		fmt.Println(text, due.Format("Mon 2 Jan 15:04:05"))
	}
	// Output:
	// 90m Tue 28 Apr 16:30:00
	// 4h Wed 29 Apr 10:00:00
	// 2d Thu 30 Apr 14:22:30
	// -4h Tue 28 Apr 10:00:00
}

func ExampleCalendar_Between() {
	calendar := office()
	from := time.Date(2026, time.January, 1, 0, 0, 0, 0, calendar.Location())
	to := from.AddDate(1, 0, 0)
	fmt.Println(calendar.Between(from, to, sla.InHours), calendar.Between(from, to, sla.InDays))
	// Output: 1972h 247d
}

func ExampleSchedule_Compile() {
	schedule := sla.Schedule{Zone: "Europe/Berlin", Week: map[string][]sla.Shift{}, Holidays: []string{"de-by", "us-tx"}}
	_, err := schedule.Compile("plant@1")
	if faults, ok := err.(sla.Faults); ok {
		for _, fault := range faults {
			fmt.Println(fault.Field)
		}
	}
	// Output: holidays[1]
}

func ExampleCalendar_Explain() {
	calendar := office()
	start := time.Date(2026, time.April, 30, 15, 0, 0, 0, calendar.Location())
	explanation, err := calendar.Explain(start, sla.Hours(4))
	if err != nil {
		log.Fatal(err)
	}
	fmt.Print(explanation.Text(sla.English))
	// Output:
	// calendar office@1, target 4 h
	// Thu 30.04.2026 15:00 – 17:00  counted (shortened day) 2 h
	// Thu 30.04.2026 17:00 – 18:00  shortened day
	// Thu 30.04.2026 18:00 – Fri 01.05.2026 00:00  outside working hours
	// Fri 01.05.2026 00:00 – Sat 02.05.2026 00:00  holiday (Spring and Labour Day)
	// Sat 02.05.2026 00:00 – Mon 04.05.2026 00:00  weekend
	// Mon 04.05.2026 00:00 – 09:00  outside working hours
	// Mon 04.05.2026 09:00 – 11:00  counted 2 h
	// Due: Mon 04.05.2026 11:00; counted 4 h
}

func ExampleLedger_Step() {
	calendar := office()
	find := func(ref string) (*sla.Calendar, bool) { return calendar, ref == calendar.Ref() }
	policy := sla.Policy{Plan: "standard", Version: 1, Calendar: calendar.Ref(), Clocks: []sla.Clock{
		{Key: "reaction", Kind: sla.StageClock, Stages: []string{"level1"}, Target: sla.Hours(1)},
	}}
	at := time.Date(2026, time.April, 14, 17, 30, 0, 0, calendar.Location())
	ledger, _, err := sla.Ledger{}.Step(find, sla.Moment{At: at, Stage: "level1", Policy: policy})
	if err != nil {
		log.Fatal(err)
	}
	due, _ := ledger.Due()
	fmt.Println("due", due.In(calendar.Location()).Format("Mon 15:04"))

	_, crossed, err := ledger.Settle(find, at.Add(24*time.Hour))
	if err != nil {
		log.Fatal(err)
	}
	for _, c := range crossed {
		fmt.Println(c.Kind, c.At.In(calendar.Location()).Format("Mon 15:04"))
	}
	// Output:
	// due Wed 09:30
	// warning Wed 09:18
	// due Wed 09:30
}

// The norm of a year, as production calendars print it.
func ExampleProductionCalendar() {
	schedule, err := sla.ProductionCalendar("ru")
	if err != nil {
		fmt.Println(err)
		return
	}
	calendar, err := schedule.Compile("ru@1")
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, year := range []int{2026, 2027} {
		norm, _ := calendar.Norm(year)
		fmt.Println(year, norm.Year.Days, "days,", norm.Year.Time.Hours(), "hours, provisional:", norm.Provisional)
	}
	// Output:
	// 2026 247 days, 1972 hours, provisional: false
	// 2027 252 days, 2016 hours, provisional: true
}

// What would a target of half an hour have made of a ticket that took 45 minutes?
func ExampleReplay() {
	schedule, _ := sla.Country("ru")
	calendar, _ := schedule.Compile("office@1")
	calendars := func(string) (*sla.Calendar, bool) { return calendar, true }
	policy := func(plan string, target sla.Target) sla.Policy {
		return sla.Policy{Plan: plan, Calendar: "office@1", Clocks: []sla.Clock{{Key: "reaction", Kind: sla.StageClock, Stages: []string{"level1"}, Target: target}}}
	}
	standard, urgent := policy("standard", sla.Hours(1)), policy("urgent", sla.Minutes(30))
	opened := time.Date(2026, 4, 14, 9, 0, 0, 0, calendar.Location())

	histories := func(yield func(sla.History, error) bool) {
		yield(sla.History{
			Ticket: "TIC-1", Category: "defect",
			Moments: []sla.Moment{
				{At: opened, Stage: "level1", Policy: standard},
				{At: opened.Add(45 * time.Minute), Stage: "level2", Policy: standard},
			},
			Instead: []sla.Policy{urgent, urgent},
		}, nil)
	}
	summary, err := sla.Replay(histories, sla.WhatIf{Before: calendars, After: calendars}, func(c sla.Change) {
		fmt.Println(c.Ticket, c.Clock, "by", c.Plan, "is", c.After, "and was", c.Before)
	})
	fmt.Println(summary.Total.Before, summary.Total.After, err)
	// Output:
	// TIC-1 reaction by urgent is missed and was met
	// {1 0} {0 1} <nil>
}
