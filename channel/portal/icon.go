package portal

import "html/template"

// strokes are the icons, as the lines of a 24 × 24 drawing.
var strokes = map[string]string{
	"question":      "M9 9a3 3 0 1 1 4 2.8c-.7.3-1 .8-1 1.7M12 17h.01M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18z",
	"remark":        "M12 8v5M12 16h.01M10.3 4 2.6 18a2 2 0 0 0 1.7 3h15.4a2 2 0 0 0 1.7-3L13.7 4a2 2 0 0 0-3.4 0z",
	"wish":          "m12 3 2.7 5.6 6.1.9-4.4 4.3 1 6.1L12 17l-5.4 2.9 1-6.1L3.200 9.500l6.100-.9z",
	"defect":        "M8 9h8v6a4 4 0 0 1-8 0zM9 9a3 3 0 0 1 6 0M4 8l4 2M20 8l-4 2M3 14h5M16 14h5M5 20l3.500-2.500M19 20l-3.500-2.500",
	"hosting":       "M4 4h16v6H4zM4 14h16v6H4zM8 7h.01M8 17h.01",
	"configuration": "M4 7h10M18 7h2M4 17h2M10 17h10M14 5v4M8 15v4",
	"feature":       "M12 5v14M5 12h14",
	"service":       "M4 8h16v12H4zM9 8V5h6v3M4 13h16",
	"document":      "M6 3h8l4 4v14H6zM14 3v4h4M9 12h6M9 16h6",
	"invoice":       "M6 3h12v18l-3-2-3 2-3-2-3 2zM9 8h6M9 12h6",
	"management":    "M12 12a4 4 0 1 0 0-8 4 4 0 0 0 0 8zM4 21a8 8 0 0 1 16 0",
	"inactive":      "M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18zM6 6l12 12",
	"bell":          "M6 16V11a6 6 0 0 1 12 0v5l2 2H4zM10 21h4",
	"watch":         "M12 8v5l3 2M12 5a8 8 0 1 0 0 16 8 8 0 0 0 0-16zM9 2h6",
	"link":          "M10 14a4 4 0 0 0 6 0l3-3a4 4 0 0 0-6-6l-1 1M14 10a4 4 0 0 0-6 0l-3 3a4 4 0 0 0 6 6l1-1",
	"pause":         "M8 5v14M16 5v14",
	"done":          "m5 12 5 5L20 7",
	"lock":          "M6 11h12v10H6zM8 11V8a4 4 0 0 1 8 0v3",
}

// icon is a small drawing that stands before a word and says nothing of its own. A
// name that is not known is a plain dot.
func icon(name string) template.HTML {
	d, ok := strokes[name]
	if !ok {
		d = "M12 9a3 3 0 1 0 0 6 3 3 0 0 0 0-6z"
	}
	return template.HTML(`<svg class="hd-icon" viewBox="0 0 24 24" width="20" height="20" fill="none" stroke="currentColor" stroke-width="1.75" stroke-linecap="round" stroke-linejoin="round" aria-hidden="true"><path d="` + d + `"/></svg>`)
}
