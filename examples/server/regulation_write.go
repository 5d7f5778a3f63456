package main

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"

	"github.com/helpdesk-go/helpdesk"
	"github.com/helpdesk-go/helpdesk/internal/lang"
)

type schemaCommand struct{}

// Run prints the JSON Schema of regulations.
func (c *schemaCommand) Run(p *program) error {
	_, err := p.stdout.Write(helpdesk.RegulationSchema())
	return err
}

type initCommand struct {
	Name string `arg:"" enum:"levels,simple" help:"The built-in regulation to start from: ${enum}."`
	File string `arg:"" optional:"" default:"regulation.yaml" help:"The file to be written (${default}); - for the standard output."`
}

// Run writes a built-in regulation, with its comments, to be changed.
func (c *initCommand) Run(p *program) error {
	text := map[string]func() []byte{"levels": helpdesk.LevelsSource, "simple": helpdesk.SimpleSource}[c.Name]()
	if c.File == "-" {
		_, err := p.stdout.Write(text)
		return err
	}
	file, err := os.OpenFile(c.File, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o644)
	if errors.Is(err, fs.ErrExist) {
		return bad("%s is there already: name another file", c.File)
	}
	if err != nil {
		return bad("%v", err)
	}
	_, err = file.Write(text)
	if err = errors.Join(err, file.Close()); err != nil {
		return fmt.Errorf("%s could not be written: %w", c.File, err)
	}
	fmt.Fprintf(p.stdout, "%s is written. Change it, then: regulation check %s\n", c.File, c.File)
	return nil
}

type fmtCommand struct {
	File  string `arg:"" help:"The regulation, in YAML; - for the standard input."`
	Check bool   `help:"Change nothing; fail when the file is not formatted."`
	Print bool   `help:"Print it instead of writing it back."`
	Lang  string `enum:"ru,en" default:"ru" placeholder:"ru|en" help:"The language of what is told (${default})."`
}

// Run formats a regulation; comments, order and blank lines stay.
func (c *fmtCommand) Run(p *program) error {
	source, err := readFile(c.File)
	if err != nil {
		return err
	}
	text, err := helpdesk.FormatRegulation(source)
	if err != nil {
		return bad("%s", listed(lang.In(c.Lang), c.File, err))
	}
	switch {
	case c.Check && !bytes.Equal(source, text):
		return fmt.Errorf("%s is not formatted: regulation fmt %s", c.File, c.File)
	case c.Check:
		return nil
	case c.Print || c.File == "-":
		_, err := p.stdout.Write(text)
		return err
	case bytes.Equal(source, text):
		return nil
	}
	return replaceFile(c.File, text)
}

// replaceFile puts a text in the place of a file, whole or not at all.
func replaceFile(name string, text []byte) error {
	info, err := os.Stat(name)
	if err != nil {
		return bad("%v", err)
	}
	beside := name + ".new"
	if err := os.WriteFile(beside, text, info.Mode().Perm()); err != nil {
		return fmt.Errorf("%s could not be written: %w", name, err)
	}
	return os.Rename(beside, name)
}

// mostRead is how much of a regulation is read: more is refused by the reader anyhow.
const mostRead = 2 << 20

// readFile reads a file that the command line names; - is the standard input.
func readFile(name string) ([]byte, error) {
	from := io.Reader(os.Stdin)
	if name != "-" {
		file, err := os.Open(name)
		if err != nil {
			return nil, bad("%v", err)
		}
		defer file.Close()
		from = file
	}
	text, err := io.ReadAll(io.LimitReader(from, mostRead))
	if err != nil {
		return nil, bad("%s: %v", name, err)
	}
	return text, nil
}
