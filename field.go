package helpdesk

import (
	"context"
	"maps"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/helpdesk-go/helpdesk/internal/lang"
)

// The longest values of fields, in characters.
const (
	MaxFieldText  = 500  // of KindText
	MaxFieldLines = 4000 // of KindLines and of the host's own kinds
	MaxFieldLink  = 2000 // of KindLink
)

// value checks a value of a field and answers it as it is kept. An empty one is for
// the caller. The error is a failure to look, never a fault of the value.
func (d *Desk) value(ctx context.Context, fs *faults, field string, f Field, given string) (string, error) {
	given = strings.TrimSpace(given)
	if given == "" {
		return "", nil
	}
	switch f.Kind {
	case KindText:
		return strings.Join(strings.Fields(fs.text(field, given, MaxFieldText)), " "), nil
	case KindLines:
		return fs.text(field, given, MaxFieldLines), nil
	case KindNumber:
		return fs.number(field, f, given), nil
	case KindChoice:
		fs.oneOf(field, given, keysOf(f.Choices, func(c Choice) string { return c.Key }))
		return given, nil
	case KindDate:
		return fs.date(field, given), nil
	case KindPerson:
		return given, d.knows(ctx, fs, field, given)
	case KindLink:
		return fs.link(field, given), nil
	}
	return d.hostValue(ctx, fs, field, f, given)
}

// number reads a decimal, with a dot or a comma.
func (fs *faults) number(field string, f Field, given string) string {
	n, err := strconv.ParseFloat(strings.Replace(strings.ReplaceAll(given, " ", ""), ",", ".", 1), 64)
	if err != nil || n-n != 0 || len(given) > 40 { // n-n is not 0 for what is no number of the line
		fs.add(field, FaultFormat, "got", clip(given), "like", "12.5")
		return given
	}
	if f.Min != nil && n < *f.Min || f.Max != nil && n > *f.Max {
		pairs := []string{"got", given}
		if f.Min != nil {
			pairs = append(pairs, "min", number(*f.Min))
		}
		if f.Max != nil {
			pairs = append(pairs, "max", number(*f.Max))
		}
		fs.add(field, FaultRange, pairs...)
	}
	return number(n)
}

// number writes a decimal in the one form that is kept.
func number(n float64) string { return strconv.FormatFloat(n, 'f', -1, 64) }

// date reads a date of the calendar, as machines or as people write it.
func (fs *faults) date(field, given string) string {
	for _, layout := range []string{time.DateOnly, "02.01.2006", "2.1.2006"} {
		if t, err := time.Parse(layout, given); err == nil && t.Year() >= 1 {
			return t.Format(time.DateOnly)
		}
	}
	fs.add(field, FaultFormat, "got", clip(given), "like", "2026-11-24")
	return given
}

// link reads an address that a page may lead to.
func (fs *faults) link(field, given string) string {
	given = fs.text(field, given, MaxFieldLink)
	u, err := url.Parse(given)
	if err != nil || u.Scheme != "http" && u.Scheme != "https" || u.Host == "" || strings.ContainsAny(given, " \t\n") {
		fs.add(field, FaultFormat, "got", clip(given), "like", "https://example.com/page")
	}
	return given
}

// knows tells whether the directory knows the person as one who is still there.
func (d *Desk) knows(ctx context.Context, fs *faults, field, id string) error {
	p, err := d.directory.Person(ctx, id)
	switch {
	case isNotFound(err):
		fs.add(field, FaultUnknown, "got", clip(id))
	case err != nil:
		return err
	case p.Inactive:
		fs.add(field, FaultInactive, "got", id)
	}
	return nil
}

// hostValue checks a value of a kind that the host has written.
func (d *Desk) hostValue(ctx context.Context, fs *faults, field string, f Field, given string) (string, error) {
	kind := d.fieldKinds[f.Kind]
	if kind == nil {
		return "", lacking(f.Kind)
	}
	before := len(*fs)
	given = fs.text(field, given, MaxFieldLines)
	if len(*fs) > before {
		return given, nil
	}
	kept, problem, err := kind(ctx, f, given)
	if err != nil {
		return "", err
	}
	if len(problem) > 0 {
		fs.add(field, FaultRejected, inLanguages(problem, "got", clip(given))...)
		return given, nil
	}
	return fs.text(field, kept, MaxFieldLines), nil
}

// inLanguages adds a text in every language to the params of a fault or a refusal.
// Channels show the one of their reader.
func inLanguages(t Text, pairs ...string) []string {
	for _, code := range lang.Codes() {
		pairs = append(pairs, "text_"+code, t.In(code))
	}
	return pairs
}

// clip keeps what strangers wrote from filling an error.
func clip(s string) string {
	const most = 60
	if utf8.RuneCountInString(s) <= most {
		return strings.ToValidUTF8(s, "")
	}
	return strings.ToValidUTF8(string([]rune(s)[:most]), "") + "…"
}

// visible are those of the values that the requester sees.
func (r *rules) visible(values map[string]string) map[string]string {
	shown := map[string]string{}
	for key, value := range values {
		if r.fields[key].Requester != "" {
			shown[key] = value
		}
	}
	return shown
}

// visibleOnly refuses to look for values that a requester does not see.
func (r *rules) visibleOnly(wanted map[string]string) error {
	var fs faults
	seen := slices.DeleteFunc(slices.Clone(r.Fields), func(f Field) bool { return f.Requester == "" })
	for _, key := range slices.Sorted(maps.Keys(wanted)) {
		fs.name("field", key, keysOf(seen, func(f Field) string { return f.Key }))
	}
	return fs.err()
}

// fieldsOf are the keys of the fields that tickets of a category and kind can have: of
// their form, and of the moves.
func (r *rules) fieldsOf(category, kind string) []string {
	var keys []string
	for _, f := range r.Form(category, kind) {
		keys = append(keys, f.Field)
	}
	for _, m := range r.Moves {
		for _, f := range m.Fields {
			if f.As == FieldOfTicket && !slices.Contains(keys, f.Key) {
				keys = append(keys, f.Key)
			}
		}
	}
	return keys
}
