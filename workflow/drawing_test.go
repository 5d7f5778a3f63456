package workflow_test

import (
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"strconv"
	"strings"
	"testing"

	"github.com/helpdesk-go/helpdesk/ticket"
	"github.com/helpdesk-go/helpdesk/workflow"
)

// anyMachine is a proved workflow of so many stages with moves at random: a chain, and more.
func anyMachine(t *testing.T, r *rand.Rand, stages int) *workflow.Machine {
	t.Helper()
	def := workflow.Definition{Initial: "s0"}
	for i := range stages {
		s := workflow.Stage{Key: fmt.Sprint("s", i), Phase: ticket.PhaseOpen}
		if i == stages-1 {
			s.Phase = ticket.PhaseDone
		} else {
			def.Moves = append(def.Moves, workflow.Move{Event: "on", From: s.Key, To: fmt.Sprint("s", i+1), By: []string{workflow.Staff}})
		}
		def.Stages = append(def.Stages, s)
	}
	for i := range 2 * stages {
		def.Moves = append(def.Moves, workflow.Move{
			Event: fmt.Sprint("e", i), From: fmt.Sprint("s", r.IntN(stages-1)), To: fmt.Sprint("s", r.IntN(stages)), By: []string{workflow.System},
		})
	}
	m, err := workflow.Compile(def)
	if err != nil {
		t.Fatal(err)
	}
	return m
}

// frame is a rectangle of a drawing.
type frame struct{ x, y, w, h float64 }

func (f frame) touches(o frame) bool {
	return f.x < o.x+o.w && o.x < f.x+f.w && f.y < o.y+o.h && o.y < f.y+f.h
}

// read reads a drawing: what frames it has, what is written in it, and how large it is.
func read(t *testing.T, svg string) (frames []frame, texts []string, whole frame) {
	t.Helper()
	number := func(s string) float64 {
		n, err := strconv.ParseFloat(s, 64)
		if err != nil {
			t.Fatal(err)
		}
		return n
	}
	d := xml.NewDecoder(strings.NewReader(svg))
	for {
		token, err := d.Token()
		if errors.Is(err, io.EOF) {
			return frames, texts, whole
		}
		if err != nil {
			t.Fatalf("the drawing is no XML: %v", err)
		}
		switch x := token.(type) {
		case xml.StartElement:
			a := map[string]string{}
			for _, attr := range x.Attr {
				a[attr.Name.Local] = attr.Value
			}
			switch x.Name.Local {
			case "svg":
				b := strings.Fields(a["viewBox"])
				whole = frame{number(b[0]), number(b[1]), number(b[2]), number(b[3])}
			case "rect":
				frames = append(frames, frame{number(a["x"]), number(a["y"]), number(a["width"]), number(a["height"])})
			}
		case xml.CharData:
			texts = append(texts, string(x))
		}
	}
}

func TestADrawingShowsEveryStageAndMoveAndNoStageTouchesAnother(t *testing.T) {
	t.Parallel()
	for seed := range uint64(40) {
		r := rand.New(rand.NewPCG(seed, 7))
		m := anyMachine(t, r, 2+int(seed)%11)
		labels := workflow.Labels{
			Title: "Порядок <&>",
			Stage: func(s workflow.Stage) string {
				return "Этап " + s.Key + strings.Repeat(" длинный", int(seed)%4)
			},
			Move: func(m workflow.Move) string { return "Ход-" + m.Event + "-" + m.From },
		}
		svg := m.SVG(labels)
		if svg != m.SVG(labels) {
			t.Fatalf("seed %d: the drawing is another each time", seed)
		}
		frames, texts, whole := read(t, svg)
		all := strings.Join(texts, " ")
		if len(frames) != len(m.Stages()) || !strings.Contains(all, "Порядок <&>") {
			t.Errorf("seed %d: %d frames for %d stages", seed, len(frames), len(m.Stages()))
		}
		for i, f := range frames {
			for _, o := range frames[:i] {
				if f.touches(o) {
					t.Errorf("seed %d: %v touches %v", seed, f, o)
				}
			}
			if f.x < whole.x || f.y < whole.y || f.x+f.w > whole.x+whole.w || f.y+f.h > whole.y+whole.h {
				t.Errorf("seed %d: %v is outside of %v", seed, f, whole)
			}
		}
		for _, s := range m.Stages() {
			for _, move := range m.Moves(s.Key) {
				if !strings.Contains(all, labels.Move(move)) {
					t.Errorf("seed %d: %s is not shown", seed, labels.Move(move))
				}
			}
		}
	}
}

func TestADrawingWithoutLabelsGoesByKeys(t *testing.T) {
	t.Parallel()
	_, texts, _ := read(t, anyMachine(t, rand.New(rand.NewPCG(1, 1)), 4).SVG(workflow.Labels{}))
	for _, want := range []string{"s0", "s3", "on", "e1"} {
		if !strings.Contains(strings.Join(texts, " "), want) {
			t.Errorf("%s is not shown", want)
		}
	}
}
