package api

import (
	"encoding/hex"
	"io"
	"net/http"
	"reflect"
	"strconv"
	"time"

	"github.com/google/uuid"

	"github.com/helpdesk-go/helpdesk"
	"github.com/helpdesk-go/helpdesk/internal/spool"
)

type eraseInput struct {
	Reason     string `json:"reason,omitempty" required:"true" doc:"who asked for it, and why: it is kept, and is not to name the person"`
	Texts      string `json:"texts,omitempty" doc:"none, own (what he wrote or said) or all (also what others wrote in his requests); own when left out"`
	Everywhere bool   `json:"everywhere,omitempty" doc:"his name also goes from the tickets of other organizations in which he took no part, where it may be somebody else's"`
}

// countsJSON counts what is erased, or would be.
type countsJSON struct {
	Tickets  int `json:"tickets" doc:"in which there is something to erase"`
	Values   int `json:"values" doc:"of journals"`
	Messages int `json:"messages" doc:"texts"`
	Notes    int `json:"notes" doc:"of booked times"`
	Payloads int `json:"payloads" doc:"of events"`
	Errors   int `json:"errors" doc:"of deliveries, and the reasons for which they were skipped"`
	Remarks  int `json:"remarks" doc:"beside tickets: of absences, of versions of the regulation, of things elsewhere"`
}

type erasurePreviewJSON struct {
	Person     string     `json:"person"`
	Name       string     `json:"name,omitempty" doc:"as the directory knows him"`
	Duplicates []string   `json:"duplicates,omitempty" doc:"ids that stand for him, whose data goes with his"`
	Texts      string     `json:"texts"`
	Requests   int        `json:"requests" doc:"tickets that he has requested"`
	Open       int        `json:"open" doc:"of those, the ones that are not over: they go on without what was in them"`
	Mentions   int        `json:"mentions" doc:"messages whose texts stay and hold his name, e-mail or phone"`
	Named      int        `json:"named" doc:"tickets of others in which his name stays, for it may be somebody else's"`
	Namesakes  []string   `json:"namesakes,omitempty" doc:"the numbers of the first of them"`
	Counts     countsJSON `json:"counts"`
}

type erasedTicketJSON struct {
	Ticket uuid.UUID `json:"ticket" format:"uuid"`
	Number string    `json:"number"`
	Entry  int       `json:"entry" doc:"the entry of the journal that tells of it"`
	Hash   string    `json:"hash" doc:"of that entry, in hexadecimal digits"`
}

type forgottenJSON struct {
	Preferences int `json:"preferences"`
	Notices     int `json:"notices"`
	Deliveries  int `json:"deliveries"`
	Keys        int `json:"keys" doc:"of idempotency"`
	Absences    int `json:"absences"`
	Stopwatches int `json:"stopwatches"`
}

type certificateJSON struct {
	ID         uuid.UUID          `json:"id" format:"uuid"`
	Person     string             `json:"person"`
	Duplicates []string           `json:"duplicates,omitempty"`
	By         string             `json:"by"`
	At         time.Time          `json:"at"`
	Reason     string             `json:"reason"`
	Texts      string             `json:"texts"`
	Directory  string             `json:"directory" doc:"erased, unknown (it did not know him) or host (it is the host's to erase)"`
	Counts     countsJSON         `json:"counts"`
	Forgotten  forgottenJSON      `json:"forgotten" doc:"what was dropped beside tickets"`
	Tickets    []erasedTicketJSON `json:"tickets"`
	Document   string             `json:"document" doc:"the certificate as it is kept"`
	SHA256     string             `json:"sha256" doc:"of the document, in hexadecimal digits"`
}

type certificatesJSON struct {
	Certificates []certificateJSON `json:"certificates" doc:"the newest first, at most 200"`
}

type retentionJSON struct {
	Months     int       `json:"months" doc:"after its closing the requester's data is taken out of a ticket; 0 for never"`
	Texts      string    `json:"texts"`
	Notices    int       `json:"notices" doc:"days after which notices in the desk are forgotten"`
	Deliveries int       `json:"deliveries" doc:"days after which it is forgotten what was delivered"`
	Closed     time.Time `json:"closed,omitzero" doc:"tickets that were closed before would be erased now"`
	Tickets    int       `json:"tickets" doc:"how many those are, counted to 10000"`
	Earliest   time.Time `json:"earliest,omitzero" doc:"when the first of them was closed"`
}

