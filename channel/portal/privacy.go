package portal

import (
	"net/http"
	"strconv"
	"time"

	"github.com/helpdesk-go/helpdesk"
	"github.com/helpdesk-go/helpdesk/storage"
)

// privacyPage is where what the desk has of people is looked for, given out and erased:
// a person is found, the rule for keeping is seen with what it would take, and the
// certificates are listed.
type privacyPage struct {
	Tabs         []link
	Text, Action string
	Found        []person
	Retention    retentionView
	Certificates []certificateRow
}

// retentionView is for how long things are kept, and what would go now.
type retentionView struct {
	Rule   string // in words
	Now    string // what it would take
	Since  time.Time
	Action string // where it is done at once; empty where there is nothing to do
	Kept   string // of notices and deliveries

	Try      recordPage // what another rule would do
	Tried    string
	TriedOf  time.Time
	TryFault bool
}

func (v *visit) privacy() error {
	q := v.r.URL.Query()
	rule, err := v.session.PreviewRetention(v.ctx, nil)
	if err != nil {
		return err
	}
	p := privacyPage{Tabs: v.tabs("privacy"), Text: q.Get("text"), Action: v.at("privacy")}
	p.Retention = v.retention(rule)
	if err := v.tryRetention(&p.Retention); err != nil {
		return err
	}
	if p.Text != "" {
		if p.Found, _, err = v.find(storage.PeopleQuery{Text: p.Text, Limit: 20}); err != nil {
			return err
		}
		for i := range p.Found {
			p.Found[i].URL, p.Found[i].RegisterURL = v.at("people", p.Found[i].ID, "data"), ""
		}
	}
	list, err := v.session.Certificates(v.ctx, "")
	if err != nil {
		return err
	}
	if p.Certificates, err = v.certificateRows(list); err != nil {
		return err
	}
	v.show(http.StatusOK, "privacy", v.say.Text("privacy.title", nil), p)
	return nil
}

func (v *visit) retention(p helpdesk.RetentionPreview) retentionView {
	r := retentionView{Rule: v.say.Text("privacy.no_rule", nil)}
	r.Kept = v.say.Count("privacy.notices", p.Notices) + " " + v.say.Count("privacy.deliveries", p.Deliveries)
	if p.Months == 0 {
		return r
	}
	r.Rule = v.say.Count("privacy.rule", p.Months) + " " + v.say.Text("privacy.texts."+string(p.Texts)+".rule", nil)
	r.Now, r.Since = v.taken("privacy.kept", p), p.Earliest
	if p.Tickets > 0 {
		r.Action = v.at("privacy", "retention")
	}
	return r
}

// taken says how many tickets a rule takes; it is not counted to the last one.
func (v *visit) taken(key string, p helpdesk.RetentionPreview) string {
	if p.Tickets >= helpdesk.MostRetained {
		return v.say.Text(key+".many", map[string]string{"n": itoa(helpdesk.MostRetained)})
	}
	if p.Tickets == 0 {
		return v.say.Text(key+".none", nil)
	}
	return v.say.Count(key, p.Tickets)
}

// tryRetention tells what another rule would take, if one is asked for.
func (v *visit) tryRetention(r *retentionView) error {
	q := v.r.URL.Query()
	f := blank("retention", "months", q.Get("months"), "texts", q.Get("texts"))
	if q.Get("months") != "" {
		n, err := strconv.Atoi(q.Get("months"))
		if err != nil {
			n = -1 // which is no number of months either
		}
		p, err := v.session.PreviewRetention(v.ctx, &helpdesk.Retention{Months: n, Texts: helpdesk.ErasedTexts(q.Get("texts"))})
		if e := asError(err); err != nil && e.Code != helpdesk.Invalid {
			return err
		} else if err != nil {
			f.Problem, f.Faults = v.problem(e), map[string]string{}
			for _, x := range e.Faults {
				f.Faults[x.Field[len("retention."):]] = v.fault(x)
			}
		} else {
			r.Tried, r.TriedOf = v.taken("privacy.would", p), p.Earliest
		}
	}
	c := controls{v: v, form: f}
	c.add("number", "months", true)
	c.add("select", "texts", true, v.textsOptions()...)
	r.Try = recordPage{Title: v.say.Text("privacy.try", nil), Action: v.at("privacy"), Form: f, Controls: c.list}
	return nil
}

// textsOptions are the texts that may go with a person, in words.
func (v *visit) textsOptions() []option {
	var list []option
	for _, k := range []helpdesk.ErasedTexts{helpdesk.TextsOwn, helpdesk.TextsAll, helpdesk.TextsKept} {
		list = append(list, option{Value: string(k), Title: v.say.Text("privacy.texts."+string(k), nil)})
	}
	return list
}

func (v *visit) retained() error {
	if _, err := v.session.Retain(v.ctx); err != nil {
		return err
	}
	return v.see(withQuery(v.at("privacy"), "done", "retained"))
}
