package api_test

import (
	"archive/zip"
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"net/http"
	"strings"
	"testing"
	"time"
)

// everyErasing asks every operation of erasing, exports and keeping.
func everyErasing(w *world) {
	const base = "/api/v1"
	w.want(200, "olga", "GET", base+"/people/anna/erasure?texts=all&everywhere=true", "")
	w.want(200, "olga", "GET", base+"/people/anna/export", "")
	made := w.want(201, "olga", "POST", base+"/people/anna/erasure", `{"reason": "просила письменно"}`)
	w.want(200, "olga", "GET", base+"/certificates", "")
	w.want(200, "olga", "GET", base+"/certificates/"+made.body["id"].(string), "")
	w.want(200, "olga", "GET", base+"/retention", "")
	w.want(200, "olga", "GET", base+"/retention?months=6&texts=all", "")
	w.want(200, "olga", "POST", base+"/retention", "")
}

func TestAPersonIsForeseenGivenOutErasedAndCertifiedOverHTTP(t *testing.T) {
	t.Parallel()
	const base = "/api/v1"
	w := newWorld(t)
	number := w.open()
	w.want(200, "ivan", "POST", base+"/tickets/"+number+"/notes", `{"text": "`+canary+`"}`)

	archive := w.want(200, "anna", "GET", base+"/people/anna/export", "") // her own
	if got := archive.header.Get("Content-Type"); got != "application/zip" || archive.header.Get("Content-Disposition") != `attachment; filename="personal-data.zip"` {
		t.Errorf("a file of %s: %v", got, archive.header)
	}
	z, err := zip.NewReader(bytes.NewReader([]byte(archive.text)), int64(len(archive.text)))
	if err != nil {
		t.Fatal(err)
	}
	if names := len(z.File); names != 4 || strings.Contains(archive.text, canary) {
		t.Errorf("it has %d files", names)
	}

	foreseen := w.want(200, "olga", "GET", base+"/people/anna/erasure", "")
	if foreseen.body["requests"] != 1.0 || foreseen.body["open"] != 1.0 || at(t, foreseen.body, "counts", "tickets") != 1.0 || foreseen.body["texts"] != "own" {
		t.Errorf("foreseen: %s", foreseen.text)
	}
	made := w.want(201, "olga", "POST", base+"/people/anna/erasure", `{"reason": "просила письменно 3 марта"}`)
	if at(t, made.body, "counts", "values") != at(t, foreseen.body, "counts", "values") || made.body["directory"] != "erased" || at(t, made.body, "tickets", 0, "number") != number {
		t.Errorf("made: %s", made.text)
	}
	sum := sha256.Sum256([]byte(made.body["document"].(string)))
	if made.body["sha256"] != hex.EncodeToString(sum[:]) {
		t.Errorf("the document has another hash than %v", made.body["sha256"])
	}
	one := w.want(200, "olga", "GET", base+"/certificates/"+made.body["id"].(string), "")
	if one.text != made.text {
		t.Errorf("certified: %s, read: %s", made.text, one.text)
	}
	if list := w.want(200, "olga", "GET", base+"/certificates?person=anna", ""); at(t, list.body, "certificates", 0, "id") != made.body["id"] {
		t.Errorf("listed: %s", list.text)
	}
	if story := w.want(200, "ivan", "GET", base+"/tickets/"+number, ""); at(t, story.body, "ticket", "subject") != "erased" {
		t.Errorf("left: %s", story.text)
	}
}

func TestWhatIsKeptTooLongIsForeseenAndTakenOutOverHTTP(t *testing.T) {
	t.Parallel()
	const base = "/api/v1"
	w := newWorld(t)
	wholeWay(w)
	w.clock.goOn(100 * 24 * time.Hour)
	if a := w.want(200, "olga", "GET", base+"/retention", ""); a.body["months"] != 0.0 || a.body["tickets"] != 0.0 || a.body["notices"] != 90.0 {
		t.Errorf("by the rule in force: %s", a.text)
	}
	if a := w.want(200, "olga", "GET", base+"/retention?months=2&texts=all", ""); a.body["tickets"] != 1.0 || a.body["earliest"] == nil || a.body["texts"] != "all" {
		t.Errorf("by another: %s", a.text)
	}
	if a := w.want(200, "olga", "POST", base+"/retention", ""); a.body["tickets"] != 0.0 {
		t.Errorf("nothing was asked for, and done: %s", a.text)
	}
}

func TestErasingIsRefusedOverHTTPWithAReason(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.open()
	for _, row := range []struct {
		status             int
		who, method, route string
		body, reason       string
	}{
		{403, "anna", "GET", "/people/anna/erasure", "", ""},
		{403, "anna", "POST", "/people/anna/erasure", `{"reason": "так"}`, ""},
		{403, "ivan", "GET", "/people/anna/export", "", ""},
		{403, "anna", "GET", "/people/boris/export", "", ""},
		{403, "ivan", "GET", "/certificates", "", ""},
		{403, "ivan", "GET", "/retention", "", ""},
		{403, "ivan", "POST", "/retention", "", ""},
		{401, "", "POST", "/retention", "", ""},
		{404, "olga", "GET", "/people/nobody/erasure", "", ""},
		{404, "olga", "GET", "/people/nobody/export", "", ""},
		{404, "olga", "GET", "/certificates/x", "", ""},
		{409, "olga", "POST", "/people/olga/erasure", `{"reason": "так"}`, "own_data"},
		{409, "olga", "POST", "/people/ivan/erasure", `{"reason": "так"}`, "still_works"},
		{422, "olga", "POST", "/people/anna/erasure", `{}`, "reason"},
		{422, "olga", "POST", "/people/anna/erasure", `{"reason": "так", "texts": "some"}`, "texts"},
		{400, "olga", "POST", "/people/anna/erasure", `{"reason": "так", "text": "all"}`, ""},
		{422, "olga", "GET", "/people/anna/erasure?texts=some", "", "texts"},
		{422, "olga", "GET", "/people/anna/erasure?everywhere=maybe", "", "everywhere"},
		{400, "olga", "GET", "/people/anna/erasure?reason=x", "", ""},
		{422, "olga", "GET", "/retention?months=long", "", "months"},
		{422, "olga", "GET", "/retention?months=1201", "", "retention.months"},
		{422, "olga", "GET", "/retention?months=1&texts=some", "", "retention.texts"},
		{400, "olga", "POST", "/people/anna/erasure", `{"reason"`, "malformed_json"},
	} {
		a := w.want(row.status, row.who, row.method, "/api/v1"+row.route, row.body)
		switch {
		case row.status == http.StatusUnprocessableEntity && at(t, a.body, "faults", 0, "field") != row.reason,
			row.status != http.StatusUnprocessableEntity && row.reason != "" && a.body["reason"] != row.reason:
			t.Errorf("%s %s: %s", row.method, row.route, a.text)
		}
	}
	if a := w.want(200, "olga", "GET", "/api/v1/certificates", ""); len(at(t, a.body, "certificates").([]any)) != 0 {
		t.Errorf("something was erased: %s", a.text)
	}
}
