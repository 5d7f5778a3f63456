package portal

import (
	"encoding/hex"
	"net/http"
	"time"

	"github.com/google/uuid"

	"github.com/helpdesk-go/helpdesk"
)

// certificateRow is a certificate in a list. Of whom it is, only the id is left.
type certificateRow struct {
	URL, Person, By string
	At              time.Time
}

// certificatePage is a certificate.
type certificatePage struct {
	certificateRow
	Duplicates string
	Reason     string
	Texts      string
	Directory  string
	Erased     []taken
	Tickets    []certifiedTicket
	Hash       string
	Document   string // where it is downloaded as it is kept
	PersonURL  string
}

type certifiedTicket struct {
	Number, URL string
	Entry       int
	Hash        string
}

func (v *visit) certificateRows(list []helpdesk.Certificate) ([]certificateRow, error) {
	var ids []string
	for _, c := range list {
		ids = append(ids, c.By)
	}
	names, err := v.session.Names(v.ctx, ids...)
	if err != nil {
		return nil, err
	}
	var rows []certificateRow
	for _, c := range list {
		rows = append(rows, certificateRow{URL: v.at("certificates", c.ID.String()), Person: c.Person, By: v.name(names, c.By), At: c.At})
	}
	return rows, nil
}

// certified is the certificate that the address names.
func (v *visit) certified() (helpdesk.Certificate, error) {
	id, err := uuid.Parse(v.r.PathValue("certificate"))
	if err != nil {
		id = uuid.Nil // there is none of this name
	}
	return v.session.Certificate(v.ctx, id)
}

func (v *visit) certificate() error {
	c, err := v.certified()
	if err != nil {
		return err
	}
	rows, err := v.certificateRows([]helpdesk.Certificate{c})
	if err != nil {
		return err
	}
	p := certificatePage{
		certificateRow: rows[0], Duplicates: joined(c.Duplicates), Reason: c.Reason, Texts: v.say.Text("privacy.texts."+string(c.Texts), nil),
		Directory: v.say.Text("certificate.directory."+c.Directory, nil), Hash: hex.EncodeToString(c.Hash),
		Document: v.at("certificates", c.ID.String(), "document"), PersonURL: v.at("people", c.Person),
	}
	count := func(key string, n int, in ...string) {
		if n > 0 {
			p.Erased = append(p.Erased, taken{v.say.Count("privacy.takes."+key, n), in})
		}
	}
	count("tickets", c.Counts.Tickets, v.erasedInTickets(c.Counts)...)
	count("remarks", c.Counts.Remarks)
	count("notices", c.Forgotten.Notices+c.Forgotten.Deliveries)
	count("absences", c.Forgotten.Absences)
	for _, t := range c.Tickets {
		p.Tickets = append(p.Tickets, certifiedTicket{Number: t.Number, URL: v.at("tickets", t.Number), Entry: t.Entry, Hash: hex.EncodeToString(t.Hash)})
	}
	v.show(http.StatusOK, "certificate", v.say.Text("certificate.title", nil), p)
	return nil
}

// erasedInTickets says what is erased in tickets, or would be.
func (v *visit) erasedInTickets(c helpdesk.ErasedCounts) (list []string) {
	for _, x := range []struct {
		key string
		n   int
	}{{"messages", c.Messages}, {"values", c.Values}, {"notes", c.Notes}, {"payloads", c.Payloads}, {"errors", c.Errors}} {
		if x.n > 0 {
			list = append(list, v.say.Count("privacy.takes."+x.key, x.n))
		}
	}
	return list
}
