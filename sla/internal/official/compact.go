package official

import (
	"fmt"
	"strings"
)

// The compact form is text: a line of names, a line of the law's days, and a
// line a year. A day is MMDD and a mark:
//
//	a…z  off, the holiday with this place in the line of names
//	.    off without a name
//	<    off, moved from the MMDD that follows
//	-    an hour shorter
//	+    a working weekend date

// Compact writes the country in the compact form.
func (c Country) Compact() (string, error) {
	if len(c.Names) > 26 {
		return "", fmt.Errorf("%d names: the compact form holds 26", len(c.Names))
	}
	var b strings.Builder
	for i, name := range c.Names {
		if i > 0 {
			b.WriteByte('|')
		}
		b.WriteString(name[0] + "=" + name[1])
	}
	b.WriteByte('\n')
	if err := c.pack(&b, c.Law); err != nil {
		return "", err
	}
	for _, y := range c.Years {
		b.WriteString("\n" + y.Year + " " + y.Edition + " ")
		if err := c.pack(&b, y.Days); err != nil {
			return "", fmt.Errorf("%s: %w", y.Year, err)
		}
	}
	return b.String(), nil
}

func (c Country) pack(b *strings.Builder, days []string) error {
	for _, day := range days {
		date, what, _ := strings.Cut(day, " ")
		b.WriteString(strings.Replace(date, "-", "", 1))
		name, off := strings.CutPrefix(what, "off")
		name = strings.TrimSpace(name)
		from, moved := strings.CutPrefix(name, "from ")
		switch {
		case what == "short":
			b.WriteByte('-')
		case what == "work":
			b.WriteByte('+')
		case !off:
			return fmt.Errorf("%q: want off, short or work", day)
		case moved:
			b.WriteString("<" + strings.Replace(from, "-", "", 1))
		case name == "":
			b.WriteByte('.')
		default:
			i := c.place(name)
			if i < 0 {
				return fmt.Errorf("%q: the name has no line in English", day)
			}
			b.WriteByte(byte('a' + i))
		}
	}
	return nil
}

func (c Country) place(name string) int {
	for i, n := range c.Names {
		if n[0] == name {
			return i
		}
	}
	return -1
}

// expand reads what Compact wrote.
func expand(text string) Country {
	lines := strings.Split(text, "\n")
	var c Country
	for _, pair := range strings.Split(lines[0], "|") {
		name, english, _ := strings.Cut(pair, "=")
		c.Names = append(c.Names, [2]string{name, english})
	}
	c.Law = c.unpack(lines[1])
	for _, line := range lines[2:] {
		f := strings.Fields(line)
		c.Years = append(c.Years, Year{f[0], f[1], c.unpack(f[2])})
	}
	return c
}

func (c Country) unpack(days string) []string {
	var out []string
	for ; len(days) >= 5; days = days[5:] {
		date, mark := days[:2]+"-"+days[2:4], days[4]
		switch mark {
		case '-':
			out = append(out, date+" short")
		case '+':
			out = append(out, date+" work")
		case '.':
			out = append(out, date+" off")
		case '<':
			out = append(out, date+" off from "+days[5:7]+"-"+days[7:9])
			days = days[4:]
		default:
			out = append(out, date+" off "+c.Names[mark-'a'][0])
		}
	}
	return out
}
