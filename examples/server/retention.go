package main

import (
	"fmt"
	"time"

	"github.com/helpdesk-go/helpdesk"
)

// retentionCommand tells for how long things are kept, and does it.
type retentionCommand struct {
	onDesk
	Months int    `placeholder:"N" help:"What a rule of so many months after the closing would take, in place of the regulation's."`
	Texts  string `placeholder:"WHICH" help:"Of that rule: own, all or none."`
	Now    bool   `help:"Do at once what the regulation asks for."`
}

// Run prints what would go, or how much has gone.
func (c *retentionCommand) Run(p *program) error {
	if c.Now && (c.Months != 0 || c.Texts != "") {
		return bad("--now does what the regulation asks for: leave --months and --texts out")
	}
	return c.do(p, func(s *helpdesk.Session) error {
		if c.Now {
			n, err := s.Retain(p.ctx)
			fmt.Fprintf(p.stdout, "%d tickets changed\n", n)
			return err
		}
		var of *helpdesk.Retention
		if c.Months != 0 || c.Texts != "" {
			of = &helpdesk.Retention{Months: c.Months, Texts: helpdesk.ErasedTexts(c.Texts)}
		}
		f, err := s.PreviewRetention(p.ctx, of)
		if err != nil {
			return err
		}
		fmt.Fprintf(p.stdout, "notices are kept for %d days, deliveries for %d\n", f.Notices, f.Deliveries)
		if f.Months == 0 {
			fmt.Fprintln(p.stdout, "the data of requesters stays")
			return nil
		}
		fmt.Fprintf(p.stdout, "the data of requesters goes %d months after the closing of a ticket (texts: %s)\n", f.Months, f.Texts)
		fmt.Fprintf(p.stdout, "closed before %s: %d tickets", f.Closed.Format(time.DateOnly), f.Tickets)
		if f.Tickets > 0 {
			fmt.Fprintf(p.stdout, ", the earliest on %s", f.Earliest.Format(time.DateOnly))
		}
		fmt.Fprintln(p.stdout)
		return nil
	})
}
