package api_test

import (
	"bytes"
	"encoding/csv"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/xuri/excelize/v2"
)

const contract = `{"number": "Д-17", "organization": "romashka", "from": "2020-01-01T00:00:00+03:00", "services": [
	{"key": "support", "title": "Поддержка", "bought": "10h"}, {"key": "hosting", "title": "Хостинг", "categories": ["hosting"]}]}`

// sold gives Anna's organization a contract on which an hour and a half was spent.
func sold(w *world) (number, booking string) {
	w.Helper()
	w.want(201, "olga", "PUT", "/api/v1/contracts/c1", contract)
	number = w.open()
	w.want(200, "olga", "POST", "/api/v1/tickets/"+number+"/classification", `{}`)
	w.want(200, "olga", "POST", "/api/v1/tickets/"+number+"/moves", `{"event": "process"}`)
	w.want(200, "olga", "POST", "/api/v1/tickets/"+number+"/times", `{"spent": "1h", "note": "=HYPERLINK(\"http://x\")"}`)
	a := w.want(200, "olga", "POST", "/api/v1/tickets/"+number+"/times", `{"spent": "1h", "contract": "c1", "service": "support"}`)
	booking = a.body["part"].(string)
	w.want(200, "olga", "POST", "/api/v1/tickets/"+number+"/times/"+booking+"/correction", `{"spent": "30m", "note": "опечатка"}`)
	return number, booking
}

func TestARequesterReadsWhatIsLeftOfTheContractsOfHisOwnOrganization(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	sold(w)
	a := w.want(200, "anna", "GET", "/api/v1/balances", "")
	if at(t, a.body, "balances", 0, "number") != "Д-17" || at(t, a.body, "balances", 0, "services", 0, "spent") != "1h30m" || at(t, a.body, "balances", 0, "services", 0, "left") != "8h30m" {
		t.Errorf("%s", a.text)
	}
	if a := w.want(200, "boris", "GET", "/api/v1/balances", ""); len(at(t, a.body, "balances").([]any)) != 0 {
		t.Errorf("another sees %s", a.text)
	}
	for _, path := range []string{"/contracts", "/contracts/c1", "/contracts/balances", "/billing/lines", "/billing/export", "/billing/periods", "/absences"} {
		w.want(403, "anna", "GET", "/api/v1"+path, "")
	}
	w.want(200, "anna", "GET", "/api/v1/organizations/romashka", "")
	w.want(404, "boris", "GET", "/api/v1/organizations/romashka", "")
	w.want(422, "olga", "PUT", "/api/v1/contracts/c2", strings.Replace(contract, "romashka", "none", 1))
	if a := w.want(422, "olga", "PUT", "/api/v1/contracts/c2", contract); at(t, a.body, "faults", 0, "field") != "number" {
		t.Errorf("%s", a.text)
	}
}

func TestTheAccountIsReadAsAFileAndLineByLine(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	number, booking := sold(w)
	for format, comma := range map[string]rune{"": ',', "csv": ',', "csv-semicolon": ';'} {
		a := w.want(200, "olga", "GET", "/api/v1/billing/export?format="+format, "", "Accept-Language", "ru")
		if got := a.header.Get("Content-Disposition"); got != `attachment; filename="billing.csv"` {
			t.Errorf("%s", got)
		}
		text, marked := strings.CutPrefix(a.text, "\ufeff")
		r := csv.NewReader(strings.NewReader(text))
		r.Comma = comma
		rows, err := r.ReadAll()
		if err != nil || len(rows) != 4 || !marked {
			t.Fatalf("%s: %q, %v", format, a.text, err)
		}
		column := func(title string) int { return slices.Index(rows[0], title) }
		minutes := []string{rows[1][column("Минуты")], rows[2][column("Минуты")], rows[3][column("Минуты")]}
		if !slices.Equal(minutes, []string{"60", "60", "-30"}) || rows[1][column("Что сделано")] != `'=HYPERLINK("http://x")` ||
			rows[3][column("Исправляет запись")] != booking || rows[1][column("Обращение")] != number || rows[1][column("Договор")] != "Д-17" {
			t.Errorf("%s: %q", format, rows)
		}
	}
	a := w.want(200, "olga", "GET", "/api/v1/billing/export?format=xlsx&organization=romashka", "", "Accept-Language", "en")
	file, err := excelize.OpenReader(bytes.NewReader([]byte(a.text)))
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	if rows, err := file.GetRows(file.GetSheetName(0)); err != nil || len(rows) != 4 || rows[0][0] != "Worked" {
		t.Errorf("%q, %v", rows, err)
	}
	w.want(422, "olga", "GET", "/api/v1/billing/export?format=pdf&ticket=x", "")
	seen := map[string]bool{}
	next := ""
	for range 3 {
		a := w.want(200, "olga", "GET", "/api/v1/billing/lines?limit=1&page="+next, "")
		seen[at(t, a.body, "lines", 0, "booking").(string)] = true
		next, _ = a.body["next"].(string)
	}
	if len(seen) != 3 || next != "" {
		t.Errorf("%v, then %q", seen, next)
	}
}

