package strictyaml

import (
	"fmt"
	"slices"
	"strings"
)

// place is where a value stands. It is spelt out only when there is a fault.
type place struct {
	above *place
	name  string // as it is written behind the place above
	depth int
}

func (p place) key(key string) place {
	name := clip(key)
	if strings.ContainsAny(name, ".[]: \n\"") {
		name = fmt.Sprintf("%q", name)
	}
	return place{&p, "." + name, p.depth + 1}
}

func (p place) item(i int) place {
	return place{&p, fmt.Sprintf("[%d]", i), p.depth + 1}
}

// String spells the place in the manner of plans.urgent.steps[2]; the whole
// document is the empty string.
func (p place) String() string {
	var names []string
	for at := &p; at.above != nil; at = at.above {
		names = append(names, at.name)
	}
	slices.Reverse(names)
	return strings.TrimPrefix(strings.Join(names, ""), ".")
}
