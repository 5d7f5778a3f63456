package portal

import (
	"net/url"
	"slices"
	"strings"

	"github.com/helpdesk-go/helpdesk"
)

// matrix is the plan of each category and priority, to be read and to be changed.
type matrix struct {
	Action  string // where a changed one is sent; empty in a form that has it inside
	Version int    // whose text is changed
	Head    []string
	Rows    []matrixRow
}

type matrixRow struct {
	Title string
	Cells []matrixCell
}

// matrixCell is a cell that is chosen from the plans. Was is what stood there in the
// version that it is compared with, where that differs.
type matrixCell struct {
	Name, Value, Title, Was string
	Options                 []option
}

// cellName names the form's field of a cell; the one with "was." before it holds what the
// text has there.
func cellName(category, priority string) string { return "cell." + category + "." + priority }

// matrix is that of a regulation, beside another.
func (v *visit) matrix(r, before helpdesk.Regulation) matrix {
	var m matrix
	for _, p := range r.Priorities {
		m.Head = append(m.Head, v.title(p.Title, p.Key))
	}
	categories := r.Categories
	if len(categories) == 0 {
		categories = []helpdesk.Category{{Title: helpdesk.Text{v.say.Code(): v.say.Text("regulation.any_category", nil)}}}
	}
	titles := append(slices.Clone(r.Plans), before.Plans...)
	title := func(plan string) string {
		i := slices.IndexFunc(titles, func(p helpdesk.Plan) bool { return p.Key == plan })
		if i < 0 {
			return v.say.Text("fact_none", nil)
		}
		return v.title(titles[i].Title, plan)
	}
	for _, c := range categories {
		row := matrixRow{Title: v.title(c.Title, c.Key)}
		for _, p := range r.Priorities {
			is := planOf(r, c.Key, p.Key)
			cell := matrixCell{Name: cellName(c.Key, p.Key), Value: is, Title: title(is)}
			if was := planOf(before, formerKey(before, c.Key, c.Was), p.Key); was != is {
				cell.Was = title(was)
			}
			for _, plan := range r.Plans {
				cell.Options = append(cell.Options, option{Value: plan.Key, Title: v.title(plan.Title, plan.Key), Chosen: plan.Key == is})
			}
			row.Cells = append(row.Cells, cell)
		}
		m.Rows = append(m.Rows, row)
	}
	return m
}

// formerKey is the key by which a regulation knows a category.
func formerKey(r helpdesk.Regulation, key string, was []string) string {
	for _, k := range append([]string{key}, was...) {
		if slices.ContainsFunc(r.Categories, func(c helpdesk.Category) bool { return c.Key == k }) {
			return k
		}
	}
	return key
}

// planOf is the plan of a category and a priority, else of the priority alone.
func planOf(r helpdesk.Regulation, category, priority string) string {
	i := slices.IndexFunc(r.Categories, func(c helpdesk.Category) bool { return c.Key == category })
	if i >= 0 && r.Categories[i].Plans[priority] != "" {
		return r.Categories[i].Plans[priority]
	}
	j := slices.IndexFunc(r.Priorities, func(p helpdesk.Priority) bool { return p.Key == priority })
	if j < 0 {
		return ""
	}
	return r.Priorities[j].Plan
}

// withCells is the text of a regulation with the cells that were chosen anew in the form.
func withCells(source string, sent url.Values) (string, error) {
	var names []string
	for name := range sent {
		if strings.HasPrefix(name, "cell.") && sent.Get(name) != sent.Get("was."+name) {
			names = append(names, name)
		}
	}
	slices.Sort(names)
	for _, name := range names {
		category, priority, _ := strings.Cut(strings.TrimPrefix(name, "cell."), ".")
		changed, err := helpdesk.SetPlan([]byte(source), category, priority, sent.Get(name))
		if err != nil {
			return source, err
		}
		source = string(changed)
	}
	return source, nil
}