// privacyRoutes erase and give out what the desk has of people.
func privacyRoutes() []route {
	texts := parameter{"texts", "none, own (what he wrote or said) or all (also what others wrote in his requests); own when left out", textual}
	return []route{
		read("/people/{id}/erasure", "previewErasure", "Tell what erasing the data of a person would do", previewErasure).with(
			texts, parameter{"everywhere", "his name also in tickets of other organizations in which he took no part", flag},
		),
		{
			method: http.MethodPost, path: "/people/{id}/erasure", id: "erasePerson", summary: "Erase the data of a person for good",
			statuses: []int{http.StatusCreated}, body: reflect.TypeFor[eraseInput](), answer: reflect.TypeFor[certificateJSON](), do: erasePerson,
		},
		read("/certificates", "listCertificates", "List what was certified of erasing", listCertificates).with(parameter{"person", "the id of a person", textual}),
		read("/certificates/{id}", "getCertificate", "Read the certificate of an erasing", getCertificate),
		{
			method: http.MethodGet, path: "/people/{id}/export", id: "exportPerson", summary: "Read what the desk has of a person as an archive: pages and JSON",
			statuses: []int{http.StatusOK}, files: []string{"application/zip"}, do: exportPerson,
		},
		read("/retention", "previewRetention", "Tell for how long things are kept, and what would go now; with a parameter, what another rule would do", previewRetention).with(
			parameter{"months", "after the closing of a ticket", whole}, texts,
			parameter{"notices", "days for which notices are kept", whole},
			parameter{"deliveries", "days for which deliveries are remembered", whole},
		),
		{
			method: http.MethodPost, path: "/retention", id: "retain", summary: "Do at once what the rule for keeping asks for, as is done every hour",
			statuses: []int{http.StatusOK}, answer: reflect.TypeFor[changedJSON](),
			do: func(c *call) (any, error) {
				s, err := c.session()
				if err != nil {
					return nil, err
				}
				n, err := s.Retain(c.Context())
				return changedJSON{n}, err
			},
		},
	}
}

func previewErasure(c *call) (erasurePreviewJSON, error) {
	in := helpdesk.Erasing{Person: c.PathValue("id"), Texts: helpdesk.ErasedTexts(c.text("texts")), Everywhere: c.flag("everywhere")}
	s, err := c.session()
	if err != nil {
		return erasurePreviewJSON{}, err
	}
	p, err := s.PreviewErase(c.Context(), in)
	return erasurePreviewJSON{
		Person: in.Person, Name: p.Person.Name, Duplicates: p.Duplicates, Texts: string(p.Texts), Requests: p.Requests, Open: p.Open,
		Mentions: p.Mentions, Named: p.Named, Namesakes: p.Namesakes, Counts: countsJSON(p.ErasedCounts),
	}, err
}

func erasePerson(c *call) (any, error) {
	s, err := c.session()
	if err != nil {
		return nil, err
	}
	in := c.body.(*eraseInput)
	made, err := s.Erase(c.Context(), helpdesk.Erasing{
		Person: c.PathValue("id"), Texts: helpdesk.ErasedTexts(in.Texts), Reason: in.Reason, Everywhere: in.Everywhere,
	})
	return certificateOf(made), err
}

func listCertificates(c *call) (certificatesJSON, error) {
	person := c.text("person")
	s, err := c.session()
	if err != nil {
		return certificatesJSON{}, err
	}
	found, err := s.Certificates(c.Context(), person)
	return certificatesJSON{each(found, certificateOf)}, err
}

func getCertificate(c *call) (certificateJSON, error) {
	s, err := c.session()
	if err != nil {
		return certificateJSON{}, err
	}
	id, err := uuid.Parse(c.PathValue("id"))
	if err != nil {
		id = uuid.Nil // there is none of this name
	}
	found, err := s.Certificate(c.Context(), id)
	return certificateOf(found), err
}

func exportPerson(c *call) (any, error) {
	s, err := c.session()
	if err != nil {
		return nil, err
	}
	file, err := spool.Write(".zip", func(to io.Writer) error { return s.Export(c.Context(), c.PathValue("id"), to) })
	if err != nil {
		return nil, err
	}
	return download{file, "personal-data.zip", "application/zip"}, nil
}

func previewRetention(c *call) (retentionJSON, error) {
	var of *helpdesk.Retention
	if len(c.query) > 0 {
		of = &helpdesk.Retention{
			Months: c.number("months"), Texts: helpdesk.ErasedTexts(c.text("texts")), Notices: c.number("notices"), Deliveries: c.number("deliveries"),
		}
	}
	s, err := c.session()
	if err != nil {
		return retentionJSON{}, err
	}
	p, err := s.PreviewRetention(c.Context(), of)
	return retentionJSON{
		Months: p.Months, Texts: string(p.Texts), Notices: p.Notices, Deliveries: p.Deliveries, Closed: p.Closed, Tickets: p.Tickets, Earliest: p.Earliest,
	}, err
}

// number is a number whose limits are for the desk to say; 0 when none is given.
func (c *call) number(name string) int {
	got := c.text(name)
	if got == "" {
		return 0
	}
	n, err := strconv.Atoi(got)
	if err != nil {
		c.faults.add(name, helpdesk.FaultFormat, "got", got, "like", "12")
	}
	return n
}

func certificateOf(x helpdesk.Certificate) certificateJSON {
	return certificateJSON{
		ID: x.ID, Person: x.Person, Duplicates: x.Duplicates, By: x.By, At: x.At, Reason: x.Reason, Texts: string(x.Texts), Directory: x.Directory,
		Counts: countsJSON(x.Counts), Forgotten: forgottenJSON(x.Forgotten),
		Tickets: each(x.Tickets, func(t helpdesk.ErasedTicket) erasedTicketJSON {
			return erasedTicketJSON{Ticket: t.Ticket, Number: t.Number, Entry: t.Entry, Hash: hex.EncodeToString(t.Hash)}
		}),
		Document: string(x.Document), SHA256: hex.EncodeToString(x.Hash),
	}
}
