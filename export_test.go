package helpdesk_test

import (
	"archive/zip"
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/helpdesk-go/helpdesk"
	"github.com/helpdesk-go/helpdesk/storage/memory"
	"github.com/helpdesk-go/helpdesk/ticket"
)

// exported is the files of a person's export.
func exported(t *testing.T, s *helpdesk.Session, person string) map[string]string {
	t.Helper()
	var b bytes.Buffer
	if err := s.Export(t.Context(), person, &b); err != nil {
		t.Fatal(err)
	}
	archive, err := zip.NewReader(bytes.NewReader(b.Bytes()), int64(b.Len()))
	must(t)(archive, err)
	files := map[string]string{}
	for _, f := range archive.File {
		r, err := f.Open()
		must(t)(r, err)
		content, err := io.ReadAll(r)
		must(t)(content, err)
		files[f.Name] = string(content)
	}
	return files
}

func TestAnExportHoldsAllThatAPersonSeesOfHisOwnAsPagesAndAsJSON(t *testing.T) {
	onAll(t, "2026-04-28 15:00", func(t *testing.T, h *house) {
		traced(t, h)
		files := exported(t, h.as("zoya"), "zoya")
		var names []string
		for name := range files {
			names = append(names, name)
		}
		slices.Sort(names)
		want := []string{"index.html", "person.json"}
		for i := 1; i <= 3; i++ {
			want = append(want, fmt.Sprintf("requests/%06d.html", i), fmt.Sprintf("requests/%06d.json", i))
		}
		if !slices.Equal(names, want) {
			t.Fatalf("files %q", names)
		}
		var person struct {
			Name, Email, Phone string
			Quiet              ticket.Quiet `json:"quiet_hours"`
		}
		if err := json.Unmarshal([]byte(files["person.json"]), &person); err != nil || person.Name != hisName || person.Email != hisEmail || person.Phone != hisPhone || person.Quiet.From != "22:00" {
			t.Errorf("%+v: %v", person, err)
		}
		var request struct {
			Number, Subject, Phone, Solution string
			Own                              bool
			Messages                         []struct{ Author, Side, Text string }
		}
		must(t)(nil, json.Unmarshal([]byte(files["requests/000003.json"]), &request)) // the latest first
		if !request.Own || request.Number != "TIC-1" || request.Subject != hisWords+" тема" || request.Phone != hisPhone || len(request.Messages) != 5 || request.Messages[0].Author != hisName {
			t.Errorf("%+v", request)
		}
		for _, of := range []string{"index.html", "requests/000003.html"} {
			if !strings.Contains(files[of], hisWords+" тема") || !strings.Contains(files[of], "2026-04-28 15:00") || !strings.Contains(files[of], "Ваши данные") {
				t.Errorf("%s is\n%s", of, files[of])
			}
		}
		if byAdmin := exported(t, h.as("admin"), "zoya"); len(byAdmin) != len(files) || byAdmin["requests/000003.json"] != files["requests/000003.json"] {
			t.Error("an administrator gets another export")
		}
	})
}

func TestAnExportIsHisOwnOrAnAdministratorsAndWhatWasWrittenStaysText(t *testing.T) {
	t.Parallel()
	h := newHouse(t, memory.New(), moscow(t, "2026-04-28 15:00"))
	const attack = `<script>alert(1)</script>../../etc/passwd`
	must(t)(h.as("anna").Open(t.Context(), helpdesk.NewRequest{Subject: attack, Text: attack, Category: "defect"}))
	for name, content := range exported(t, h.as("anna"), "anna") {
		if strings.Contains(name, "..") || strings.HasSuffix(name, ".html") && strings.Contains(content, "<script") {
			t.Errorf("%s:\n%s", name, content)
		}
	}
	for _, person := range []string{"boris", "agent1", "boss", "quality", "admin for anna"} {
		err := h.as(person).Export(t.Context(), "anna", io.Discard)
		if person == "admin for anna" {
			wantCode(t, err, helpdesk.Forbidden) // he may not act for requesters
			continue
		}
		if e := wantCode(t, err, helpdesk.Forbidden); e.Params["right"] != string(helpdesk.VerbErase) {
			t.Errorf("%v", err)
		}
	}
	wantCode(t, h.as("admin").Export(t.Context(), "nobody", io.Discard), helpdesk.NotFound)
	if files := exported(t, h.as("stranger"), "stranger"); len(files) != 2 { // the host has let him in
		t.Errorf("%v", files)
	}
}

func TestAnExportOfOneOfTheStaffHoldsHisAbsences(t *testing.T) {
	onAll(t, "2026-04-28 15:00", func(t *testing.T, h *house) {
		for person, note := range map[string]string{"agent1": "отпуск", "agent2": "не его"} {
			must(t)(h.as(person).PutAbsence(t.Context(), ticket.Absence{Person: person, From: h.clock(), Until: h.clock().Add(time.Hour), Note: note}))
		}
		files := exported(t, h.as("agent1"), "agent1")
		for _, name := range []string{"index.html", "person.json"} {
			if !strings.Contains(files[name], "отпуск") || strings.Contains(files[name], "не его") {
				t.Errorf("%s is\n%s", name, files[name])
			}
		}
	})
}
