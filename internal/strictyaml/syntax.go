package strictyaml

import "strings"

// usual are the mistakes that people make, as the parser tells them, with the rule that
// names each.
var usual = []struct{ told, rule string }{
	{"did not find expected key", "syntax_indent"},
	{"did not find expected '-' indicator", "syntax_item"},
	{"did not find expected ',' or", "syntax_bracket"},
	{"could not find expected ':'", "syntax_colon"},
	{"did not find expected node content", "syntax_bracket"},
	{"mapping values are not allowed", "syntax_quote"},
	{"block sequence entries are not allowed", "syntax_item"},
	{"found unexpected end of stream", "syntax_open"},
	{"found unknown escape character", "syntax_escape"},
	{"found character that cannot start any token", "syntax_character"},
	{"found a tab character", "syntax_tab"},
	{"control characters are not allowed", "syntax_encoding"},
	{"UTF-8", "syntax_encoding"},
	{"UTF-16", "syntax_encoding"},
}

// syntaxRule names what the parser stumbled over; "syntax" for what it seldom does.
func syntaxRule(problem string) string {
	for _, u := range usual {
		if strings.Contains(problem, u.told) {
			return u.rule
		}
	}
	return "syntax"
}
