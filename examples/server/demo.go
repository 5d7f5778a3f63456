package main

import (
	"bytes"
	"embed"
	"fmt"
	"strings"

	"go.yaml.in/yaml/v3"

	"github.com/helpdesk-go/helpdesk/sla"
	"github.com/helpdesk-go/helpdesk/ticket"
)

//go:embed demo.yaml demo_simple.yaml
var demoTexts embed.FS

// demos are the files of demo data by the name of the regulation that they are made for.
var demos = map[string]string{"levels": "demo.yaml", "simple": "demo_simple.yaml"}

// demo is who and what the demo data is about.
type demo struct {
	Organizations []struct{ ID, Name string }
	People        []struct {
		ID, Name, Email, Phone, Organization string
		Roles                                []ticket.Role
	}
	Teams     []team
	Contracts []struct {
		ID, Number, Organization string
		Services                 []struct {
			Key, Title string
			Hours      int
			Categories []string
		}
	}
	Stories []story
}

type team struct {
	ID, Name string
	Members  []string
	Outside  bool
}

// story is one request with everything that was done about it.
type story struct {
	Subject, Text, Category, Priority, Kind string

	From    string         // the requester
	By      string         // who registered it for the requester
	Channel ticket.Channel // the portal when empty
	Answer  string         // what was said at once by who registered it
	Ago     sla.Target     // in working time
	Way     []step
}

// step is something done about a request.
type step struct {
	verb  string
	delay sla.Target // after the step before, in working time
	who   string     // a person; when empty the one whose turn it is
	text  string
}

// readDemo reads the demo data for a regulation.
func readDemo(regulation string) (d demo, err error) {
	text, err := demoTexts.ReadFile(demos[regulation])
	if err != nil {
		return d, err
	}
	decoder := yaml.NewDecoder(bytes.NewReader(text))
	decoder.KnownFields(true)
	err = decoder.Decode(&d)
	return d, err
}

// UnmarshalYAML reads "verb delay [who]" or "verb delay [who]: text".
func (s *step) UnmarshalYAML(node *yaml.Node) error {
	head := node
	if node.Kind == yaml.MappingNode && len(node.Content) == 2 {
		head, s.text = node.Content[0], node.Content[1].Value
	}
	words := strings.Fields(head.Value)
	if len(words) < 2 || len(words) > 3 {
		return fmt.Errorf("line %d: a step is \"verb delay [who]\", not %q", node.Line, head.Value)
	}
	delay, err := sla.ParseTarget(words[1])
	if err != nil {
		return fmt.Errorf("line %d: %w", node.Line, err)
	}
	s.verb, s.delay = words[0], delay
	if len(words) == 3 {
		s.who = words[2]
	}
	return nil
}
