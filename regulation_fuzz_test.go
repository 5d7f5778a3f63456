package helpdesk_test

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/helpdesk-go/helpdesk"
)

// hostile are texts, as long as one may be, that somebody writes to keep the desk busy.
func hostile() map[string]string {
	const size = 512 << 10
	fill := func(head, part string) string {
		return (head + strings.Repeat(part, size/len(part)+1))[:size]
	}
	entries := func(head string, entry func(i int) string) string {
		var b strings.Builder
		b.WriteString(head)
		for i := 0; ; i++ {
			e := entry(i)
			if b.Len()+len(e) > size {
				return b.String()
			}
			b.WriteString(e)
		}
	}
	levels := string(helpdesk.LevelsSource())
	return map[string]string{
		"brackets in brackets":    fill("", "["),
		"maps in maps":            fill("", "{a: "),
		"lists in lists":          fill("", "- "),
		"keys that are keys":      fill("", "? "),
		"an alias of aliases":     entries("a: &a [x, x]\n", func(i int) string { return fmt.Sprintf("k%d: &k%d [*a, *a, *a, *a]\n", i, i) }),
		"one long word":           fill("name: ", "x"),
		"one long quoted text":    fill(`name: "`, `\n`),
		"a text that never ends":  fill(`name: '`, "x\n"),
		"an endless number":       fill("name: ", "1_"),
		"one key again and again": fill("", "name: x\n"),
		"keys that are not there": entries("", func(i int) string { return fmt.Sprintf("numberin%d: x\n", i) }),
		"comments":                fill("", "# x\n"),
		"documents":               fill("", "---\n"),
		"tags":                    fill("", "!!a "),
		"entries without values":  fill("stages:\n", "- {}\n"),
		"a flow of keys":          fill("{", "a,"),
		"what is no UTF-8":        fill("", "\xff"),
		"NUL":                     fill("", "\x00"),
		"forty thousand stages":   entries("stages:\n", func(i int) string { return fmt.Sprintf("- {key: s%d, phase: open}\n", i) }),
		"exceptions without end": entries(levels+"\nexceptions:\n", func(i int) string {
			return fmt.Sprintf("- {key: e%d, when: 'priority == \"urgent\"', plan: outage}\n", i)
		}),
		"a long condition":             entries(levels+"\nexceptions:\n- key: e\n  plan: outage\n  when: 'true", func(int) string { return " and not (priority in [\"urgent\"])" }) + "'\n",
		"a move from everywhere":       entries("stages: [{key: a, phase: open}, {key: x, phase: done}]\nmoves:\n- {event: e, to: x, by: [staff], from: [a", func(int) string { return ",a" }) + "]}\n",
		"references that lead to none": entries("moves:\n", func(i int) string { return fmt.Sprintf("- {event: e%d, to: t%d, from: [f%d]}\n", i, i, i) }),
	}
}

// mostTold is how much is told of a text, however wrong it is.
const mostTold = 256 << 10

func TestNoHostileTextIsTakenAndLittleIsToldOfIt(t *testing.T) {
	t.Parallel()
	for name, text := range hostile() {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			_, err := helpdesk.ProveSource([]byte(text))
			var e *helpdesk.Error
			if !errors.As(err, &e) || e.Code != helpdesk.Invalid || len(e.Faults) == 0 || len(e.Faults) > 201 {
				t.Fatalf("told %.200v", err)
			}
			if told := len(e.Error()); told > mostTold {
				t.Errorf("told %d bytes: %.300s", told, e)
			}
		})
	}
}

// BenchmarkHostileText is how long each of them keeps the desk busy.
func BenchmarkHostileText(b *testing.B) {
	for name, text := range hostile() {
		b.Run(name, func(b *testing.B) {
			b.SetBytes(int64(len(text)))
			b.ReportAllocs()
			for b.Loop() {
				if _, err := helpdesk.ProveSource([]byte(text)); err == nil {
					b.Fatal("it was taken")
				}
			}
		})
	}
}

// FuzzRegulation reads, proves, writes and formats whatever comes. Nothing may panic,
// and what is proved reads back as it was.
func FuzzRegulation(f *testing.F) {
	f.Add(helpdesk.LevelsSource())
	f.Add(helpdesk.SimpleSource())
	files, err := filepath.Glob("regulations/examples/*.yaml")
	if err != nil {
		f.Fatal(err)
	}
	for _, name := range append(files, "examples/customfields/repairs.yaml") {
		source, err := os.ReadFile(name)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(source)
	}
	f.Fuzz(func(t *testing.T, source []byte) {
		_, _ = helpdesk.FormatRegulation(source)
		r, err := helpdesk.ProveSource(source)
		if err != nil {
			return
		}
		written, err := helpdesk.WriteRegulation(r)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := helpdesk.ProveSource(written); err != nil {
			t.Fatalf("what was proved is not, once it is written: %v\n%s", err, written)
		}
	})
}
