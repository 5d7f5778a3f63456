package main

import (
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"os"

	"github.com/helpdesk-go/helpdesk"
	"github.com/helpdesk-go/helpdesk/storage"
)

// journalCommand is what operators do about the journals.
type journalCommand struct {
	Verify     verifyJournalCommand `cmd:"" help:"Prove the journals' chains of hashes, also against a checkpoint that was kept elsewhere."`
	Checkpoint checkpointCommand    `cmd:"" help:"Write down where all journals end, to be kept where nobody who writes to the database can write too."`
}

type checkpointCommand struct {
	onDesk
	Out string `arg:"" placeholder:"FILE" help:"Where to write it. A file that is there is not written over; \"-\" is the output."`
}

// Run writes a checkpoint. One that cannot be written whole leaves no file.
func (c *checkpointCommand) Run(p *program) error {
	if c.Out == "-" {
		return c.do(p, func(s *helpdesk.Session) error {
			_, err := s.Checkpoint(p.ctx, p.stdout)
			return err
		})
	}
	file, err := os.OpenFile(c.Out, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return bad("the checkpoint cannot be written: %v", err)
	}
	var done storage.Checkpoint
	err = c.do(p, func(s *helpdesk.Session) (err error) {
		if done, err = s.Checkpoint(p.ctx, file); err == nil {
			err = file.Sync()
		}
		return err
	})
	if err = errors.Join(err, file.Close()); err != nil {
		return errors.Join(err, os.Remove(c.Out))
	}
	fmt.Fprintf(p.stdout, "%s: %d tickets, %d entries\nsha256 %s\n", c.Out, done.Tickets, done.Entries, hex.EncodeToString(done.Hash))
	return nil
}

type verifyJournalCommand struct {
	onDesk
	Checkpoint string `placeholder:"FILE" help:"A checkpoint that \"journal checkpoint\" wrote: then also cut journals and removed tickets are told."`
}

// Run verifies the journals and prints everything that must never be.
func (c *verifyJournalCommand) Run(p *program) (err error) {
	var against io.ReadSeeker
	if c.Checkpoint != "" {
		file, err := os.Open(c.Checkpoint)
		if err != nil {
			return bad("--checkpoint: %v", err)
		}
		defer func() { _ = file.Close() }()
		against = file
	}
	return c.do(p, func(s *helpdesk.Session) error {
		findings := 0
		v, err := s.VerifyJournal(p.ctx, against, func(f storage.Finding) {
			findings++
			fmt.Fprintf(p.stdout, "%s: %s\n", f.Invariant, f.Text)
		})
		if err != nil {
			return err
		}
		fmt.Fprintf(p.stdout, "%d tickets, %d entries, %d findings\n", v.Tickets, v.Entries, findings)
		if v.Erased > 0 {
			fmt.Fprintf(p.stdout, "personal data was erased from %d of them, as their journals tell\n", v.Erased)
		}
		if against != nil {
			fmt.Fprintf(p.stdout, "held against the checkpoint of %s\nsha256 %s\n", v.Checkpoint.At.Format("2006-01-02 15:04:05Z"), hex.EncodeToString(v.Checkpoint.Hash))
		}
		if findings > 0 {
			return errors.New("the journals are not as they were written")
		}
		return nil
	})
}
