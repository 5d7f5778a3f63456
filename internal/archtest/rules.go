package archtest

import (
	"fmt"
	"maps"
	"slices"
	"strings"
)

// Graph holds the imports of packages, by their import paths.
type Graph map[string][]string

// Broken tells every import in the graph that the floors or the homes forbid,
// one a line and sorted. Packages outside the module are not judged.
func Broken(g Graph) []string {
	var broken []string
	for _, from := range slices.Sorted(maps.Keys(g)) {
		folder, own := folderOf(from)
		if !own {
			continue
		}
		p, ok := partOf(folder)
		if !ok {
			broken = append(broken, fmt.Sprintf("%s stands on no floor: name it in archtest.Floors", folder))
			continue
		}
		for _, to := range g[from] {
			if why := p.forbids(to); why != "" {
				broken = append(broken, fmt.Sprintf("%s imports %s: %s", folder, to, why))
			}
		}
	}
	return broken
}

// Behind answers all that importing the package pulls in, in order; the
// package itself is not among it.
func Behind(g Graph, path string) []string {
	seen := map[string]bool{path: true}
	for queue := []string{path}; len(queue) > 0; queue = queue[1:] {
		for _, to := range g[queue[0]] {
			if !seen[to] {
				seen[to] = true
				queue = append(queue, to)
			}
		}
	}
	delete(seen, path)
	return slices.Sorted(maps.Keys(seen))
}

// Heavy answers those of the packages that nobody may get by importing the root.
func Heavy(packages []string) []string {
	var heavy []string
	for _, path := range packages {
		if slices.ContainsFunc(NotBehindRoot, func(not string) bool {
			// A driver's interfaces alone, as an id needs them, are no driver.
			return within(path, not) && path != "database/sql/driver"
		}) {
			heavy = append(heavy, path)
		}
	}
	return heavy
}

// part is a folder that stands on a floor as a whole.
type part struct {
	name  string
	floor Floor
}

// partOf finds the part that a folder belongs to.
func partOf(folder string) (part, bool) {
	for _, f := range Floors {
		above, children := strings.CutSuffix(f.Folder, "/*")
		switch {
		case children && strings.HasPrefix(folder, above+"/"):
			child, _, _ := strings.Cut(folder[len(above)+1:], "/")
			return part{above + "/" + child, f}, true
		case !children && within(folder, f.Folder):
			return part{f.Folder, f}, true
		}
	}
	return part{}, false
}

// forbids tells why the part may not import the path, or "".
func (p part) forbids(path string) string {
	if folder, own := folderOf(path); own {
		return p.forbidsFolder(folder)
	}
	first, _, _ := strings.Cut(path, "/")
	if !strings.Contains(first, ".") {
		return "" // the standard library
	}
	if p.floor.Only != nil && !slices.ContainsFunc(p.floor.Only, func(m string) bool { return within(path, m) }) {
		return fmt.Sprintf("of foreign modules %s may import only %s", p.name, strings.Join(p.floor.Only, ", "))
	}
	for _, home := range Homes {
		if within(path, home.Module) && !slices.ContainsFunc(append(home.Folders, "examples"), func(f string) bool { return within(p.name, f) }) {
			return "it is at home in " + strings.Join(home.Folders, ", ")
		}
	}
	return ""
}

func (p part) forbidsFolder(folder string) string {
	to, ok := partOf(folder)
	switch {
	case !ok:
		return "it stands on no floor"
	case to.name == p.name, to.floor.Level < p.floor.Level, slices.Contains(p.floor.Beside, to.name):
		return ""
	default:
		return fmt.Sprintf("from F%d to F%d, imports go down only", p.floor.Level, to.floor.Level)
	}
}

// folderOf answers a package's folder in the module, "." for the root.
func folderOf(path string) (folder string, own bool) {
	if path == Module {
		return ".", true
	}
	return strings.CutPrefix(path, Module+"/")
}

// within tells whether a slash-separated path is the other one or below it.
func within(path, above string) bool {
	return path == above || strings.HasPrefix(path, above+"/")
}
