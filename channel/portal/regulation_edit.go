package portal

import (
	"net/http"
	"strconv"
	"strings"

	"github.com/helpdesk-go/helpdesk"
)

// editPage changes the regulation: its text, then what that changes, then the publication.
type editPage struct {
	Form    form
	Faults  []string // of the text
	Action  string
	Back    string
	Preview *previewed // nil until the text was looked at
	Matrix  *matrix    // of the text, beside the version in force; nil where it does not read
	Open    bool       // the text is shown
}

// previewed is what a publication would do, in words.
type previewed struct {
	Changes  []string
	Stay     string
	Follow   string
	Quarter  string
	Examples []dueChange
}

type dueChange struct {
	Number, URL, Subject string
	Change               helpdesk.DueChange
}

func (v *visit) regulationEdit() error {
	if err := v.mayPublish(); err != nil {
		return err
	}
	version, err := v.session.Version(v.ctx, v.asked("version"))
	if err != nil {
		return err
	}
	return v.editPage(http.StatusOK, editPage{Form: blank("regulation", "source", string(version.Source), "base", itoa(v.version)), Open: true})
}

func (v *visit) editPage(status int, p editPage) error {
	p.Action, p.Back = v.at("regulation", "edit"), v.at("regulation")
	if r, err := helpdesk.ReadRegulation([]byte(p.Form.Value("source"))); err == nil {
		m := v.matrix(r, v.rules)
		p.Matrix = &m
	}
	v.show(status, "regulation_edit", v.say.Text("regulation.edit", nil), p)
	return nil
}

// regulationSent shows what the text changes or, where that was seen, publishes it.
func (v *visit) regulationSent() error {
	if err := v.mayPublish(); err != nil {
		return err
	}
	base, _ := strconv.Atoi(v.value("base"))
	source, err := v.sentSource()
	if err != nil {
		return v.regulationBack(err)
	}
	in := helpdesk.Publication{Source: []byte(source), Reason: v.value("reason"), Base: base, OpenFollow: v.value("open_follow") != ""}
	if v.value("publish") != "" {
		_, err := v.session.Publish(v.ctx, in)
		if err == nil {
			return v.see(withQuery(v.at("regulation"), "done", "published"))
		}
		return v.regulationBack(err)
	}
	preview, err := v.session.Preview(v.ctx, in)
	if err != nil {
		return v.regulationBack(err)
	}
	p := editPage{Form: form{Name: "regulation", Values: v.r.PostForm}, Preview: &previewed{}, Open: v.value("version") == ""}
	for _, d := range preview.Differences {
		p.Preview.Changes = append(p.Preview.Changes, d.Text(v.say.Code()))
	}
	open := map[string]string{"open": itoa(preview.Open)}
	p.Preview.Stay = v.say.Text("publish.stay", open) + preview.Anyway.Text(v.say.Code())
	p.Preview.Follow = v.say.Text("publish.follow", open) + preview.Follow.Text(v.say.Code())
	if preview.Overdue > 0 {
		p.Preview.Follow += ". " + v.say.Text("publish.overdue", map[string]string{"n": itoa(preview.Overdue)})
	}
	p.Preview.Quarter = preview.Quarter.Text(v.say.Code())
	for _, e := range preview.Examples {
		p.Preview.Examples = append(p.Preview.Examples, dueChange{e.Number, v.at("tickets", e.Number), e.Subject, e})
	}
	return v.editPage(http.StatusOK, p)
}

// sentSource is the text that was sent, or that of the version whose matrix was sent
// alone, with the cells that were chosen anew.
func (v *visit) sentSource() (string, error) {
	source := strings.ReplaceAll(v.r.PostForm.Get("source"), "\r\n", "\n")
	if version, err := strconv.Atoi(v.value("version")); err == nil && !v.r.PostForm.Has("source") {
		of, err := v.session.Version(v.ctx, version)
		if err != nil {
			return "", err
		}
		source = string(of.Source)
	}
	source, err := withCells(source, v.r.PostForm)
	v.r.PostForm.Set("source", source) // what the form shows from here on
	return source, err
}

// regulationBack gives the form back with everything that is wrong with the text.
func (v *visit) regulationBack(err error) error {
	failed, status, err2 := v.back("regulation", err)
	if err2 != nil {
		return err2
	}
	p := editPage{Form: failed, Open: true}
	for _, f := range asError(err).Faults {
		if f.Field == "reason" {
			continue
		}
		place := f.Field
		if line := f.Params["line"]; line != "" {
			place = v.say.Text("regulation.line", map[string]string{"line": line}) + " " + place
		}
		p.Faults = append(p.Faults, place+": "+v.fault(f))
	}
	return v.editPage(status, p)
}
