package helpdesk

import (
	"context"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/helpdesk-go/helpdesk/event"
	"github.com/helpdesk-go/helpdesk/internal/lang"
	"github.com/helpdesk-go/helpdesk/storage"
)

// NoticeText is how the regulation words a kind of notices, instead of the desk's own
// words. Names in braces stand for what NoticePlaceholders lists, and for nothing else.
type NoticeText struct {
	Kind  NoticeKind `yaml:"kind"`
	Title Text       `yaml:"title"` // one line
	Text  Text       `yaml:"text"`  // the whole of it, for letters
}

// The placeholders that every notice knows, and those of notices to the staff alone.
var (
	publicPlaceholders = []string{"number", "subject", "requester", "step", "closes"}
	staffPlaceholders  = []string{"actor", "stage", "clock", "target", "due", "task", "rating"}
)

// NoticePlaceholders are the names that the words of a kind may have in braces. Notices
// to requesters know nothing that is the staff's alone.
func NoticePlaceholders(k NoticeKind) []string {
	if k.ForStaff() {
		return slices.Concat(publicPlaceholders, staffPlaceholders)
	}
	return slices.Clone(publicPlaceholders)
}

// notices proves the words of notices.
func (p *proof) notices(list []NoticeText) {
	var seen []NoticeKind
	for i, n := range list {
		at := fmt.Sprintf("notices[%d]", i)
		p.required(at+".kind", string(n.Kind), texts(NoticeKinds()))
		if slices.Contains(seen, n.Kind) {
			p.add(at+".kind", FaultTwice, "got", string(n.Kind))
		}
		seen = append(seen, n.Kind)
		for field, text := range map[string]Text{"title": n.Title, "text": n.Text} {
			if len(text) == 0 {
				p.add(at+"."+field, FaultRequired)
			}
			for _, language := range slices.Sorted(maps.Keys(text)) {
				p.placeholders(at+"."+field+"."+language, text[language], NoticePlaceholders(n.Kind))
			}
		}
	}
}

// placeholders proves that a text has no other names in braces than those allowed, and
// no brace that is left open.
func (p *proof) placeholders(field, text string, allowed []string) {
	for rest := text; ; {
		_, after, open := strings.Cut(rest, "{")
		if !open {
			return
		}
		name, next, closed := strings.Cut(after, "}")
		if !closed || !slices.Contains(allowed, name) {
			p.add(field, FaultUnknown, "got", "{"+clip(name)+"}", "allowed", "{"+strings.Join(allowed, "}, {")+"}")
			return
		}
		rest = next
	}
}

// tell words notices, each in the language of its person.
func (d *Desk) tell(ctx context.Context, list []storage.Notice) ([]Notice, error) {
	r, err := d.current(ctx)
	if err != nil || len(list) == 0 {
		return nil, err
	}
	var people []string
	for _, n := range list {
		people = append(people, n.Requester, n.Event.Actor)
	}
	names, err := d.names(ctx, people...)
	if err != nil {
		return nil, err
	}
	speaks := map[string]string{}
	told := make([]Notice, len(list))
	for i, n := range list {
		if _, asked := speaks[n.Person]; !asked {
			if speaks[n.Person], err = d.language(ctx, r, n.Person); err != nil {
				return nil, err
			}
		}
		w := wording{rules: r, names: names, language: speaks[n.Person], now: d.Now()}
		told[i] = w.notice(n)
	}
	return told, nil
}

// language is the one that a person has chosen, else the desk's.
func (d *Desk) language(ctx context.Context, r *rules, person string) (string, error) {
	p, err := d.directory.Person(ctx, person)
	if err != nil && !isNotFound(err) {
		return "", err
	}
	return or(p.Language, r.Language), nil
}

// wording puts notices into words of one language.
type wording struct {
	rules    *rules
	names    map[string]string
	language string
	now      time.Time
}

func (w wording) notice(n storage.Notice) Notice {
	kind := NoticeKind(n.Kind)
	say := lang.In(w.language)
	title, text := say.Text("notice."+n.Kind+".title", nil), say.Text("notice."+n.Kind+".text", nil)
	for _, own := range w.rules.Notices {
		if own.Kind == kind {
			title, text = own.Title.In(w.language), own.Text.In(w.language)
		}
	}
	fill := strings.NewReplacer(w.values(n)...)
	return Notice{
		ID: n.Event.ID, Kind: kind, Person: n.Person, Ticket: n.Event.Ticket, Number: n.Event.Number, Version: n.Event.Version,
		At: n.Event.At, Read: n.Read, Language: w.language,
		Title: strings.Join(strings.Fields(fill.Replace(title)), " "), Text: fill.Replace(text),
	}
}

// values are the placeholders of a notice, each with its value: those of the staff only
// in notices to the staff.
func (w wording) values(n storage.Notice) []string {
	say, zone := lang.In(w.language), w.rules.calendar().Location()
	var facts struct {
		event.Moved
		event.Clock
		event.Silence
		Title  string `json:"title"` // of a task
		Rating int    `json:"rating"`
	}
	_ = json.Unmarshal(n.Event.Payload, &facts) // what is not there stays empty
	values := map[string]string{
		"number": n.Event.Number, "subject": n.Subject, "requester": or(w.names[n.Requester], n.Requester),
		"step": w.rules.steps[w.rules.stages[facts.To].Step].Title.In(w.language),
	}
	if !facts.Closes.IsZero() {
		values["closes"] = say.Time(facts.Closes, w.now, zone)
	}
	if NoticeKind(n.Kind).ForStaff() {
		values["actor"] = or(w.names[n.Event.Actor], n.Event.Actor)
		values["stage"] = w.rules.stages[facts.To].Title.In(w.language)
		values["clock"] = w.rules.clocks[now(w.rules.successors.clocks, facts.Clock.Clock)].Title.In(w.language)
		values["target"] = facts.Target
		values["task"] = facts.Title
		values["rating"] = itoa(int64(facts.Rating))
		if !facts.At.IsZero() {
			values["due"] = say.Time(facts.At, w.now, zone)
		}
	}
	var pairs []string
	for _, name := range NoticePlaceholders(NoticeKind(n.Kind)) {
		pairs = append(pairs, "{"+name+"}", values[name])
	}
	return pairs
}
