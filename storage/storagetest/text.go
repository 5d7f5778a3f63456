package storagetest

import (
	"strings"

	"github.com/helpdesk-go/helpdesk/ticket"
)

var textTests = []test{
	{"letters' case is ignored, also of Cyrillic and accented letters", func(d *desk) {
		d.made(with(func(t *ticket.Ticket) {
			t.Subject, t.Number = "Не печатает принтер Ёлка ÉCLAIR", "Заявка-7"
		}))
		d.made(with(func(t *ticket.Ticket) { t.Subject = "other" }))
		for _, text := range []string{"ПРИНТЕР", "принтер", "Принтер", "ёлка", "ЁЛКА", "éclair", "ЗАЯВКА-7", "заявка", "не ПЕЧАТАЕТ"} {
			if got := d.subjects(d.all, ticket.Filter{Text: text}, ticket.ByDue, 9); len(got) != 1 || got[0] == "other" {
				d.t.Errorf("%q finds %q", text, got)
			}
		}
	}},
	{"signs that are wildcards elsewhere are only themselves", func(d *desk) {
		subjects := []string{"100% done", "a_b", `c:\temp`, "star*", "q?", "[x]", "plain"}
		for _, s := range subjects {
			d.made(with(func(t *ticket.Ticket) { t.Subject = s }))
		}
		for text, want := range map[string]string{
			"%": "100% done", "_": "a_b", `\`: `c:\temp`, "*": "star*", "?": "q?", "[": "[x]", "0% D": "100% done", "A_B": "a_b", `:\T`: `c:\temp`,
		} {
			same(d, d.subjects(d.all, ticket.Filter{Text: text}, ticket.ByDue, 9), []string{want})
		}
		for _, text := range []string{"a%b", "a__b", `\%`, `\_`, "p*n", "[p]"} {
			same(d, d.subjects(d.all, ticket.Filter{Text: text}, ticket.ByDue, 9), nil)
		}
	}},
	{"odd texts find what holds them and nothing else", func(d *desk) {
		d.made(with(func(t *ticket.Ticket) { t.Subject, t.Number = "nothing", "N" }))
		for _, text := range odd {
			d.made(with(func(t *ticket.Ticket) { t.Subject = "<" + text + ">" }))
			got := d.subjects(d.all, ticket.Filter{Text: "<" + text + ">"}, ticket.ByDue, 9)
			same(d, got, []string{"<" + text + ">"})
		}
	}},
	{"a very long text finds nothing and is no error", func(d *desk) {
		d.made()
		same(d, d.subjects(d.all, ticket.Filter{Text: strings.Repeat("%ж_", 30_000)}, ticket.ByDue, 9), nil)
	}},
	{"subject and number are searched each for itself", func(d *desk) {
		d.made(with(func(t *ticket.Ticket) { t.Subject, t.Number = "ends with x", "Y-1" }))
		for _, text := range []string{"xy", "x y", "x\ny", "x\x1fy"} {
			same(d, d.subjects(d.all, ticket.Filter{Text: text}, ticket.ByDue, 9), nil)
		}
	}},
}
