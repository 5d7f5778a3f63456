package workflow

import (
	"cmp"
	"slices"
)

// sweeps is how often the layers are gone through, down and up.
const sweeps = 12

// order puts the boxes of each layer in an order in which few wires cross: each box
// near the middle of those it is tied to, down and up in turn, and the best of what
// was met is kept.
func (d *drawing) order() {
	best, fewest := d.snapshot(), d.crossings()
	for range sweeps {
		for i := 1; i < len(d.layers); i++ {
			d.sort(d.layers[i], func(b box) []int { return b.up })
		}
		for i := len(d.layers) - 2; i >= 0; i-- {
			d.sort(d.layers[i], func(b box) []int { return b.down })
		}
		if n := d.crossings(); n < fewest {
			best, fewest = d.snapshot(), n
		}
	}
	d.layers = best
}

func (d *drawing) snapshot() [][]int {
	all := make([][]int, len(d.layers))
	for i, layer := range d.layers {
		all[i] = slices.Clone(layer)
	}
	return all
}

// sort orders a layer by the mean place of what its boxes are tied to. Those that are
// tied to nothing stay where they are.
func (d *drawing) sort(layer []int, tied func(box) []int) {
	places := d.places()
	mean := map[int]float64{}
	for i, b := range layer {
		mean[b] = float64(i)
		if ties := tied(d.boxes[b]); len(ties) > 0 {
			sum := 0.0
			for _, t := range ties {
				sum += places[t]
			}
			mean[b] = sum / float64(len(ties))
		}
	}
	slices.SortStableFunc(layer, func(a, b int) int { return cmp.Compare(mean[a], mean[b]) })
}

// places is where each box stands in its layer, from 0 to 1, so that layers of
// different lengths can be compared.
func (d *drawing) places() []float64 {
	places := make([]float64, len(d.boxes))
	for _, layer := range d.layers {
		for i, b := range layer {
			places[b] = (float64(i) + 0.5) / float64(len(layer))
		}
	}
	return places
}

// crossings counts the pairs of ties that cross.
func (d *drawing) crossings() int {
	n := 0
	at := make([]int, len(d.boxes))
	for _, layer := range d.layers {
		for i, b := range layer {
			at[b] = i
		}
	}
	for _, layer := range d.layers {
		var ties [][2]int
		for i, b := range layer {
			for _, t := range d.boxes[b].down {
				ties = append(ties, [2]int{i, at[t]})
			}
		}
		for i, a := range ties {
			for _, b := range ties[:i] {
				if (a[0]-b[0])*(a[1]-b[1]) < 0 {
					n++
				}
			}
		}
	}
	return n
}
