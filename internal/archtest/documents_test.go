package archtest_test

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// TestEveryTestThatTheDocumentsNameIsThere holds what the documents say of how something
// is shown against the tests. A name that ends in … stands for all that begin so.
func TestEveryTestThatTheDocumentsNameIsThere(t *testing.T) {
	t.Parallel()
	const root = "../.."
	tests := map[string]bool{}
	declared := regexp.MustCompile(`(?m)^func (Test\w+)\(`)
	err := filepath.WalkDir(root, func(path string, d os.DirEntry, err error) error {
		if err != nil || !strings.HasSuffix(path, "_test.go") {
			return err
		}
		text, err := os.ReadFile(path)
		for _, found := range declared.FindAllStringSubmatch(string(text), -1) {
			tests[found[1]] = true
		}
		return err
	})
	if err != nil || len(tests) < 200 {
		t.Fatalf("%d tests were found, %v", len(tests), err)
	}
	documents, err := filepath.Glob(root + "/docs/*.md")
	if err != nil || len(documents) == 0 {
		t.Fatal("there are no documents", err)
	}
	named := regexp.MustCompile("`(Test[A-Z]\\w*)(…?)`")
	count := 0
	for _, path := range append(documents, root+"/README.md") {
		text, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		for _, found := range named.FindAllStringSubmatch(string(text), -1) {
			count++
			there := tests[found[1]]
			for name := range tests {
				there = there || found[2] != "" && strings.HasPrefix(name, found[1])
			}
			if !there {
				t.Errorf("%s names %s, and there is no such test", filepath.Base(path), found[1])
			}
		}
	}
	if count < 40 {
		t.Errorf("the documents name no more than %d tests: are they read?", count)
	}
}
