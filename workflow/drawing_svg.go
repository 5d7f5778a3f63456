package workflow

import (
	"cmp"
	"fmt"
	"html"
	"math"
	"slices"
	"strings"

	"github.com/helpdesk-go/helpdesk/ticket"
)

// paint colours stages by their phase.
var paint = map[ticket.Phase]string{
	ticket.PhaseOpen:     "#3b82d6",
	ticket.PhaseWaiting:  "#d0921f",
	ticket.PhaseResolved: "#2f9e5b",
	ticket.PhaseDone:     "#8a8f98",
}

// svg writes the drawing.
func (d *drawing) svg(l Labels) string {
	left, right, bottom := math.Inf(1), math.Inf(-1), 0.0
	for _, b := range d.boxes {
		left, right, bottom = min(left, b.x-b.w/2), max(right, b.x+b.w/2), max(bottom, b.y+b.h/2)
	}
	const edge = 12
	width, height := right-left+2*edge, bottom+2*edge
	var b strings.Builder
	fmt.Fprintf(&b, `<svg class="workflow" xmlns="http://www.w3.org/2000/svg" viewBox="%.0f %d %.0f %.0f" width="%.0f" height="%.0f" role="img" fill="currentColor" font-family="system-ui,sans-serif">`,
		left-edge, -edge, width, height, width, height)
	fmt.Fprintf(&b, "<title>%s</title><desc>%s</desc>", html.EscapeString(l.Title), html.EscapeString(d.told(l)))
	b.WriteString(`<defs><marker id="workflow-arrow" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="8" markerHeight="8" markerUnits="userSpaceOnUse" orient="auto"><path d="M0 0 8 4 0 8z" fill="currentColor" fill-opacity="0.75"/></marker></defs>`)
	ports := d.ports()
	for i := range d.wires {
		d.wire(&b, i, ports)
	}
	for i := range d.boxes {
		if d.boxes[i].stage != "" {
			d.stage(&b, i)
		}
	}
	b.WriteString("</svg>")
	return b.String()
}

// told tells the moves in words.
func (d *drawing) told(Labels) string {
	var lines []string
	for _, w := range d.wires {
		for _, about := range w.about {
			lines = append(lines, fmt.Sprintf("%s → %s: %s", strings.Join(d.boxes[w.from].lines, " "), strings.Join(d.boxes[w.to].lines, " "), about))
		}
	}
	return strings.Join(lines, "\n")
}

// stage draws a stage, and beside it the moves that stay in it.
func (d *drawing) stage(b *strings.Builder, i int) {
	s := d.boxes[i]
	w, h := s.frame, stageHeight(s.lines)
	colour := paint[ticket.Phase(d.phases[s.stage])]
	fmt.Fprintf(b, `<g class="stage %s"><rect x="%.1f" y="%.1f" width="%.1f" height="%.1f" rx="8" fill="%s" fill-opacity="0.14" stroke="%s" stroke-width="1.5"/>`,
		d.phases[s.stage], s.x-w/2, s.y-h/2, w, h, colour, colour)
	writeLines(b, s.lines, s.x, s.y, stageLine, `font-size="14" font-weight="600" text-anchor="middle"`)
	if len(s.loop) > 0 {
		x, y := s.x+w/2, s.y
		fmt.Fprintf(b, `<path d="M%.1f %.1fC%.1f %.1f %.1f %.1f %.1f %.1f" fill="none" stroke="currentColor" stroke-opacity="0.55" stroke-width="1.3" marker-end="url(#workflow-arrow)"/>`,
			x, y-8, x+loopWidth-2, y-16, x+loopWidth-2, y+16, x+1, y+8)
		writeLines(b, s.loop, x+loopWidth, y, moveLine, `font-size="12" fill-opacity="0.85"`)
	}
	b.WriteString("</g>")
}

// writeLines writes lines of text around a middle.
func writeLines(b *strings.Builder, lines []string, x, y, step float64, how string) {
	for i, line := range lines {
		fmt.Fprintf(b, `<text x="%.1f" y="%.1f" %s>%s</text>`, x, y+(float64(i)-float64(len(lines)-1)/2)*step+4.5, how, html.EscapeString(line))
	}
}

// port is an end of a wire at a stage.
type port struct {
	box   int
	above bool
	wire  int
}

