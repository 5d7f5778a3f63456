package condition_test

import (
	"errors"
	"strings"
	"testing"

	"github.com/helpdesk-go/helpdesk/internal/condition"
)

var scope = condition.NewScope(
	condition.Variable{Name: "priority", Kind: condition.Text, Allowed: []string{"normal", "urgent", "critical"}},
	condition.Variable{Name: "organization", Kind: condition.Text},
	condition.Variable{Name: "fields", Kind: condition.Parts, Parts: []condition.Variable{
		{Name: "serial", Kind: condition.Text},
		{Name: "seats", Kind: condition.Number},
		{Name: "product-line", Kind: condition.Text, Allowed: []string{"", "mail", "phone"}},
	}},
	condition.Variable{Name: "opened", Kind: condition.Parts, Parts: []condition.Variable{
		{Name: "working", Kind: condition.Truth}, {Name: "hour", Kind: condition.Number},
	}},
)

var values = map[string]any{
	"priority": "urgent", "organization": "acme",
	"fields": map[string]any{"serial": "Ж-12", "seats": 40.0, "product-line": "mail"},
	"opened": map[string]any{"working": false, "hour": 19.0},
}

func compiled(t *testing.T, source string) *condition.Condition {
	t.Helper()
	c, err := scope.Compile(source)
	if err != nil {
		t.Fatalf("%s: %v", source, err)
	}
	return c
}

func TestAConditionIsTrueOrFalseOfValues(t *testing.T) {
	t.Parallel()
	for source, want := range map[string]bool{
		`true`:                                    true,
		`priority == "urgent"`:                    true,
		`"critical" == priority`:                  false,
		`priority in ["urgent", "critical"]`:      true,
		`not (priority in ["urgent"])`:            false,
		`fields.serial startsWith "Ж-"`:           true,
		`fields.serial matches "^Ж-[0-9]+$"`:      true,
		`lower(organization) contains "ACM"`:      false,
		`fields.seats >= 40 and opened.hour > 18`: true,
		`fields["product-line"] == "mail"`:        true,
		`opened.working or fields.seats < 10`:     false,
		`opened.working ? false : true`:           true,
		`len(fields.serial) == 4`:                 true,
	} {
		got, err := compiled(t, source).Holds(values)
		if err != nil || got != want {
			t.Errorf("%s: %v %v", source, got, err)
		}
	}
}

func TestWhatIsWrongWithAConditionIsToldWithItsPlace(t *testing.T) {
	t.Parallel()
	for _, row := range []struct {
		source, problem string
		line, column    int
	}{
		{``, "empty", 0, 0},
		{strings.Repeat("x", 3000), "longer", 0, 0},
		{`priority ==`, "unexpected token", 1, 11},
		{`colour == "red"`, "there is no colour", 1, 1},
		{"priority == \"urgent\" and\nfields.colour == 1", "there is no colour in fields", 2, 0},
		{`priority == "high"`, `priority is never "high"`, 1, 13},
		{`priority in ["urgent", "high"]`, `priority is never "high"`, 1, 24},
		{`fields["product-line"] != "x"`, "is never", 1, 27},
		{`priority > 3`, "invalid operation", 1, 10},
		{`fields.seats`, "expected bool", 0, 0},
		{`all([1], # > 0)`, "", 1, 0},
		{`let a = priority; a == "urgent"`, "cannot stand", 1, 0},
		{`1 in 1..100000000`, "a range", 1, 0},
		{`priority matches organization`, "written out", 1, 18},
		{`repeat(priority, 1000000) == ""`, "", 1, 0},
		{`now() == now()`, "", 1, 0},
		{strings.Repeat("(", 900) + "true" + strings.Repeat(")", 900), "", 0, 0},
		{strings.Repeat("not ", 100) + "true", "nested", 1, 0},
		{"true" + strings.Repeat(" or true", 200), "", 0, 0},
	} {
		_, err := scope.Compile(row.source)
		var e *condition.Error
		if row.source == strings.Repeat("(", 900)+"true"+strings.Repeat(")", 900) && err == nil {
			continue // brackets alone are no nodes
		}
		if !errors.As(err, &e) || !strings.Contains(e.Problem, row.problem) || row.line > 0 && e.Line != row.line || row.column > 0 && e.Column != row.column {
			t.Errorf("%.60s: %#v", row.source, err)
		}
	}
}

func TestAConditionThatFailsSaysSoAndDoesNotPanic(t *testing.T) {
	t.Parallel()
	c := compiled(t, `int(fields.serial) > 3`)
	if _, err := c.Holds(values); err == nil {
		t.Error("a serial that is no number was a number")
	}
	for _, broken := range []map[string]any{nil, {}, {"fields": nil}, {"fields": map[string]any{"serial": []int{7}}}} {
		if _, err := c.Holds(broken); err == nil {
			t.Errorf("%v: it held", broken)
		}
	}
}

func TestWhatIsNeverOrAlwaysTrueIsFound(t *testing.T) {
	t.Parallel()
	for source, want := range map[string]string{
		`false`:  "never",
		`1 == 2`: "never",
		`not true or priority == "urgent" and false`:                               "never",
		`priority == "urgent" and priority == "critical"`:                          "never",
		`organization == "acme" and fields.seats > 1 and organization == "other"`:  "never",
		`priority != "normal" and priority != "urgent" and priority != "critical"`: "never",
		`priority in ["normal"] and priority in ["urgent", "critical"]`:            "never",
		`priority == "urgent" and not true`:                                        "never",
		`true`:                                                                     "always",
		`2 > 1 or opened.working`:                                                  "always",
		`priority in ["normal", "urgent", "critical"]`:                             "always",
		`priority == "urgent"`:                                                     "",
		`organization != "a" and organization != "b"`:                              "",
		`priority == "urgent" or priority == "normal"`:                             "",
		`fields.seats > 3 and fields.seats < 2`:                                    "", // not seen through, and said so
	} {
		c, got := compiled(t, source), ""
		if c.Never() {
			got += "never"
		}
		if c.Always() {
			got += "always"
		}
		if got != want {
			t.Errorf("%s: %q, not %q", source, got, want)
		}
	}
}

func TestAWiderConditionCoversANarrowerOne(t *testing.T) {
	t.Parallel()
	for _, row := range []struct {
		first, second string
		want          bool
	}{
		{`priority == "urgent"`, `priority == "urgent"`, true},
		{`priority=="urgent"`, `(priority  == "urgent") and opened.working`, true},
		{`opened.working and priority == "urgent"`, `priority == "urgent" and opened.working`, true},
		{`true`, `priority == "urgent"`, true},
		{`opened.working and true`, `opened.working`, true},
		{`priority == "urgent" and opened.working`, `priority == "urgent"`, false},
		{`priority == "urgent"`, `priority == "critical"`, false},
	} {
		if got := compiled(t, row.first).Covers(compiled(t, row.second)); got != row.want {
			t.Errorf("%s covers %s: %v", row.first, row.second, got)
		}
	}
}

func FuzzNoConditionPanicsOrRunsAway(f *testing.F) {
	for _, source := range []string{`priority == "urgent"`, `fields["x"]?.y`, `[1,2][0] == 1`, `{a: 1}.a`, `priority[1:2]`, `1 ?? 2`, "\x00", `let x = 1; x`, `"a" | upper()`} {
		f.Add(source)
	}
	f.Fuzz(func(t *testing.T, source string) {
		c, err := scope.Compile(source)
		if err != nil {
			return
		}
		c.Never()
		c.Always()
		c.Covers(c)
		_, _ = c.Holds(values)
	})
}
