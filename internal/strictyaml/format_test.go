package strictyaml_test

import (
	"os"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/helpdesk-go/helpdesk/internal/strictyaml"
)

func TestFormattingKeepsCommentsOrderQuotesAndGaps(t *testing.T) {
	t.Parallel()
	const given = `# The head.
b:   1   # why


# About a,
# in two lines.
a:
        - {x: "да",   y: 'нет'}

        # the second
        - text: |
            folded
            text
c: [ 1,2 ]
# The foot.
`
	const want = `# The head.
b: 1 # why

# About a,
# in two lines.
a:
  - {x: "да", y: 'нет'}

  # the second
  - text: |
      folded
      text
c: [1, 2]
# The foot.
`
	got, err := strictyaml.Format([]byte(given))
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(want, string(got)); diff != "" {
		t.Error(diff)
	}
	again, err := strictyaml.Format(got)
	if err != nil || string(again) != string(got) {
		t.Errorf("formatted twice it differs: %v\n%s", err, cmp.Diff(string(got), string(again)))
	}
	if _, err := strictyaml.Format([]byte("a: [")); err == nil {
		t.Error("what does not read was formatted")
	}
}

func TestTheBuiltInRegulationsAreFormatted(t *testing.T) {
	t.Parallel()
	for _, name := range []string{"levels", "simple"} {
		source, err := os.ReadFile("../../regulations/" + name + ".yaml")
		if err != nil {
			t.Fatal(err)
		}
		got, err := strictyaml.Format(source)
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(string(source), string(got)); diff != "" {
			t.Errorf("%s: %s", name, diff)
		}
	}
}

func TestAValueIsFoundByItsPath(t *testing.T) {
	t.Parallel()
	places := strictyaml.PlacesOf([]byte("name: x\nplans:\n  - key: a\n    targets: {one: 1h}\n"))
	for path, want := range map[string][2]int{
		"name": {1, 7}, "plans": {2, 1}, "plans[0]": {3, 5}, "plans[0].key": {3, 10}, "plans[0].targets.one": {4, 20},
		"plans[0].targets.two": {4, 5}, "plans[7].key": {2, 1}, "nothing": {1, 1}, "plans[0].key.deeper": {3, 10}, "": {1, 1},
	} {
		if line, column := places.Find(path); line != want[0] || column != want[1] {
			t.Errorf("%s stands at %d:%d, not %v", path, line, column, want)
		}
	}
	if line, _ := strictyaml.PlacesOf([]byte("a: [")).Find("a"); line != 0 {
		t.Error("what does not read has a place")
	}
}

func FuzzFormattingChangesNothing(f *testing.F) {
	f.Add("a: 1\n\n# c\nb:\n- x\n\n- y # z\n")
	f.Add("? |\n  x\n: - - a\n")
	f.Add("? GEE x-GG\r\r\r\rGG x- :")
	f.Fuzz(func(t *testing.T, source string) {
		once, err := strictyaml.Format([]byte(source))
		if err != nil {
			return
		}
		if len(strings.TrimSpace(source)) == 0 {
			t.Fatal("nothing was formatted")
		}
		_ = strictyaml.PlacesOf(once)
	})
}
