package archtest_test

import (
	"encoding/json"
	"errors"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/helpdesk-go/helpdesk/internal/archtest"
)

const (
	root = "../.."
	own  = archtest.Module
)

func TestImportsGoDownOnlyAndModulesStayAtHome(t *testing.T) {
	t.Parallel()
	g, err := archtest.Sources(root)
	if err != nil {
		t.Fatal(err)
	}
	if _, ok := g[own+"/internal/archtest"]; !ok {
		t.Fatalf("the walk has not even found this package: %v", g)
	}
	for _, line := range archtest.Broken(g) {
		t.Error(line)
	}
}

func TestImportingTheRootPullsInNoDatabaseNoFrameworkNoMail(t *testing.T) {
	t.Parallel()
	g, err := archtest.Sources(root)
	if err != nil {
		t.Fatal(err)
	}
	if _, ok := g[own]; !ok {
		t.Skip("there is no root package")
	}
	for _, path := range archtest.Heavy(archtest.Behind(everything(t, own), own)) {
		t.Errorf("importing the root pulls in %s", path)
	}
}

// everything asks the go command for a package's imports, and theirs.
func everything(t *testing.T, path string) archtest.Graph {
	t.Helper()
	g := archtest.Graph{}
	for list := json.NewDecoder(strings.NewReader(run(t, "go", "list", "-e", "-deps", "-json=ImportPath,Imports", path))); ; {
		var pkg struct {
			ImportPath string
			Imports    []string
		}
		err := list.Decode(&pkg)
		if errors.Is(err, io.EOF) {
			return g
		}
		if err != nil {
			t.Fatal(err)
		}
		g[pkg.ImportPath] = pkg.Imports
	}
}

func TestLibcIsTheOneThatSQLiteNames(t *testing.T) {
	t.Parallel()
	// modernc.org/sqlite is generated against one release of libc and is
	// supported with no other.
	ours := libc(t, filepath.Join(root, "go.mod"))
	theirs := libc(t, strings.TrimSpace(run(t, "go", "list", "-m", "-f", "{{.GoMod}}", "modernc.org/sqlite")))
	if ours != theirs {
		t.Errorf("go.mod requires modernc.org/libc %s, modernc.org/sqlite names %s", ours, theirs)
	}
}

func libc(t *testing.T, file string) string {
	t.Helper()
	text, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	found := regexp.MustCompile(`(?m)^(?:require)?\s*modernc\.org/libc\s+(v\S+)`).FindSubmatch(text)
	if found == nil {
		t.Fatalf("%s requires no modernc.org/libc", file)
	}
	return string(found[1])
}

func run(t *testing.T, name string, args ...string) string {
	t.Helper()
	cmd := exec.CommandContext(t.Context(), name, args...)
	cmd.Dir, cmd.Stderr = root, os.Stderr
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("%s: %v", cmd, err)
	}
	return string(out)
}

