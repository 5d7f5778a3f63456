package archtest

import (
	"errors"
	"fmt"
	"go/build"
	"io/fs"
	"path"
	"path/filepath"
	"strings"
)

// Sources reads the imports of every package in the module's folder. It reads
// the files itself, so that a cached test result is dropped when one changes.
func Sources(root string) (Graph, error) {
	g := Graph{}
	err := filepath.WalkDir(root, func(folder string, d fs.DirEntry, err error) error {
		if err != nil || !d.IsDir() {
			return err
		}
		if name := d.Name(); folder != root && (name == "testdata" || strings.HasPrefix(name, ".") || strings.HasPrefix(name, "_") || name == "node_modules") {
			return fs.SkipDir
		}
		pkg, err := build.ImportDir(folder, 0)
		var none *build.NoGoError
		if errors.As(err, &none) {
			return nil
		}
		if err != nil {
			return fmt.Errorf("read imports: %w", err)
		}
		below, err := filepath.Rel(root, folder)
		if err != nil {
			return err
		}
		g[path.Join(Module, filepath.ToSlash(below))] = pkg.Imports
		return nil
	})
	return g, err
}