// ports spreads the ends of wires along the sides of their stages, in the order in
// which they come from.
func (d *drawing) ports() map[port]float64 {
	sides := map[[2]any][]int{}
	for i, w := range d.wires {
		top, bottom := w.path[0], w.path[len(w.path)-1]
		sides[[2]any{top, false}] = append(sides[[2]any{top, false}], i)
		above := d.boxes[bottom].layer > d.boxes[top].layer
		sides[[2]any{bottom, above}] = append(sides[[2]any{bottom, above}], i)
	}
	at := map[port]float64{}
	for side, wires := range sides {
		i, above := side[0].(int), side[1].(bool)
		next := func(w int) float64 {
			path := d.wires[w].path
			if path[0] == i {
				return d.boxes[path[1]].x
			}
			return d.boxes[path[len(path)-2]].x
		}
		slices.SortStableFunc(wires, func(a, b int) int { return cmp.Or(cmp.Compare(next(a), next(b)), cmp.Compare(a, b)) })
		width := d.boxes[i].frame - stagePad
		for k, w := range wires {
			at[port{i, above, w}] = d.boxes[i].x + width*((float64(k)+0.5)/float64(len(wires))-0.5)
		}
	}
	return at
}

// wire draws a wire in two parts, so that its name stands free between them.
func (d *drawing) wire(b *strings.Builder, i int, ports map[port]float64) {
	w := d.wires[i]
	top, bottom := w.path[0], w.path[len(w.path)-1]
	beside := d.boxes[top].layer == d.boxes[bottom].layer
	var parts [2][][2]float64 // points from the upper end to the name, and from there on
	parts[0] = append(parts[0], [2]float64{ports[port{top, false, i}], d.side(top, false)})
	part := 0
	for _, k := range w.path[1 : len(w.path)-1] {
		x := d.boxes[k]
		if k == w.label {
			parts[0] = append(parts[0], [2]float64{x.x, x.y - x.h/2})
			part = 1
			low := x.y + x.h/2
			if beside {
				low = x.y - x.h/2
			}
			parts[1] = append(parts[1], [2]float64{x.x, low})
			continue
		}
		half := d.height(x.layer) / 2
		parts[part] = append(parts[part], [2]float64{x.x, x.y - half}, [2]float64{x.x, x.y + half})
	}
	parts[1] = append(parts[1], [2]float64{ports[port{bottom, !beside, i}], d.side(bottom, !beside)})
	style := `fill="none" stroke="currentColor" stroke-opacity="0.55" stroke-width="1.3"`
	if w.system {
		style += ` stroke-dasharray="5 4"`
	}
	const arrow = ` marker-end="url(#workflow-arrow)"`
	fmt.Fprintf(b, `<g class="move"><title>%s</title>`, html.EscapeString(strings.Join(w.about, "\n")))
	if w.back {
		slices.Reverse(parts[0])
		fmt.Fprintf(b, `<path d="%s" %s%s/><path d="%s" %s/>`, curve(parts[0]), style, arrow, curve(parts[1]), style)
	} else {
		fmt.Fprintf(b, `<path d="%s" %s/><path d="%s" %s%s/>`, curve(parts[0]), style, curve(parts[1]), style, arrow)
	}
	label := d.boxes[w.label]
	writeLines(b, label.lines, label.x, label.y, moveLine, `font-size="12" fill-opacity="0.85" text-anchor="middle"`)
	b.WriteString("</g>")
}

// side is where the upper or lower side of a stage is.
func (d *drawing) side(i int, above bool) float64 {
	h := stageHeight(d.boxes[i].lines)
	if above {
		return d.boxes[i].y - h/2 - 1
	}
	return d.boxes[i].y + h/2 + 1
}

func (d *drawing) height(layer int) float64 {
	h := 0.0
	for _, i := range d.layers[layer] {
		h = max(h, d.boxes[i].h)
	}
	return h
}

// curve leads through points, up and down at each.
func curve(points [][2]float64) string {
	var b strings.Builder
	fmt.Fprintf(&b, "M%.1f %.1f", points[0][0], points[0][1])
	for i := 1; i < len(points); i++ {
		p, q := points[i-1], points[i]
		if math.Abs(p[0]-q[0]) < 0.5 {
			fmt.Fprintf(&b, "L%.1f %.1f", q[0], q[1])
			continue
		}
		middle := (p[1] + q[1]) / 2
		fmt.Fprintf(&b, "C%.1f %.1f %.1f %.1f %.1f %.1f", p[0], middle, q[0], middle, q[0], q[1])
	}
	return b.String()
}
