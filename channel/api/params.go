package api

import (
	"maps"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/danielgtaylor/huma/v2"

	"github.com/helpdesk-go/helpdesk"
)

// parameter is one that a route takes in its query or its headers.
type parameter struct {
	name, about string
	schema      huma.Schema
}

// The headers.
const (
	headerKey    = "Idempotency-Key"
	headerBehalf = "Helpdesk-On-Behalf-Of"
	headerMatch  = "If-Match"
)

var (
	matchHeader = parameter{headerMatch, "The ETag that it was read with: nothing is done if it has changed since", textual}
	verbHeaders = []parameter{
		{headerKey, "Makes it safe to send the request again, for seven days", textual},
		{headerBehalf, "The requester whose verb one of the staff carries out", textual},
		matchHeader,
	}
)

// The schemas of parameters.
var (
	textual = huma.Schema{Type: huma.TypeString}
	instant = huma.Schema{Type: huma.TypeString, Format: "date-time"}
	flag    = huma.Schema{Type: huma.TypeBoolean}
	whole   = huma.Schema{Type: huma.TypeInteger}
	several = huma.Schema{Type: huma.TypeArray, Items: &huma.Schema{Type: huma.TypeString}}
)

// longest is how many bytes a name given in a path or a header may have.
const longest = 256

// likeInstant shows how instants are written.
const likeInstant = "2026-05-08T15:00:00+03:00"

var entityTag = regexp.MustCompile(`^"([1-9][0-9]{0,17})"$`)

// readHeaders takes in the headers of verbs, where the route has them. Where it has
// them not, what they promise would not be kept: then they are refused.
func (c *call) readHeaders(rt route) {
	c.refuseHeaders(rt)
	for _, p := range rt.headers {
		value := c.Header.Get(p.name)
		if value == "" {
			continue
		}
		switch p.name {
		case headerKey:
			c.key = c.name(p.name, value)
		case headerBehalf:
			c.behalf = c.name(p.name, value)
		case headerMatch:
			if tag := entityTag.FindStringSubmatch(value); tag != nil {
				c.match, _ = strconv.ParseInt(tag[1], 10, 64) // 18 digits always fit
			} else if value != "*" {
				c.faults.add(p.name, helpdesk.FaultFormat, "got", value, "like", `"7"`)
			}
		}
	}
}

// refuseHeaders refuses those of the headers of verbs that the route does not take. A
// read is safe to send again, and If-Match asks nothing of it.
func (c *call) refuseHeaders(rt route) {
	known := make([]string, len(rt.headers))
	for i, p := range rt.headers {
		known[i] = p.name
	}
	for _, p := range verbHeaders {
		harmless := rt.method == http.MethodGet && p.name != headerBehalf
		if !harmless && c.Header.Get(p.name) != "" && !slices.Contains(known, p.name) {
			c.faults.add(p.name, helpdesk.FaultNoSuchName, "got", p.name, "allowed", strings.Join(known, ", "))
		}
	}
}

// readQuery takes in the query and refuses what the route does not know.
func (c *call) readQuery(rt route) {
	var err error
	if c.query, err = url.ParseQuery(c.URL.RawQuery); err != nil {
		c.faults.add("query", helpdesk.FaultFormat, "got", strings.ToValidUTF8(c.URL.RawQuery, "?"), "like", "name=value&name=value")
	}
	var known []string
	for _, p := range rt.query {
		known = append(known, p.name)
	}
	for _, name := range slices.Sorted(maps.Keys(c.query)) {
		if !slices.Contains(known, name) {
			c.faults.add(strings.ToValidUTF8(name, "?"), helpdesk.FaultNoSuchName, "got", strings.ToValidUTF8(name, "?"), "allowed", strings.Join(known, ", "))
			continue
		}
		for _, value := range c.query[name] {
			c.name(name, value)
		}
	}
}

