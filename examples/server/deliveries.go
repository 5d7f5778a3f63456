package main

import (
	"errors"
	"fmt"
	"strings"
	"text/tabwriter"

	"github.com/google/uuid"

	"github.com/helpdesk-go/helpdesk"
	"github.com/helpdesk-go/helpdesk/storage"
)

// deliveriesCommand is what operators do about events on their way to handlers.
type deliveriesCommand struct {
	List     deliveriesListCommand `cmd:"" default:"withargs" help:"List deliveries: the dead letters, unless others are asked for."`
	Handlers handlersCommand       `cmd:"" help:"List who is told of events."`
	Redrive  redriveCommand        `cmd:"" help:"Send a dead letter again."`
	Skip     skipCommand           `cmd:"" help:"Give a dead letter up, so that what comes after it goes on."`
	Remove   removeCommand         `cmd:"" help:"Remove a handler with all its deliveries."`
}

// onDesk opens a database and works on its desk as an operator.
type onDesk struct {
	DB address `name:"db" env:"HELPDESK_DB" default:"helpdesk.db" placeholder:"FILE" help:"The database: a file of SQLite, or postgres://user:password@host/database (${default})."`
}

func (o onDesk) do(p *program, do func(*helpdesk.Session) error) (err error) {
	store, at, err := openDatabase(p.ctx, o.DB)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, store.Close()) }()
	desk, err := helpdesk.New(p.ctx, store, helpdesk.Config{Desk: deskKey})
	if err != nil {
		return at.advise(err)
	}
	return at.advise(do(desk.As(helpdesk.System("operator"))))
}

type deliveriesListCommand struct {
	onDesk
	Handler string   `placeholder:"NAME" help:"Of this handler only."`
	State   []string `placeholder:"STATE" default:"dead" help:"pending, dead, done or skipped (${default})."`
}

// Run prints a line for each delivery, with what redrive and skip want to know.
func (c *deliveriesListCommand) Run(p *program) error {
	return c.do(p, func(s *helpdesk.Session) error {
		w := tabwriter.NewWriter(p.stdout, 0, 4, 2, ' ', 0)
		fmt.Fprintln(w, "STATE\tDELIVERY\tTICKET\tEVENT\tTRIED\tDUE\tERROR")
		q := storage.DeliveryQuery{Handler: c.Handler, Limit: 200}
		for _, state := range c.State {
			q.States = append(q.States, storage.DeliveryState(state))
		}
		for {
			list, err := s.Deliveries(p.ctx, q)
			if err != nil {
				return errors.Join(err, w.Flush())
			}
			for _, d := range list {
				fmt.Fprintf(w, "%s\t%s\t%s\t%s\t%d\t%s\t%s\n", d.State, keyText(d.Key()), d.Event.Number, d.Event.Kind, d.Attempts,
					d.Due.Format("2006-01-02 15:04:05Z"), strings.Join(strings.Fields(d.Error), " "))
			}
			if len(list) < q.Limit {
				return w.Flush()
			}
			q.After = list[len(list)-1].Key()
		}
	})
}

// keyText names a delivery on the command line: handler/ticket/version.index, and
// the person of a notice after an "@".
func keyText(k storage.DeliveryKey) string {
	text := fmt.Sprintf("%s/%s/%d.%d", k.Handler, k.Ticket, k.Version, k.Index)
	if k.Person != "" {
		text += "@" + k.Person
	}
	return text
}

func readKey(text string) (k storage.DeliveryKey, err error) {
	wrong := bad("%q names no delivery; \"deliveries\" lists them, like crm/01890a5d-ac96-774b-bcce-b302099a8057/3.0", text)
	place, person, _ := strings.Cut(text, "@")
	parts := strings.Split(place, "/")
	if len(parts) != 3 {
		return k, wrong
	}
	k.Handler, k.Person = parts[0], person
	if k.Ticket, err = uuid.Parse(parts[1]); err != nil {
		return k, wrong
	}
	if n, err := fmt.Sscanf(parts[2], "%d.%d", &k.Version, &k.Index); n != 2 || err != nil {
		return k, wrong
	}
	return k, nil
}

type handlersCommand struct{ onDesk }

// Run prints a line for each handler.
func (c *handlersCommand) Run(p *program) error {
	return c.do(p, func(s *helpdesk.Session) error {
		list, err := s.Handlers(p.ctx)
		if err != nil {
			return err
		}
		w := tabwriter.NewWriter(p.stdout, 0, 4, 2, ' ', 0)
		fmt.Fprintln(w, "HANDLER\tSINCE\tDEAD\tTOLD OF")
		for _, h := range list {
			kinds := make([]string, len(h.Kinds))
			for i, k := range h.Kinds {
				kinds[i] = string(k)
			}
			told := strings.Join(kinds, ", ")
			switch {
			case h.Carries:
				told = "(brings notices to people)"
			case told == "":
				told = "everything"
			}
			fmt.Fprintf(w, "%s\t%s\t%d\t%s\n", h.Name, h.Since.Format("2006-01-02 15:04:05Z"), h.Dead, told)
		}
		return w.Flush()
	})
}

type redriveCommand struct {
	onDesk
	Delivery string `arg:"" help:"As \"deliveries\" lists it."`
}

// Run sends a dead letter again.
func (c *redriveCommand) Run(p *program) error {
	key, err := readKey(c.Delivery)
	if err != nil {
		return err
	}
	return c.do(p, func(s *helpdesk.Session) error { return s.Redrive(p.ctx, key) })
}

type skipCommand struct {
	onDesk
	Delivery string `arg:"" help:"As \"deliveries\" lists it."`
	Reason   string `required:"" placeholder:"TEXT" help:"Why: it is kept with the delivery."`
}

// Run gives a dead letter up.
func (c *skipCommand) Run(p *program) error {
	key, err := readKey(c.Delivery)
	if err != nil {
		return err
	}
	return c.do(p, func(s *helpdesk.Session) error { return s.Skip(p.ctx, key, c.Reason) })
}

type removeCommand struct {
	onDesk
	Handler string `arg:"" help:"Its name, as \"deliveries handlers\" lists it."`
}

// Run removes a handler.
func (c *removeCommand) Run(p *program) error {
	return c.do(p, func(s *helpdesk.Session) error { return s.RemoveHandler(p.ctx, c.Handler) })
}
