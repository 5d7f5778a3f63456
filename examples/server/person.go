package main

import (
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"
	"text/tabwriter"

	"github.com/google/uuid"

	"github.com/helpdesk-go/helpdesk"
)

// personCommand is what can be done about the data of a person.
type personCommand struct {
	Preview      previewPersonCommand `cmd:"" help:"Tell what erasing the data of a person would take and leave."`
	Erase        erasePersonCommand   `cmd:"" help:"Erase the data of a person for good."`
	Export       exportPersonCommand  `cmd:"" help:"Write what the desk has of a person as a zip of pages and JSON."`
	Certificates certificatesCommand  `cmd:"" help:"List what was certified of erasing, or print one certificate."`
}

// ofPerson names a person and what of him goes.
type ofPerson struct {
	onDesk
	Person     string `arg:"" help:"The person's id."`
	Texts      string `default:"own" placeholder:"WHICH" help:"own: what he wrote or said; all: also what others wrote in his requests; none (${default})."`
	Everywhere bool   `help:"His name also goes from the tickets of other organizations in which he took no part, where it may be somebody else's."`
}

func (o ofPerson) erasing() helpdesk.Erasing {
	return helpdesk.Erasing{Person: o.Person, Texts: helpdesk.ErasedTexts(o.Texts), Everywhere: o.Everywhere}
}

type previewPersonCommand struct{ ofPerson }

// Run tells what would go and what would stay.
func (c *previewPersonCommand) Run(p *program) error {
	return c.do(p, func(s *helpdesk.Session) error {
		f, err := s.PreviewErase(p.ctx, c.erasing())
		if err != nil {
			return err
		}
		fmt.Fprintf(p.stdout, "%s, %s: name, e-mail and phone in the directory would go, and\n", f.Person.ID, f.Person.Name)
		printErased(p.stdout, f.ErasedCounts)
		fmt.Fprintf(p.stdout, "%d of the tickets are his own, %d of them open\n", f.Requests, f.Open)
		if f.Mentions > 0 {
			fmt.Fprintf(p.stdout, "%d messages would stay that hold his name, e-mail or phone\n", f.Mentions)
		}
		if f.Named > 0 {
			fmt.Fprintf(p.stdout, "his name would stay in %d tickets of others, where it may be somebody else's: %s\n", f.Named, strings.Join(f.Namesakes, ", "))
		}
		return nil
	})
}

type erasePersonCommand struct {
	ofPerson
	Reason string `required:"" placeholder:"TEXT" help:"Who asked for it, and why: it is kept, and is to name nobody."`
}

// Run erases and prints what was done.
func (c *erasePersonCommand) Run(p *program) error {
	return c.do(p, func(s *helpdesk.Session) error {
		in := c.erasing()
		in.Reason = c.Reason
		made, err := s.Erase(p.ctx, in)
		if err != nil {
			return err
		}
		printErased(p.stdout, made.Counts)
		fmt.Fprintf(p.stdout, "directory: %s\ncertificate %s\nsha256 %s\n", made.Directory, made.ID, hex.EncodeToString(made.Hash))
		return nil
	})
}

// printErased prints what is erased, or would be.
func printErased(to io.Writer, c helpdesk.ErasedCounts) {
	fmt.Fprintf(to, "of %d tickets: %d messages, %d values of journals, %d notes of booked times, %d payloads of events, %d errors of deliveries\n",
		c.Tickets, c.Messages, c.Values, c.Notes, c.Payloads, c.Errors)
	fmt.Fprintf(to, "beside tickets: %d remarks\n", c.Remarks)
}

type exportPersonCommand struct {
	onDesk
	Person string `arg:"" help:"The person's id."`
	Out    string `arg:"" placeholder:"FILE" help:"Where to write it. A file that is there is not written over."`
}

// Run writes the archive. One that cannot be written whole leaves no file.
func (c *exportPersonCommand) Run(p *program) error {
	file, err := os.OpenFile(c.Out, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return bad("the archive cannot be written: %v", err)
	}
	err = c.do(p, func(s *helpdesk.Session) error { return s.Export(p.ctx, c.Person, file) })
	if err = errors.Join(err, file.Close()); err != nil {
		return errors.Join(err, os.Remove(c.Out))
	}
	return nil
}

type certificatesCommand struct {
	onDesk
	Person      string `placeholder:"ID" help:"Of this person only."`
	Certificate string `arg:"" optional:"" help:"The certificate to print, as it is kept."`
}

// Run prints a line for each certificate, or one as it is kept.
func (c *certificatesCommand) Run(p *program) error {
	if c.Certificate != "" {
		return c.one(p)
	}
	return c.do(p, func(s *helpdesk.Session) error {
		list, err := s.Certificates(p.ctx, c.Person)
		if err != nil {
			return err
		}
		w := tabwriter.NewWriter(p.stdout, 0, 4, 2, ' ', 0)
		fmt.Fprintln(w, "CERTIFICATE\tPERSON\tAT\tBY\tTICKETS\tREASON")
		for _, x := range list {
			fmt.Fprintf(w, "%s\t%s\t%s\t%s\t%d\t%s\n", x.ID, x.Person, x.At.Format("2006-01-02 15:04:05Z"), x.By, len(x.Tickets), x.Reason)
		}
		return w.Flush()
	})
}

func (c *certificatesCommand) one(p *program) error {
	id, err := uuid.Parse(c.Certificate)
	if err != nil {
		return bad("%q is no id of a certificate", c.Certificate)
	}
	return c.do(p, func(s *helpdesk.Session) error {
		found, err := s.Certificate(p.ctx, id)
		if err == nil {
			_, err = p.stdout.Write(found.Document)
		}
		return err
	})
}
