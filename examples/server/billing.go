package main

import (
	"errors"
	"fmt"
	"io"
	"os"
	"strings"
	"time"

	"github.com/google/uuid"

	"github.com/helpdesk-go/helpdesk"
	"github.com/helpdesk-go/helpdesk/internal/lang"
	"github.com/helpdesk-go/helpdesk/internal/sheet"
)

type billingCommand struct {
	Export billingExport `cmd:"" help:"Write all bookings as a table for spreadsheet programs, each once."`
	Close  billingClose  `cmd:"" help:"Close a period: nothing can be booked into it any more. It cannot be undone."`
}

// billingBase is what every command of billing works on.
type billingBase struct {
	DB address `name:"db" env:"HELPDESK_DB" default:"helpdesk.db" placeholder:"FILE" help:"The database: a file of SQLite, or postgres://user:password@host/database (${default})."`
}

// work gives the desk as the console sees it, and its zone.
func (b billingBase) work(p *program, do func(*helpdesk.Session, *time.Location) error) (err error) {
	store, at, err := openDatabase(p.ctx, b.DB)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, store.Close()) }()
	desk, err := helpdesk.New(p.ctx, store, helpdesk.Config{Desk: deskKey})
	if err != nil {
		return at.advise(err)
	}
	zone, err := desk.Zone(p.ctx)
	if err != nil {
		return at.advise(err)
	}
	err = do(desk.As(helpdesk.System("console")), zone)
	if errors.Is(err, helpdesk.Invalid) {
		return bad("billing:%s", problems(err))
	}
	return err
}

type billingExport struct {
	billingBase
	From         string   `placeholder:"DAY" help:"Worked from this day on, like 2026-02-01."`
	Through      string   `placeholder:"DAY" help:"Worked up to this day, and on it."`
	Organization []string `placeholder:"ID" help:"Of these organizations alone."`
	Contract     []string `placeholder:"ID" help:"Of these contracts alone."`
	Ticket       []string `placeholder:"NUMBER" help:"Of these tickets alone."`
	Task         []string `placeholder:"ID" help:"On these tasks alone."`
	Agent        []string `placeholder:"ID" help:"By these people alone."`
	Format       string   `enum:"csv,csv-semicolon,xlsx" default:"csv" placeholder:"csv|csv-semicolon|xlsx" help:"csv-semicolon is for countries with a decimal comma (${default})."`
	Language     string   `enum:"ru,en" default:"ru" placeholder:"ru|en" help:"Of the titles of the columns (${default})."`
	Out          string   `default:"-" placeholder:"FILE" help:"Where to write; - is the standard output."`
}

// Run writes the table. A file is there when it is whole.
func (c *billingExport) Run(p *program) error {
	return c.work(p, func(s *helpdesk.Session, zone *time.Location) error {
		f, err := c.filter(p, s, zone)
		if err != nil {
			return err
		}
		titles := lang.In(c.Language).Texts("billing.column", helpdesk.BillingColumns())
		file, err := sheet.Spool(sheet.Format(c.Format), titles, helpdesk.BillingRows(s.Billing(p.ctx, f), zone))
		if err != nil {
			return err
		}
		defer file.Close()
		if c.Out == "-" {
			_, err = io.Copy(p.stdout, file)
			return err
		}
		return put(c.Out, file)
	})
}

// put writes a file beside its place and puts it there when it is whole.
func put(path string, from io.Reader) error {
	to, err := os.Create(path + ".new")
	if err != nil {
		return bad("--out: %v", err)
	}
	_, err = io.Copy(to, from)
	if err = errors.Join(err, to.Close()); err != nil {
		return errors.Join(err, os.Remove(to.Name()))
	}
	return os.Rename(to.Name(), path)
}

func (c *billingExport) filter(p *program, s *helpdesk.Session, zone *time.Location) (f helpdesk.BillingFilter, err error) {
	f = helpdesk.BillingFilter{Organizations: c.Organization, Contracts: c.Contract, Agents: c.Agent}
	if f.From, err = day("--from", c.From, zone); err != nil {
		return f, err
	}
	if f.Until, err = day("--through", c.Through, zone); err != nil {
		return f, err
	}
	if !f.Until.IsZero() {
		f.Until = f.Until.AddDate(0, 0, 1)
	}
	for _, number := range c.Ticket {
		id, err := s.Find(p.ctx, number)
		if errors.Is(err, helpdesk.NotFound) {
			return f, bad("--ticket: there is no ticket %q", number)
		}
		if err != nil {
			return f, err
		}
		f.Tickets = append(f.Tickets, id)
	}
	for _, text := range c.Task {
		id, err := uuid.Parse(text)
		if err != nil {
			return f, bad("--task: %q is no id of a task", text)
		}
		f.Tasks = append(f.Tasks, id)
	}
	return f, nil
}

// day is the beginning of a day in the desk's zone; the zero time where none is given.
func day(flag, text string, zone *time.Location) (time.Time, error) {
	if text == "" {
		return time.Time{}, nil
	}
	t, err := time.ParseInLocation(time.DateOnly, text, zone)
	if err != nil {
		return t, bad("%s: %q is no day like 2026-02-01", flag, text)
	}
	return t, nil
}

type billingClose struct {
	billingBase
	Through string `required:"" placeholder:"DAY" help:"The last day of the period, like 2026-02-28. It begins where the last one ended."`
}

// Run closes the period and tells what is in it.
func (c *billingClose) Run(p *program) error {
	return c.work(p, func(s *helpdesk.Session, zone *time.Location) error {
		last, err := day("--through", c.Through, zone)
		if err != nil {
			return err
		}
		period, err := s.ClosePeriod(p.ctx, last)
		if err != nil {
			return err
		}
		begins := "the beginning"
		if !period.From.IsZero() {
			begins = period.From.In(zone).Format(time.DateOnly)
		}
		fmt.Fprintf(p.stdout, "period %d, from %s through %s: %d bookings, %s\n", period.Number, begins, c.Through, period.Lines, period.Spent)
		return nil
	})
}

// problems are all that is wrong with an input, each on a line of its own.
func problems(err error) string {
	var e *helpdesk.Error
	if !errors.As(err, &e) || len(e.Faults) == 0 {
		return " " + err.Error()
	}
	var b strings.Builder
	for _, f := range e.Faults {
		b.WriteString("\n  " + f.String())
	}
	return b.String()
}
