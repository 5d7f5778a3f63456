// Package official holds the published production calendars of countries in a
// compact form. The text files beside it are the input, one a country; the
// compact form is made from them by go generate.
package official

//go:generate go run ./generate

import (
	"bufio"
	"fmt"
	"io"
	"slices"
	"strings"
)

// Country is what is known of a country. Days are texts such as
// "01-01 off Новый год", "05-11 off from 05-09", "04-30 short", "12-28 work".
type Country struct {
	Law   []string    // days off fixed by law
	Names [][2]string // the holidays in the country's language and in English
	Years []Year
}

// Year is a published year.
type Year struct {
	Year    string
	Edition string // date of the data, as its source states it
	Days    []string
}

// Find expands the compact form of the country with the code.
func Find(code string) (Country, bool) {
	text, ok := compact[code]
	if !ok {
		return Country{}, false
	}
	return expand(text), true
}

// Codes are the countries that Find knows, sorted.
func Codes() []string {
	var codes []string
	for code := range compact {
		codes = append(codes, code)
	}
	slices.Sort(codes)
	return codes
}

// Read reads the input form: lines "law MM-DD NAME", "name NAME = ENGLISH",
// "year YYYY edition DATE" and, below a year, its days.
func Read(r io.Reader) (Country, error) {
	var c Country
	lines := bufio.NewScanner(r)
	for n := 1; lines.Scan(); n++ {
		line := strings.TrimSpace(lines.Text())
		word, rest, _ := strings.Cut(line, " ")
		switch {
		case line == "" || word[0] == '#':
		case word == "law":
			day, name, _ := strings.Cut(rest, " ")
			c.Law = append(c.Law, day+" off "+name)
		case word == "name":
			name, english, ok := strings.Cut(rest, " = ")
			if !ok {
				return Country{}, fmt.Errorf("line %d: want name NAME = ENGLISH", n)
			}
			c.Names = append(c.Names, [2]string{name, english})
		case word == "year":
			year, edition, ok := strings.Cut(rest, " edition ")
			if !ok {
				return Country{}, fmt.Errorf("line %d: want year YYYY edition DATE", n)
			}
			c.Years = append(c.Years, Year{Year: year, Edition: edition})
		case len(c.Years) == 0:
			return Country{}, fmt.Errorf("line %d: a day before the first year", n)
		default:
			last := &c.Years[len(c.Years)-1]
			last.Days = append(last.Days, line)
		}
	}
	return c, lines.Err()
}
