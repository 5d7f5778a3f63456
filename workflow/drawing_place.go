package workflow

// place gives each box its middle: down by layers, and across as near to what it is
// tied to as its neighbours allow.
func (d *drawing) place() {
	y := 0.0
	for _, layer := range d.layers {
		height := 0.0
		for _, b := range layer {
			height = max(height, d.boxes[b].h)
		}
		for _, b := range layer {
			d.boxes[b].y = y + height/2
		}
		y += height + layerGap
	}
	for _, layer := range d.layers {
		d.spread(layer, make([]float64, len(layer)))
	}
	for i := range 2 * sweeps {
		down := i%2 == 0
		for k := range d.layers {
			layer := d.layers[k]
			if !down {
				layer = d.layers[len(d.layers)-1-k]
			}
			wanted := make([]float64, len(layer))
			for j, b := range layer {
				wanted[j] = d.wanted(b, down, i >= sweeps)
			}
			d.spread(layer, wanted)
		}
	}
}

// wanted is where a box would stand if it were alone: in the middle of what it is tied
// to on one side or, to settle in the end, on both.
func (d *drawing) wanted(b int, down, both bool) float64 {
	ties := d.boxes[b].up
	switch {
	case both:
		ties = append(append([]int(nil), ties...), d.boxes[b].down...)
	case !down:
		ties = d.boxes[b].down
	}
	if len(ties) == 0 {
		return d.boxes[b].x
	}
	sum := 0.0
	for _, t := range ties {
		sum += d.boxes[t].x
	}
	return sum / float64(len(ties))
}

// spread places the boxes of a layer, in their order and without touching, so that
// the squares of their distances from where they want to be are the least: boxes that
// would touch move as one.
func (d *drawing) spread(layer []int, wanted []float64) {
	type block struct {
		sum   float64 // of where its boxes want its first one to be, by weight
		n     float64 // their weight
		first int
	}
	offset := make([]float64, len(layer)) // of each box from the first of the layer, packed
	for i := 1; i < len(layer); i++ {
		offset[i] = offset[i-1] + (d.boxes[layer[i-1]].w+d.boxes[layer[i]].w)/2 + besideGap
	}
	var blocks []block
	for i := range layer {
		weight := 1.0
		if d.boxes[layer[i]].stage == "" { // wires had rather be straight
			weight = 4
		}
		blocks = append(blocks, block{weight * (wanted[i] - offset[i]), weight, i})
		for len(blocks) > 1 {
			a, b := blocks[len(blocks)-2], blocks[len(blocks)-1]
			if a.sum/a.n <= b.sum/b.n {
				break
			}
			blocks = append(blocks[:len(blocks)-2], block{a.sum + b.sum, a.n + b.n, a.first})
		}
	}
	for k, b := range blocks {
		end := len(layer)
		if k+1 < len(blocks) {
			end = blocks[k+1].first
		}
		for i := b.first; i < end; i++ {
			d.boxes[layer[i]].x = b.sum/b.n + offset[i]
		}
	}
}
