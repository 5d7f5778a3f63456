package sla

import (
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"strings"
	"time"
)

// maxProductionXML bounds what ReadProductionXML reads; a year is some 2 KiB.
const maxProductionXML = 1 << 20

// productionXML is the XML form in which production calendars are exchanged.
type productionXML struct {
	XMLName  xml.Name `xml:"calendar"`
	Year     int      `xml:"year,attr"`
	Date     string   `xml:"date,attr"`
	Holidays []struct {
		ID    string `xml:"id,attr"`
		Title string `xml:"title,attr"`
	} `xml:"holidays>holiday"`
	Days []productionXMLDay `xml:"days>day"`
}

type productionXMLDay struct {
	Date    string `xml:"d,attr"` // MM.DD
	Type    string `xml:"t,attr"` // 1 off, 2 an hour shorter, 3 a working weekend
	Holiday string `xml:"h,attr"`
	From    string `xml:"f,attr"` // MM.DD that a day off was moved from
	line    int
}

// UnmarshalXML keeps the line of the day, for errors.
func (d *productionXMLDay) UnmarshalXML(dec *xml.Decoder, start xml.StartElement) error {
	type plain productionXMLDay
	line, _ := dec.InputPos()
	err := dec.DecodeElement((*plain)(d), &start)
	d.line = line
	return err
}

// ReadProductionXML reads one year of a production calendar in XML: a calendar
// with its year, holidays and days (d: MM.DD; t: 1 off, 2 an hour shorter, 3 a
// working weekend date; h: the holiday; f: MM.DD that a day off was moved
// from). An error names the line; several faults come as Faults.
func ReadProductionXML(r io.Reader) (OfficialYear, error) {
	var in productionXML
	dec := xml.NewDecoder(io.LimitReader(r, maxProductionXML))
	if err := dec.Decode(&in); err != nil {
		var syntax *xml.SyntaxError
		if line, _ := dec.InputPos(); !errors.As(err, &syntax) { // that one tells its line
			err = fmt.Errorf("line %d: %w", line, err)
		}
		return OfficialYear{}, fmt.Errorf("production calendar: %w", err)
	}
	if len(in.Days) == 0 {
		return OfficialYear{}, Faults{{Field: "calendar days", Rule: "empty", Text: "there is no day: want at least one"}}
	}
	titles := map[string]string{}
	for _, h := range in.Holidays {
		titles[h.ID] = h.Title
	}
	year := OfficialYear{Year: in.Year, Edition: strings.ReplaceAll(in.Date, ".", "-")}
	var faults Faults
	lines := make([]int, 0, len(in.Days))
	for _, d := range in.Days {
		day, err := d.day(titles)
		if err != nil {
			faults.add(fmt.Sprintf("line %d", d.line), "unreadable", "%s", err)
			continue
		}
		year.Days, lines = append(year.Days, day), append(lines, d.line)
	}
	for _, f := range year.faults("") {
		var i int
		if _, err := fmt.Sscanf(f.Field, ".days[%d]", &i); err == nil {
			f.Field = fmt.Sprintf("line %d", lines[i])
		} else {
			f.Field = "calendar year"
		}
		faults = append(faults, f)
	}
	return year, faults.err()
}

func (d productionXMLDay) day(titles map[string]string) (OfficialDay, error) {
	month, day, ok := parseDotted(d.Date)
	if !ok {
		return OfficialDay{}, fmt.Errorf("d=%q: want an existing date as MM.DD", d.Date)
	}
	out := OfficialDay{Month: month, Day: day}
	switch d.Type {
	case "1":
		out.Kind = DayOff
	case "2":
		out.Kind = ShortDay
	case "3":
		out.Kind = WorkingDay
	default:
		return OfficialDay{}, fmt.Errorf("t=%q: want 1 (off), 2 (an hour shorter) or 3 (a working weekend)", d.Type)
	}
	if out.Kind != DayOff {
		return out, nil
	}
	if d.Holiday != "" {
		if out.Name, ok = titles[d.Holiday]; !ok {
			return OfficialDay{}, fmt.Errorf("h=%q: there is no holiday with this id", d.Holiday)
		}
	}
	if d.From != "" {
		if out.From.Month, out.From.Day, ok = parseDotted(d.From); !ok {
			return OfficialDay{}, fmt.Errorf("f=%q: want an existing date as MM.DD", d.From)
		}
	}
	return out, nil
}

// parseDotted reads MM.DD; 29 February is a date.
func parseDotted(text string) (time.Month, int, bool) {
	t, err := time.Parse("2006.01.02", "2000."+text)
	return t.Month(), t.Day(), err == nil
}