func TestAPeriodIsClosedForGood(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	number, _ := sold(w)
	today := w.clock.now().In(time.FixedZone("MSK", 3*3600))
	until := time.Date(today.Year(), today.Month(), today.Day(), 0, 0, 0, 0, today.Location())
	body := `{"through": "` + until.AddDate(0, 0, -1).Format(time.DateOnly) + `"}`
	w.want(403, "ivan", "POST", "/api/v1/billing/periods", body)
	if a := w.want(201, "olga", "POST", "/api/v1/billing/periods", body); a.body["lines"] != 0.0 || a.body["number"] != 1.0 {
		t.Errorf("%s", a.text)
	}
	for _, wrong := range []string{body, `{}`, `{"through": "yesterday"}`, `{"through": "` + until.Format(time.DateOnly) + `"}`} {
		w.want(422, "olga", "POST", "/api/v1/billing/periods", wrong)
	}
	a := w.want(409, "olga", "POST", "/api/v1/tickets/"+number+"/times", `{"spent": "1h", "worked": "`+until.Add(-time.Hour).Format(time.RFC3339)+`"}`)
	if a.body["reason"] != "period_closed" || at(t, a.body, "params", "from") != until.Format(time.RFC3339) || !strings.Contains(a.body["detail"].(string), "закрыт") {
		t.Errorf("%s", a.text)
	}
	w.want(200, "olga", "GET", "/api/v1/billing/periods", "")
}

func TestPeopleAreAbsentLeaveAndAreOneWithTheirDuplicates(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	number := w.open()
	w.want(200, "olga", "POST", "/api/v1/tickets/"+number+"/classification", `{"agent": "ivan"}`)
	now := w.clock.now()
	absence := `{"person": "ivan", "from": "` + now.Format(time.RFC3339) + `", "until": "` + now.Add(time.Hour).Format(time.RFC3339) + `", "stand_in": "olga"}`
	a := w.want(201, "ivan", "PUT", "/api/v1/absences/a1", absence)
	w.want(200, "olga", "PUT", "/api/v1/absences/a1", absence, "If-Match", a.header.Get("ETag"))
	if a := w.want(200, "ivan", "GET", "/api/v1/absences?person=ivan", ""); at(t, a.body, "absences", 0, "stand_in") != "olga" {
		t.Errorf("%s", a.text)
	}
	w.want(200, "olga", "DELETE", "/api/v1/absences/a1", "")
	w.want(404, "olga", "DELETE", "/api/v1/absences/a1", "")
	if a := w.want(200, "olga", "POST", "/api/v1/people/ivan/handover", `{"to": "olga", "reason": "отпуск"}`); a.body["tickets"] != 1.0 {
		t.Errorf("%s", a.text)
	}
	w.want(200, "olga", "POST", "/api/v1/people/ivan/leave", `{}`)
	w.want(200, "olga", "POST", "/api/v1/people/boris/merge", `{"into": "anna"}`)
	w.want(201, "olga", "PUT", "/api/v1/organizations/twice", `{"name": "Ромашка", "domains": ["romashka.example"]}`)
	w.want(200, "olga", "POST", "/api/v1/organizations/twice/merge", `{"into": "romashka"}`)
	w.want(403, "anna", "POST", "/api/v1/people/boris/merge", `{"into": "anna"}`)
	w.want(422, "olga", "POST", "/api/v1/people/anna/merge", `{}`)
}
