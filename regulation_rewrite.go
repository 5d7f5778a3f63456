package helpdesk

import (
	"fmt"
	"slices"

	"github.com/helpdesk-go/helpdesk/internal/strictyaml"
)

// SetPlan changes one cell of the matrix in the text of a regulation: the plan of a
// category and a priority, or of a priority alone when the category is empty. All else
// stays as it is written, comments and order too. A key that the text does not know is
// Invalid; what comes of it is for Prove.
func SetPlan(source []byte, category, priority, plan string) ([]byte, error) {
	const op = "set plan"
	r, err := ReadRegulation(source)
	if err != nil {
		return nil, err
	}
	var fs faults
	fs.oneOf("plan", plan, keysOf(r.Plans, func(p Plan) string { return p.Key }))
	fs.oneOf("priority", priority, keysOf(r.Priorities, func(p Priority) string { return p.Key }))
	if category != "" {
		fs.oneOf("category", category, keysOf(r.Categories, func(c Category) string { return c.Key }))
	}
	if err := fs.err(); err != nil {
		return nil, fail(op, err)
	}
	path := fmt.Sprintf("priorities[%d].plan", slices.IndexFunc(r.Priorities, func(p Priority) bool { return p.Key == priority }))
	if category != "" {
		path = fmt.Sprintf("categories[%d].plans.%s", slices.IndexFunc(r.Categories, func(c Category) bool { return c.Key == category }), priority)
	}
	changed, err := strictyaml.Set(source, path, plan)
	return changed, fail(op, err)
}
