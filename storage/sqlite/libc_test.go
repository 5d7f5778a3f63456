package sqlite_test

import (
	"os"
	osexec "os/exec"
	"regexp"
	"strings"
	"testing"
)

// The driver is a translation of C and works with that one release of its C
// library which its own go.mod names.
func TestTheLibraryOfCIsTheOneThatTheDriverNames(t *testing.T) {
	t.Parallel()
	list := func(format, module string) string {
		out, err := osexec.Command("go", "list", "-m", "-f", format, module).Output()
		if err != nil {
			t.Fatalf("go list -m %s: %v", module, err)
		}
		return strings.TrimSpace(string(out))
	}
	has := list("{{.Version}}", "modernc.org/libc")
	file, err := os.ReadFile(list("{{.GoMod}}", "modernc.org/sqlite"))
	if err != nil {
		t.Fatal(err)
	}
	named := regexp.MustCompile(`modernc\.org/libc (v\S+)`).FindSubmatch(file)
	if named == nil || string(named[1]) != has {
		t.Errorf("the build has %s; the driver names %q", has, named)
	}
}
