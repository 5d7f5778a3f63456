package portal

import (
	"io"
	"net/http"
	"strings"

	"github.com/helpdesk-go/helpdesk"
	"github.com/helpdesk-go/helpdesk/internal/spool"
)

// dataPage is what the desk has of a person: to be given out, or erased.
type dataPage struct {
	Person       person
	Export       string
	Look         string // where another choice of texts is looked at
	Texts        []option
	Everywhere   bool
	Takes        []taken
	Stays        []string // in words
	Named        string   // that his name stands elsewhere too
	NamedIn      []link
	Why          string // he cannot be erased now
	WhyURL       string // where that is changed
	Erase        *recordPage
	Certificates []certificateRow
}

// taken is something that an erasing takes, in words, with what it takes in it.
type taken struct {
	Text string
	In   []string
}

func (v *visit) data() error {
	q := v.r.URL.Query()
	return v.dataAs(http.StatusOK, blank("erase", "texts", q.Get("texts"), "everywhere", q.Get("everywhere")))
}

// dataAs shows the page; f is the form of the erasing, filled in or not.
func (v *visit) dataAs(status int, f form) error {
	id := v.r.PathValue("person")
	if f.Value("texts") == "" {
		f.Values.Set("texts", string(helpdesk.TextsOwn))
	}
	in := helpdesk.Erasing{Person: id, Texts: helpdesk.ErasedTexts(f.Value("texts")), Everywhere: f.Value("everywhere") != ""}
	p := dataPage{Export: v.at("people", id, "export"), Look: v.at("people", id, "data"), Everywhere: in.Everywhere, Texts: v.textsOptions()}
	foreseen, err := v.session.PreviewErase(v.ctx, in)
	e := asError(err)
	switch {
	case err == nil:
		p.foresee(v, foreseen)
	case e.Code == helpdesk.Refused && e.Reason == "own_data":
		p.Why, foreseen.Person = v.problem(e), v.rights.Person
	default:
		return err
	}
	p.Person = v.personOf(foreseen.Person, "")
	for i := range p.Texts {
		p.Texts[i].Chosen = p.Texts[i].Value == string(in.Texts)
	}
	if p.Why == "" && foreseen.Person.Staff() && !foreseen.Person.Inactive {
		p.Why, p.WhyURL = v.say.Text("error.refused.still_works", nil), v.at("people", id)
	}
	if p.Why == "" {
		c := controls{v: v, form: f}
		c.add("text", "asked", true)
		c.add("flag", "sure", true)
		p.Erase = &recordPage{Title: v.say.Text("privacy.erase", nil), Action: v.at("people", id, "data"), Form: f, Controls: c.list}
	}
	list, err := v.session.Certificates(v.ctx, id)
	if err != nil {
		return err
	}
	if p.Certificates, err = v.certificateRows(list); err != nil {
		return err
	}
	v.show(status, "data", p.Person.Name, p)
	return nil
}

// foresee says what an erasing would take and what it would leave.
func (p *dataPage) foresee(v *visit, f helpdesk.ErasingPreview) {
	p.Takes = []taken{{Text: v.say.Text("privacy.takes.directory", nil)}}
	take := func(key string, n int, in ...string) {
		if n > 0 {
			p.Takes = append(p.Takes, taken{v.say.Count("privacy.takes."+key, n), in})
		}
	}
	take("duplicates", len(f.Duplicates))
	take("tickets", f.Tickets, v.erasedInTickets(f.ErasedCounts)...)
	take("remarks", f.Remarks)
	p.Stays = []string{v.say.Text("privacy.stays.statistics", nil)}
	if f.Open > 0 && f.Texts != helpdesk.TextsKept {
		p.Stays = append(p.Stays, v.say.Count("privacy.stays.open", f.Open))
	}
	if f.Mentions > 0 {
		p.Stays = append(p.Stays, v.say.Count("privacy.stays.mentions", f.Mentions))
	}
	p.Stays = append(p.Stays, v.say.Text("privacy.stays.outside", nil))
	if f.Named > 0 {
		p.Named = v.say.Count("privacy.named", f.Named)
		for _, number := range f.Namesakes {
			p.NamedIn = append(p.NamedIn, link{Title: number, URL: v.at("tickets", number)})
		}
	}
}

// erased erases the data of a person and shows the certificate.
func (v *visit) erased() error {
	var made helpdesk.Certificate
	err := v.sure()
	if err == nil {
		made, err = v.session.Erase(v.ctx, helpdesk.Erasing{
			Person: v.r.PathValue("person"), Texts: helpdesk.ErasedTexts(v.value("texts")), Reason: v.value("asked"), Everywhere: v.value("everywhere") != "",
		})
	}
	if err == nil {
		return v.see(withQuery(v.at("certificates", made.ID.String()), "done", "erased"))
	}
	failed, status, err := v.back("erase", err)
	if err != nil {
		return err
	}
	if fault, is := failed.Faults["reason"]; is { // it has another name on the page: there are many reasons
		failed.Faults["asked"] = fault
	}
	return v.dataAs(status, failed)
}

// sure is an error unless it was said that what cannot be taken back is meant. The
// reason, which the desk would look for next, is looked for with it.
func (v *visit) sure() error {
	if v.value("sure") != "" {
		return nil
	}
	e := &helpdesk.Error{Code: helpdesk.Invalid, Faults: []helpdesk.Fault{{Field: "sure", Rule: helpdesk.FaultRequired}}}
	if v.value("asked") == "" {
		e.Faults = append(e.Faults, helpdesk.Fault{Field: "asked", Rule: helpdesk.FaultRequired})
	}
	return e
}

// export answers with what the desk has of a person, as an archive.
func (v *visit) export() error { return v.exported(v.r.PathValue("person")) }

// exportOwn is that of the reader himself.
func (v *visit) exportOwn() error { return v.exported(v.rights.Person.ID) }

func (v *visit) exported(id string) error {
	file, err := spool.Write(".zip", func(to io.Writer) error { return v.session.Export(v.ctx, id, to) })
	if err != nil {
		return err
	}
	v.download(file, "personal-data.zip", "application/zip")
	return nil
}

// certificateDocument answers with a certificate as it is kept, which its hash is of.
func (v *visit) certificateDocument() error {
	c, err := v.certified()
	if err != nil {
		return err
	}
	file, err := spool.Write(".json", func(to io.Writer) error {
		_, err := io.Copy(to, strings.NewReader(string(c.Document)))
		return err
	})
	if err != nil {
		return err
	}
	v.download(file, "certificate-"+c.ID.String()+".json", "application/json")
	return nil
}
