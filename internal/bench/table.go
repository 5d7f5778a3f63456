package main

import (
	"fmt"
	"io"
	"time"
)

// table is the result: a line for each thing that was measured.
type table struct{ lines []line }

// line compares the library with bare SQL.
type line struct {
	what       string
	ours, bare string
	ratio      float64
	gate       string // what the ratio must be; empty for what is only reported
	kept       bool
}

// slower adds a line of two latencies: ours must be at most so many times the bare one.
func (t *table) slower(what string, ours, bare sample, most float64) {
	ratio := ours.beside(bare, func(s *sample) float64 { return float64(s.median()) })
	t.lines = append(t.lines, line{what, took(ours.median()), took(bare.median()), ratio, fmt.Sprintf("≤ %.1f", most), ratio <= most})
}

// faster adds a line of two throughputs: ours must be at least such a part of the bare one.
func (t *table) faster(what string, ours, bare sample, least float64) {
	ratio := ours.beside(bare, (*sample).rate)
	t.done(what, ours.rate(), bare.rate(), ratio, least)
}

// done adds a line of two throughputs and their ratio.
func (t *table) done(what string, ours, bare, ratio, least float64) {
	t.lines = append(t.lines, line{what, rate(ours), rate(bare), ratio, fmt.Sprintf("≥ %.2f", least), ratio >= least})
}

// told adds a figure that is compared with nothing.
func (t *table) told(what string, d time.Duration) {
	t.lines = append(t.lines, line{what: what, ours: took(d)})
}

func took(d time.Duration) string {
	return fmt.Sprintf("%.2f ms", float64(d)/float64(time.Millisecond))
}
func rate(r float64) string { return fmt.Sprintf("%.0f/s", r) }

// print writes the table in Markdown.
func (t *table) print(w io.Writer) {
	fmt.Fprintln(w, "| | library | bare SQL | ratio | wanted | |")
	fmt.Fprintln(w, "|---|---:|---:|---:|---:|---|")
	for _, l := range t.lines {
		ratio, verdict := "", ""
		if l.gate != "" {
			ratio, verdict = fmt.Sprintf("%.2f", l.ratio), "missed"
			if l.kept {
				verdict = "kept"
			}
		}
		fmt.Fprintf(w, "| %s | %s | %s | %s | %s | %s |\n", l.what, l.ours, l.bare, ratio, l.gate, verdict)
	}
}