// readPath proves the names in the path.
func (c *call) readPath(rt route) {
	for _, name := range wildcards(rt.path) {
		c.name(name, c.PathValue(name))
	}
}

// name answers a name or a key that was given, or adds a fault when it can be none.
func (c *call) name(field, value string) string {
	switch {
	case !sound(value):
		c.faults.add(field, helpdesk.FaultFormat, "like", "UTF-8 without NUL")
	case len(value) > longest:
		c.faults.add(field, helpdesk.FaultTooLong, "max", strconv.Itoa(longest))
	}
	return value
}

// sound tells whether a text can be kept by every store.
func sound(text string) bool { return utf8.ValidString(text) && !strings.ContainsRune(text, 0) }

// wildcards are the names in braces of a path.
func wildcards(path string) []string {
	var names []string
	for part := range strings.SplitSeq(path, "/") {
		if name, ok := strings.CutPrefix(part, "{"); ok {
			names = append(names, strings.TrimSuffix(name, "}"))
		}
	}
	return names
}

// fields reads the values of custom fields that are wanted, each as key:value.
func (c *call) fields(name string) map[string]string {
	var wanted map[string]string
	for _, v := range list[string](c, name) {
		key, value, ok := strings.Cut(v, ":")
		if _, twice := wanted[key]; !ok || key == "" || twice {
			c.faults.add(name, helpdesk.FaultFormat, "got", v, "like", "key:value")
			continue
		}
		if wanted == nil {
			wanted = map[string]string{}
		}
		wanted[key] = value
	}
	return wanted
}

// list is every value of a parameter. Empty ones say nothing.
func list[T ~string](c *call, name string) []T {
	var values []T
	for _, v := range c.query[name] {
		if v != "" {
			values = append(values, T(v))
		}
	}
	return values
}

// text is the value of a parameter that may be given once.
func (c *call) text(name string) string {
	values := list[string](c, name)
	if len(values) > 1 {
		c.faults.add(name, helpdesk.FaultFormat, "got", strings.Join(values, ", "), "like", values[0])
	}
	if len(values) == 0 {
		return ""
	}
	return values[0]
}

func (c *call) flag(name string) bool {
	switch got := c.text(name); got {
	case "", "false":
		return false
	case "true":
		return true
	default:
		c.faults.add(name, helpdesk.FaultUnknown, "got", got, "allowed", "true, false")
		return false
	}
}

func (c *call) instant(name string) time.Time {
	got := c.text(name)
	if got == "" {
		return time.Time{}
	}
	t, ok := instantOf(got)
	if !ok {
		c.faults.add(name, helpdesk.FaultFormat, "got", got, "like", likeInstant)
	}
	return t
}

// instantOf reads an instant of RFC 3339. One whose year in UTC has not four digits
// could not be written again.
func instantOf(text string) (time.Time, bool) {
	t, err := time.Parse(time.RFC3339, text)
	year := t.UTC().Year()
	return t, err == nil && year >= 1 && year <= 9999
}

// whole is a number from 1 to most, or usual when none is given.
func (c *call) whole(name string, most, usual int) int {
	got := c.text(name)
	if got == "" {
		return usual
	}
	n, err := strconv.Atoi(got)
	if err != nil || n < 1 || n > most {
		c.faults.add(name, helpdesk.FaultRange, "got", got, "min", "1", "max", strconv.Itoa(most))
	}
	return n
}

// faults collects what is wrong with a request.
type faults []helpdesk.Fault

func (f *faults) add(field, rule string, pairs ...string) {
	params := make(map[string]string, len(pairs)/2)
	for i := 0; i+1 < len(pairs); i += 2 {
		params[pairs[i]] = pairs[i+1]
	}
	*f = append(*f, helpdesk.Fault{Field: field, Rule: rule, Params: params})
}

// err is nil when nothing is wrong.
func (f faults) err() error {
	if len(f) == 0 {
		return nil
	}
	return &helpdesk.Error{Code: helpdesk.Invalid, Faults: f}
}
