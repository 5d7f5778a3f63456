package sla_test

import (
	"encoding/xml"
	"errors"
	"io"
	"strings"
	"testing"

	"github.com/helpdesk-go/helpdesk/sla"
)

const explainedRu = `Часы processing, план standard, правило matrix:standard, календарь ru@1, версия регламента 1, норматив 16 ч
ср 29.04.2026 15:00 – 18:00  учтено 3 ч
ср 29.04.2026 18:00 – чт 30.04.2026 09:00  нерабочие часы
чт 30.04.2026 09:00 – 12:00  учтено (сокращённый день) 3 ч
чт 30.04.2026 12:00 – чт 07.05.2026 15:00  пауза (documents)
чт 07.05.2026 15:00 – 18:00  учтено 3 ч
чт 07.05.2026 18:00 – пт 08.05.2026 09:00  нерабочие часы
пт 08.05.2026 09:00 – 13:00  учтено (сокращённый день) 4 ч
пт 08.05.2026 13:00 – 14:00  перерыв
пт 08.05.2026 14:00 – 17:00  учтено (сокращённый день) 3 ч
пт 08.05.2026 17:00 – 18:00  сокращённый день
пт 08.05.2026 18:00 – сб 09.05.2026 00:00  нерабочие часы
сб 09.05.2026 00:00 – вс 10.05.2026 00:00  праздник (День Победы)
вс 10.05.2026 00:00 – пн 11.05.2026 00:00  выходной
пн 11.05.2026 00:00 – вт 12.05.2026 00:00  перенесённый выходной (с 09.05)
вт 12.05.2026 00:00 – 09:00  нерабочие часы
`

func explained(t *testing.T) sla.Explanation {
	t.Helper()
	s := tell(t, levels("standard", "1h", "16h", "5d", "60d")).
		at("2026-04-29 15:00", "level2").
		at("2026-04-30 12:00", "level2", waiting("documents")).
		at("2026-05-07 15:00", "level2")
	e, err := s.ledger.Explain(s.cals, "processing", instant(t, s.c, "2026-05-12 09:00"))
	if err != nil {
		t.Fatal(err)
	}
	return e
}

func TestAnExplanationTellsEachStretchInRussian(t *testing.T) {
	t.Parallel()
	e := explained(t)
	if got := e.Text(sla.Russian); !strings.HasPrefix(got, explainedRu) {
		t.Errorf("got\n%s\nwant\n%s", got, explainedRu)
	}
}

func TestAnExplanationTellsHolidaysInEnglish(t *testing.T) {
	t.Parallel()
	text := explained(t).Text(sla.English)
	for _, want := range []string{"holiday (Victory Day)", "transferred day off (from 09.05)", "paused (documents)", "Thu 30.04.2026 09:00 – 12:00  counted (shortened day) 3 h"} {
		if !strings.Contains(text, want) {
			t.Errorf("%q is missing in\n%s", want, text)
		}
	}
}

func TestAnExplanationSaysThatAYearIsProvisional(t *testing.T) {
	t.Parallel()
	c := calendar(t, "ru")
	e, err := c.Explain(instant(t, c, "2026-12-30 15:00"), sla.Days(2))
	if err != nil || !e.Provisional || !strings.Contains(e.Text(sla.English), "Provisional") {
		t.Errorf("%+v, %v", e, err)
	}
	e, err = c.Explain(instant(t, c, "2026-04-15 12:00"), sla.Hours(-4))
	if err != nil || e.Provisional || len(e.Pieces) != 3 || !e.Due.Equal(instant(t, c, "2026-04-14 17:00")) {
		t.Errorf("%+v, %v", e, err)
	}
}

func TestNumbersAreWrittenAsTheLanguageWritesThem(t *testing.T) {
	t.Parallel()
	c := calendar(t, "ru")
	for _, row := range []struct {
		lang   sla.Lang
		target string
		want   string
	}{
		{sla.English, "1d", "counted 1 working day\n"},
		{sla.English, "0.5d", "counted 0.5 working days\n"},
		{sla.Russian, "0.5d", "учтено 0,5 раб. дн.\n"},
		{sla.Russian, "1.5s", "учтено 1,5 с\n"},
		{sla.Russian, "90m", "учтено 1 ч 30 мин\n"},
	} {
		e, err := c.Explain(instant(t, c, "2026-04-14 09:00"), target(t, row.target))
		if err != nil || !strings.Contains(e.Text(row.lang), row.want) {
			t.Errorf("%q is missing in %s%v", row.want, e.Text(row.lang), err)
		}
	}
}

func TestTheStripIsSoundSVGWithItsTextTwin(t *testing.T) {
	t.Parallel()
	e := explained(t)
	e.Pieces[3].Name = `<script>"&`
	svg := e.SVG(sla.Russian)
	dec := xml.NewDecoder(strings.NewReader(svg))
	counts := map[string]int{}
	for {
		token, err := dec.Token()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			t.Fatal(err)
		}
		if el, ok := token.(xml.StartElement); ok {
			counts[el.Name.Local]++
			for _, a := range el.Attr {
				if a.Name.Local == "class" {
					counts[a.Value]++
				}
				if a.Name.Local == "style" {
					t.Error("a strict content security policy would refuse a style attribute")
				}
			}
		}
	}
	if counts["desc"] != 1 || counts["script"] != 0 || counts["style"] != 0 || counts["frame"] != 3 || counts["holiday"] != 1 || counts["key holiday"] != 1 || counts["key off"] != 0 || counts["due"] != 1 {
		t.Errorf("%v", counts)
	}
	if (sla.Explanation{}).SVG(sla.English) != "" {
		t.Error("a strip of nothing")
	}
}
