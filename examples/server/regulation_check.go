package main

import (
	"errors"
	"fmt"
	"strings"

	"github.com/helpdesk-go/helpdesk"
	"github.com/helpdesk-go/helpdesk/internal/lang"
)

type checkRegulationCommand struct {
	File       string   `arg:"" help:"The regulation, in YAML; - for the standard input."`
	Guards     []string `placeholder:"NAME" help:"Guards that your program writes in Go."`
	Effects    []string `placeholder:"NAME" help:"Effects that your program writes in Go."`
	FieldKinds []string `placeholder:"NAME" help:"Kinds of fields that your program writes in Go."`
	Lang       string   `enum:"ru,en" default:"ru" placeholder:"ru|en" help:"The language of what is told (${default})."`
	Moves      bool     `help:"Tell of every move who may make it and what it does to the clocks."`
}

// Run proves a regulation and prints everything that is wrong with it, each with its
// line, or what it holds.
func (c *checkRegulationCommand) Run(p *program) error {
	source, err := readFile(c.File)
	if err != nil {
		return err
	}
	say := lang.In(c.Lang)
	r, err := helpdesk.ProveSource(source, append(append(c.Guards, c.Effects...), c.FieldKinds...)...)
	if err != nil {
		return bad("%s", listed(say, c.File, err))
	}
	fmt.Fprintln(p.stdout, say.Text("check.holds", map[string]string{
		"name": r.Name, "stages": fmt.Sprint(len(r.Stages)), "moves": fmt.Sprint(len(r.Moves)), "clocks": fmt.Sprint(len(r.Clocks)),
		"plans": fmt.Sprint(len(r.Plans)), "categories": fmt.Sprint(len(r.Categories)), "fields": fmt.Sprint(len(r.Fields)),
		"exceptions": fmt.Sprint(len(r.Exceptions)), "go": strings.Join(r.GoNames(), ", "),
	}))
	if c.Moves {
		for _, a := range r.Arrows() {
			fmt.Fprintln(p.stdout, "  "+arrowText(say, r, a))
		}
	}
	return nil
}

// listed tells the faults of a regulation as compilers list theirs, in words.
func listed(say *lang.Language, file string, err error) string {
	var e *helpdesk.Error
	if !errors.As(err, &e) || len(e.Faults) == 0 {
		return fmt.Sprintf("%s: %v", file, err)
	}
	var b strings.Builder
	fmt.Fprint(&b, say.Text("check.fails", map[string]string{"n": fmt.Sprint(len(e.Faults))}))
	for _, f := range e.Faults {
		words, ok := say.Fault(f.Rule, f.Params)
		if !ok {
			words = f.String()
		}
		fmt.Fprintf(&b, "\n%s:", file)
		if line := f.Params["line"]; line != "" { // what is wrong with it as a whole stands nowhere
			fmt.Fprintf(&b, "%s:%s:", line, f.Params["column"])
		}
		b.WriteString(" ")
		if f.Field != "" {
			fmt.Fprintf(&b, "%s: ", f.Field)
		}
		b.WriteString(words)
	}
	return b.String()
}

// arrowText tells one move from one stage: who may make it and what becomes of the clocks.
func arrowText(say *lang.Language, r helpdesk.Regulation, a helpdesk.Arrow) string {
	var by, clocks []string
	for _, role := range a.Move.By {
		by = append(by, say.Text("role."+role, nil))
	}
	for _, e := range a.Clocks {
		title := e.Clock
		for _, c := range r.Clocks {
			if t := c.Title.In(say.Code()); c.Key == e.Clock && t != "" {
				title = t
			}
		}
		clocks = append(clocks, say.Text("check.clock."+string(e.Turn), map[string]string{"clock": title}))
	}
	if len(clocks) == 0 {
		clocks = []string{say.Text("check.clock.none", nil)}
	}
	return fmt.Sprintf("%s → %s (%s): %s; %s", a.From, a.Move.To, a.Move.Event, strings.Join(by, ", "), strings.Join(clocks, ", "))
}
