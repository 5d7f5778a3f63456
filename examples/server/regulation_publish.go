package main

import (
	"bufio"
	"errors"
	"fmt"
	"os"
	"strings"
	"text/tabwriter"
	"time"

	"golang.org/x/term"

	"github.com/helpdesk-go/helpdesk"
	"github.com/helpdesk-go/helpdesk/internal/lang"
)

type publishCommand struct {
	Which       string  `arg:"" name:"file" help:"The regulation in YAML; or levels, simple, or the number of an older version, to go back to it."`
	Reason      string  `required:"" placeholder:"TEXT" help:"Why: people read it in the list of versions."`
	DB          address `name:"db" env:"HELPDESK_DB" default:"helpdesk.db" placeholder:"FILE" help:"The database: a file of SQLite, or postgres://user:password@host/database (${default})."`
	Base        int     `placeholder:"N" help:"The version it was made of: if there is a newer one by now, nothing is published."`
	ApplyToOpen bool    `help:"Let tickets that are open now follow it at once. Otherwise their targets stay until the next level."`
	Yes         bool    `help:"Publish without asking."`
	Lang        string  `enum:"ru,en" default:"ru" placeholder:"ru|en" help:"The language of the preview (${default})."`
}

// Run shows what the regulation changes and to which open tickets, and publishes it if
// that is meant.
func (c *publishCommand) Run(p *program) error {
	source, _, err := which(c.Which).read(p, c.DB, c.Lang)
	if err != nil {
		return err
	}
	return withDesk(p, c.DB, func(desk *helpdesk.Desk) error {
		console := desk.As(helpdesk.System("console"))
		in := helpdesk.Publication{Source: source, Reason: c.Reason, Base: c.Base, OpenFollow: c.ApplyToOpen}
		preview, err := console.Preview(p.ctx, in)
		switch {
		case errors.Is(err, helpdesk.Invalid):
			return bad("%s", listed(lang.In(c.Lang), c.Which, err))
		case errors.Is(err, helpdesk.Conflict):
			return fmt.Errorf("there is a newer version than %d: look at what it changed, with \"regulation diff\", and name it with --base", c.Base)
		case err != nil:
			return err
		}
		c.show(p, preview)
		if !c.Yes {
			sure, err := c.sure(p)
			if err != nil || !sure {
				return err
			}
		}
		in.Base = preview.Base // what was shown is what is published
		v, err := console.Publish(p.ctx, in)
		if errors.Is(err, helpdesk.Invalid) {
			return bad("%s", listed(lang.In(c.Lang), c.Which, err))
		}
		if err != nil {
			return err
		}
		changed, err := desk.CatchUp(p.ctx)
		if err != nil {
			return fmt.Errorf("version %d is published; its tickets follow when a server runs: %w", v.Version, err)
		}
		_, err = fmt.Fprintf(p.stdout, "version %d is published; %d tickets were brought up to it\n", v.Version, changed)
		return err
	})
}

// show prints a preview.
func (c *publishCommand) show(p *program, v helpdesk.Preview) {
	say := lang.In(c.Lang)
	fmt.Fprintln(p.stdout, say.Text("publish.head", map[string]string{"base": fmt.Sprint(v.Base), "version": fmt.Sprint(v.Version)}))
	for _, d := range v.Differences {
		fmt.Fprintln(p.stdout, "  "+d.Text(c.Lang))
	}
	if len(v.Differences) == 0 {
		fmt.Fprintln(p.stdout, "  "+say.Text("publish.same", nil))
	}
	shift, key := v.Anyway, "publish.stay"
	if c.ApplyToOpen {
		shift, key = v.Follow, "publish.follow"
	}
	fmt.Fprintln(p.stdout, say.Text(key, map[string]string{"open": fmt.Sprint(v.Open)})+shift.Text(c.Lang))
	if !c.ApplyToOpen && v.Follow != v.Anyway {
		fmt.Fprintln(p.stdout, say.Text("publish.if_followed", nil)+v.Follow.Text(c.Lang))
	}
	if v.Overdue > 0 && c.ApplyToOpen {
		fmt.Fprintln(p.stdout, say.Text("publish.overdue", map[string]string{"n": fmt.Sprint(v.Overdue)}))
	}
	fmt.Fprintln(p.stdout, v.Quarter.Text(c.Lang))
	t := tabwriter.NewWriter(p.stdout, 0, 0, 2, ' ', 0)
	for _, e := range v.Examples {
		if e.Anyway || c.ApplyToOpen {
			fmt.Fprintf(t, "  %s\t%s → %s\t%s\n", e.Number, instant(e.Was), instant(e.Is), e.Subject)
		}
	}
	_ = t.Flush() // what cannot be written is found out by the next line
}

func instant(t time.Time) string {
	if t.IsZero() {
		return "—"
	}
	return t.Local().Format("2006-01-02 15:04")
}

// sure asks whoever sits at the terminal.
func (c *publishCommand) sure(p *program) (bool, error) {
	if !term.IsTerminal(int(os.Stdin.Fd())) {
		return false, bad("nothing was published: look at the above and say --yes")
	}
	fmt.Fprint(p.stdout, lang.In(c.Lang).Text("publish.ask", nil)+" ")
	answer, err := bufio.NewReader(os.Stdin).ReadString('\n')
	if err != nil {
		return false, err
	}
	switch strings.ToLower(strings.TrimSpace(answer)) {
	case "y", "yes", "д", "да":
		return true, nil
	}
	_, err = fmt.Fprintln(p.stdout, lang.In(c.Lang).Text("publish.not", nil))
	return false, err
}

// withDesk does something with the desk of a database.
func withDesk(p *program, db address, do func(*helpdesk.Desk) error) (err error) {
	store, at, err := openDatabase(p.ctx, db)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, store.Close()) }()
	desk, err := helpdesk.New(p.ctx, store, helpdesk.Config{Desk: deskKey})
	if err != nil {
		return at.advise(err)
	}
	return do(desk)
}
