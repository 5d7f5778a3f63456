package workflow

import (
	"slices"
	"strings"
	"unicode/utf8"
)

// Labels are what a drawing calls things. What is left out goes by its key.
type Labels struct {
	Title string                 // of the whole
	Stage func(Stage) string     // what a stage is called
	Move  func(Move) string      // what a move is called
	By    func(by string) string // who may make it, in the words of Roles
}

// SVG draws the stages in layers, from the first down, with the moves between them.
// Moves that lead back are drawn against the layers; those that stay where they are
// stand beside their stage. Colours are given by attributes and in tones that can be
// read on light and dark pages; everything else has the colour of the text around it.
// The same machine and labels always give the same drawing.
func (m *Machine) SVG(l Labels) string {
	if l.Stage == nil {
		l.Stage = func(s Stage) string { return s.Key }
	}
	if l.Move == nil {
		l.Move = func(x Move) string { return x.Event }
	}
	if l.By == nil {
		l.By = func(by string) string { return by }
	}
	d := m.layers(l)
	d.order()
	d.place()
	return d.svg(l)
}

// Measures of a drawing in user units. Texts are measured by their number of letters,
// near enough for the fonts of pages.
const (
	stageRune, stageLine = 8.8, 18.0
	moveRune, moveLine   = 7.0, 15.0
	stageWide, moveWide  = 24, 22 // letters in a line
	stagePad             = 14.0
	besideGap, layerGap  = 22.0, 26.0
	wireWidth            = 10.0
	loopWidth            = 26.0
	portWidth            = 20.0
)

// box is what stands in a layer: a stage, the name of a wire, or the place where a
// wire passes.
type box struct {
	stage string // its key; empty for what belongs to a wire
	lines []string
	loop  []string // the names of moves that stay here
	layer int
	w, h  float64 // with what stands beside a stage
	frame float64 // the width of a stage alone
	x, y  float64 // of its middle
	up    []int   // boxes of the layer above it is tied to
	down  []int
}

// wire is the moves from one stage to another.
type wire struct {
	from, to int   // boxes
	path     []int // boxes on the way, from the upper to the lower end
	back     bool  // it leads up
	label    int   // the box with its name
	system   bool  // only the desk itself makes them
	about    []string
}

// drawing is a machine being laid out.
type drawing struct {
	boxes  []box
	layers [][]int
	wires  []wire
	phases map[string]string
}

// layers puts each stage a layer below those that come before it on the longest way,
// taking stages to come in the order in which they are written, and gives each wire a
// box in every layer that it passes. Stages have the even layers, so there is one for
// the names of wires between any two.
func (m *Machine) layers(l Labels) *drawing {
	d := &drawing{phases: map[string]string{}}
	at := map[string]int{}
	for i, s := range m.stages {
		at[s.Key] = i
		d.phases[s.Key] = string(s.Phase)
		lines := wrap(l.Stage(s), stageWide)
		d.boxes = append(d.boxes, box{stage: s.Key, lines: lines, w: longest(lines)*stageRune + 2*stagePad, h: stageHeight(lines)})
	}
	for _, s := range m.stages {
		for _, x := range m.moves[s.Key] {
			if to := at[x.To]; to > at[s.Key] {
				d.boxes[to].layer = max(d.boxes[to].layer, d.boxes[at[s.Key]].layer+2)
			}
		}
	}
	for _, s := range m.stages {
		for _, x := range m.moves[s.Key] {
			d.tie(at[s.Key], at[x.To], x, l)
		}
	}
	for i := range d.wires {
		d.route(i)
	}
	for i, b := range d.boxes {
		for len(d.layers) <= b.layer {
			d.layers = append(d.layers, nil)
		}
		d.layers[b.layer] = append(d.layers[b.layer], i)
		if b.stage == "" {
			continue
		}
		d.boxes[i].frame = max(b.w, portWidth*float64(max(len(b.up), len(b.down))))
		if d.boxes[i].w = d.boxes[i].frame; len(b.loop) > 0 {
			d.boxes[i].w += 2 * (loopWidth + longest(b.loop)*moveRune) // on both sides, so that the stage stays in the middle
			d.boxes[i].h = max(b.h, float64(len(b.loop))*moveLine+8)
		}
	}
	return d
}

// tie adds a move to the wire between two stages, or to a stage's own.
func (d *drawing) tie(from, to int, x Move, l Labels) {
	name := wrap(l.Move(x), moveWide)
	if from == to {
		d.boxes[from].loop = append(d.boxes[from].loop, name...)
		return
	}
	i := slices.IndexFunc(d.wires, func(w wire) bool { return w.from == from && w.to == to })
	if i < 0 {
		i = len(d.wires)
		d.wires = append(d.wires, wire{from: from, to: to, label: -1, system: true})
	}
	w := &d.wires[i]
	if w.label < 0 {
		w.label = len(d.boxes)
		d.boxes = append(d.boxes, box{})
	}
	b := &d.boxes[w.label]
	b.lines = append(b.lines, name...)
	b.w, b.h = longest(b.lines)*moveRune+8, float64(len(b.lines))*moveLine+4
	w.system = w.system && len(x.By) == 1 && x.By[0] == System
	var by []string
	for _, who := range x.By {
		by = append(by, l.By(who))
	}
	w.about = append(w.about, l.Move(x)+": "+strings.Join(by, ", "))
}

// route gives a wire its boxes, the name in the middle of the way.
func (d *drawing) route(i int) {
	w := &d.wires[i]
	upper, lower := w.from, w.to
	if d.boxes[lower].layer < d.boxes[upper].layer {
		upper, lower, w.back = lower, upper, true
	}
	top, bottom := d.boxes[upper].layer, d.boxes[lower].layer
	middle := (top+bottom)/2 | 1
	if bottom == top { // beside each other: the name stands below
		middle, bottom = top+1, top+2
	}
	if middle >= bottom {
		middle = bottom - 1
	}
	w.path = []int{upper}
	for layer := top + 1; layer < bottom; layer++ {
		if layer == middle {
			d.boxes[w.label].layer = layer
			w.path = append(w.path, w.label)
			continue
		}
		d.boxes = append(d.boxes, box{layer: layer, w: wireWidth})
		w.path = append(w.path, len(d.boxes)-1)
	}
	w.path = append(w.path, lower)
	for k := 1; k < len(w.path); k++ {
		a, b := w.path[k-1], w.path[k]
		if d.boxes[b].layer < d.boxes[a].layer { // the second of two that stand beside each other
			a, b = b, a
		}
		d.boxes[a].down = append(d.boxes[a].down, b)
		d.boxes[b].up = append(d.boxes[b].up, a)
	}
}

// wrap breaks a text into lines of about so many letters.
func wrap(text string, letters int) []string {
	var lines []string
	line := ""
	for _, word := range strings.Fields(text) {
		switch {
		case line == "":
			line = word
		case utf8.RuneCountInString(line)+1+utf8.RuneCountInString(word) <= letters:
			line += " " + word
		default:
			lines = append(lines, line)
			line = word
		}
	}
	return append(lines, line)
}

func stageHeight(lines []string) float64 { return float64(len(lines))*stageLine + 18 }

func longest(lines []string) float64 {
	most := 0
	for _, l := range lines {
		most = max(most, utf8.RuneCountInString(l))
	}
	return float64(most)
}
