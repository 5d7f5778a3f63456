package storagetest

import (
	"slices"
	"strings"

	"github.com/google/uuid"

	"github.com/helpdesk-go/helpdesk/storage"
	"github.com/helpdesk-go/helpdesk/ticket"
)

// says tells of texts that hold a word.
func says(word string) func(string) bool {
	return func(text string) bool { return strings.Contains(text, word) }
}

// everyRemark is wanted.
func everyRemark(storage.Remark) bool { return true }

// remarked gives the desk a remark of each kind, and of each one without a text.
func (d *desk) remarked(text string) []storage.Remark {
	d.t.Helper()
	for id, note := range map[string]string{"a1": text, "a2": ""} {
		_, err := d.store.PutAbsence(d.ctx, ticket.Absence{Desk: d.key, ID: id, Person: "boris", From: start, Until: after(60), Note: note})
		d.ok(err)
	}
	for person, note := range map[string]string{"boris": text, "vera": ""} {
		_, err := d.store.PutStopwatch(d.ctx, ticket.Stopwatch{Desk: d.key, Person: person, Started: start, Note: note})
		d.ok(err)
	}
	for i, reason := range []string{text, ""} {
		d.ok(d.store.AddRegulation(d.ctx, storage.Regulation{Desk: d.key, Version: i + 1, Source: []byte("x"), Author: "anna", Reason: reason, At: start}))
	}
	d.ok(d.store.PutLinkState(d.ctx, ticket.LinkState{Desk: d.key, Kind: "defect", Key: "DEV-1", State: "open", Title: text, Fault: "late", Tried: start}))
	return []storage.Remark{
		{Kind: storage.RemarkAbsence, Key: "a1", Text: text},
		{Kind: storage.RemarkLink, Key: "DEV-1", LinkKind: "defect", Text: "DEV-1 open " + text + " late"},
		{Kind: storage.RemarkStopwatch, Key: "boris", Text: text},
		{Kind: storage.RemarkVersion, Key: "1", Author: "anna", Text: text},
	}
}

// remarks reads those that are wanted, by their kinds.
func (d *desk) remarks(wanted func(storage.Remark) bool) []storage.Remark {
	d.t.Helper()
	list, err := d.store.ListRemarks(d.ctx, d.key, wanted)
	d.ok(err)
	slices.SortFunc(list, func(a, b storage.Remark) int { return strings.Compare(string(a.Kind)+a.Key, string(b.Kind)+b.Key) })
	return list
}

var remarkTests = []test{
	{"tickets are found by what is said in their messages, notes, journals, events and deliveries", func(d *desk) {
		d.ok(d.store.PutHandler(d.ctx, storage.Handler{Desk: d.key, Name: "crm", Since: start}))
		var want []uuid.UUID
		for _, edit := range []func(*storage.Change){
			func(c *storage.Change) { c.Messages[0].Text = "спросите Зою" },
			func(c *storage.Change) { c.Messages[1].Text = "Зою" },
			func(c *storage.Change) { c.Times[0].Note = "для Зою" },
			func(c *storage.Change) {
				c.Journal[1].Facts = []ticket.Fact{{Field: "subject", Old: "о Зою", New: "о ней"}}
			},
			func(c *storage.Change) { c.Journal[1].Facts = []ticket.Fact{{Field: "subject", New: "о Зою"}} },
			func(c *storage.Change) { c.Events[0].Payload = []byte(`{"reason":"Зою"}`) },
			func(*storage.Change) {},
		} {
			c := d.full()
			c.Key = nil
			edit(&c)
			d.ok(d.store.Apply(d.ctx, c))
			want = append(want, c.Ticket.ID)
		}
		c := d.full()
		c.Key = nil
		d.ok(d.store.Apply(d.ctx, c))
		there := d.beside().full()
		there.Messages[0].Text, there.Key = "Зою", nil
		d.ok(d.store.Apply(d.ctx, there))
		taken, err := d.store.ClaimDeliveries(d.ctx, storage.DeliveryClaim{Desk: d.key, Handler: "crm", Now: after(60), Until: after(61), Limit: 50})
		d.ok(err)
		for _, v := range taken {
			if v.Event.Ticket == want[6] {
				v.State, v.Error = storage.DeliveryDead, "никто не знает Зою"
				d.ok(d.store.SettleDelivery(d.ctx, v))
			}
		}
		for _, size := range []int{1, 3, 200} {
			var got []uuid.UUID
			for last := uuid.Nil; ; {
				page, err := d.store.Saying(d.ctx, d.key, says("Зою"), last, size)
				d.ok(err)
				if len(page) == 0 {
					break
				}
				got, last = append(got, page...), page[len(page)-1]
			}
			same(d, got, want)
		}
		none, err := d.store.Saying(d.ctx, d.key, says("Зоей"), uuid.Nil, 10)
		d.ok(err)
		same(d, none, nil)
		if _, err := d.store.Saying(d.ctx, d.key, says("x"), uuid.Nil, 201); err == nil {
			d.t.Error("a limit of 201 is let through")
		}
	}},
	{"what is said beside tickets is read, if it is wanted and has a text", func(d *desk) {
		want := d.remarked("о Зое")
		d.beside().remarked("о Зое")
		same(d, d.remarks(everyRemark), want)
		same(d, d.remarks(func(r storage.Remark) bool { return r.Author == "anna" }), want[3:])
		same(d, d.remarks(func(storage.Remark) bool { return false }), nil)
	}},
	{"what is erased beside tickets is gone, and the rest stays", func(d *desk) {
		all := d.remarked("о Зое")
		other := d.beside()
		theirs := other.remarked("о Зое")
		d.ok(d.store.EraseRemarks(d.ctx, d.key, append(all, storage.Remark{Kind: storage.RemarkAbsence, Key: "nowhen", Text: "x"})))
		same(d, d.remarks(everyRemark), []storage.Remark{
			{Kind: storage.RemarkAbsence, Key: "a1", Text: ticket.ErasedMark},
			{Kind: storage.RemarkStopwatch, Key: "boris", Text: ticket.ErasedMark},
			{Kind: storage.RemarkVersion, Key: "1", Author: "anna", Text: ticket.ErasedMark},
		})
		same(d, other.remarks(everyRemark), theirs)
		a, err := d.store.Absence(d.ctx, d.key, "a1")
		d.ok(err)
		same(d, a, ticket.Absence{Desk: d.key, ID: "a1", Version: 2, Person: "boris", From: start, Until: after(60), Note: ticket.ErasedMark})
		w, err := d.store.Stopwatch(d.ctx, d.key, "boris")
		d.ok(err)
		same(d, w, ticket.Stopwatch{Desk: d.key, Person: "boris", Version: 1, Started: start, Note: ticket.ErasedMark})
		d.ok(d.store.EraseRemarks(d.ctx, d.key, nil))
	}},
}