func TestTheRulesTellRightFromWrong(t *testing.T) {
	t.Parallel()
	for _, row := range []struct{ name, from, to, want string }{
		{"ticket takes ids", "ticket", "github.com/google/uuid", ""},
		{"ticket takes the standard library", "ticket", "encoding/json", ""},
		{"ticket takes nothing else", "ticket", "github.com/google/go-cmp/cmp", "of foreign modules ticket may import only github.com/google/uuid"},
		{"event is beside ticket", "event", own + "/ticket", ""},
		{"ticket is not beside event", "ticket", own + "/event", "from F0 to F0, imports go down only"},
		{"sla has no sibling", "sla", own + "/ticket", "from F0 to F0, imports go down only"},
		{"sla has rooms of its own", "sla", own + "/sla/internal/official", ""},
		{"rooms of sla obey too", "sla/internal/official", own + "/workflow", "from F0 to F0, imports go down only"},
		{"fsm in workflow", "workflow", "github.com/looplab/fsm", ""},
		{"fsm in the root", ".", "github.com/looplab/fsm", "it is at home in workflow"},
		{"cal in sla", "sla", "github.com/rickar/cal/v2/ru", ""},
		{"cal in a report", "report", "github.com/rickar/cal/v2", "it is at home in sla"},
		{"workflow takes nothing of the root", "workflow", own, "from F0 to F2, imports go down only"},
		{"the port takes the vocabulary", "storage", own + "/event", ""},
		{"the port takes no adapter", "storage", own + "/storage/memory", "from F1 to F3, imports go down only"},
		{"the port takes no root", "storage", own, "from F1 to F2, imports go down only"},
		{"an adapter takes the port", "storage/sqlite", own + "/storage", ""},
		{"an adapter takes the shared SQL", "storage/postgres", own + "/storage/internal/sqlstore", ""},
		{"an adapter takes a driver", "storage/sqlite", "modernc.org/sqlite", ""},
		{"an adapter takes no other", "storage/sqlite", own + "/storage/memory", "from F3 to F3, imports go down only"},
		{"the root takes the port", ".", own + "/storage", ""},
		{"the root takes no adapter", ".", own + "/storage/memory", "from F2 to F3, imports go down only"},
		{"the root takes no channel", ".", own + "/channel/api", "from F2 to F3, imports go down only"},
		{"the root takes no driver", ".", "github.com/lib/pq", "it is at home in storage, internal/pgtest, internal/bench"},
		{"a channel takes the root", "channel/portal", own, ""},
		{"a channel takes what is below itself", "channel/portal", own + "/channel/portal/pages", ""},
		{"a channel takes no other", "channel/portal", own + "/channel/api", "from F3 to F3, imports go down only"},
		{"a channel takes no store", "channel/portal/pages", own + "/storage/memory", "from F3 to F3, imports go down only"},
		{"huma in the API", "channel/api", "github.com/danielgtaylor/huma/v2/adapters/humago", ""},
		{"huma in the portal", "channel/portal", "github.com/danielgtaylor/huma/v2", "it is at home in channel/api"},
		{"mail in the portal", "channel/portal", "github.com/emersion/go-smtp", "it is at home in channel/email"},
		{"a module without a home", "channel/portal", "github.com/yuin/goldmark", ""},
		{"an example takes all", "examples/server", own + "/storage/postgres", ""},
		{"an example takes a driver", "examples/hosttx", "github.com/lib/pq", ""},
		{"an example takes the test desk", "examples/hello", own + "/helpdesktest", ""},
		{"no example takes another", "examples/hello", own + "/examples/server", "from F4 to F4, imports go down only"},
		{"nobody takes an example", "helpdesktest", own + "/examples/hello", "from F4 to F4, imports go down only"},
		{"a folder nobody knows", "ticket", own + "/attic", "it stands on no floor"},
		{"a namesake of the module", "workflow", own + "-extra/ticket", "of foreign modules workflow may import only github.com/looplab/fsm"},
	} {
		t.Run(row.name, func(t *testing.T) {
			t.Parallel()
			path := own
			if row.from != "." {
				path += "/" + row.from
			}
			var want []string
			if row.want != "" {
				want = []string{row.from + " imports " + row.to + ": " + row.want}
			}
			if diff := cmp.Diff(want, archtest.Broken(archtest.Graph{path: {row.to}})); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}

func TestAFolderWithoutAFloorIsTold(t *testing.T) {
	t.Parallel()
	want := []string{"attic stands on no floor: name it in archtest.Floors"}
	if diff := cmp.Diff(want, archtest.Broken(archtest.Graph{own + "/attic": nil, "example.org/other": {own}})); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

func TestWhatIsHeavyIsFoundAtAnyDepth(t *testing.T) {
	t.Parallel()
	g := archtest.Graph{
		own:                      {"net/http", own + "/ticket", "example.org/innocent"},
		own + "/ticket":          {"github.com/google/uuid"},
		"github.com/google/uuid": {"database/sql/driver"},
		"example.org/innocent":   {"example.org/deep"},
		"example.org/deep":       {"database/sql", "github.com/lib/pq/oid", "github.com/lib/pqueue", own},
		"example.org/elsewhere":  {"net/smtp"},
	}
	want := []string{"database/sql", "github.com/lib/pq/oid"}
	if diff := cmp.Diff(want, archtest.Heavy(archtest.Behind(g, own))); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}
