package portal

import (
	"crypto/rand"
	"fmt"
	"net/http"
	"strconv"
	"strings"
	"time"

	"github.com/helpdesk-go/helpdesk"
	"github.com/helpdesk-go/helpdesk/ticket"
)

// serviceRow is one service of a contract in its form.
type serviceRow struct {
	At         string // the beginning of the names of its fields
	Form       form
	Categories []option
}

// spare is how many services can be added in one go.
const spare = 3

// mostServices is how many services a form takes.
const mostServices = 100

func (v *visit) contractNew() error {
	return v.contractForm(http.StatusOK, "", blank("contract", "organization", v.r.URL.Query().Get("organization"), "from", v.dayText(v.now)))
}

func (v *visit) contractEdit() error {
	c, err := v.session.Contract(v.ctx, v.r.PathValue("contract"))
	if err != nil {
		return err
	}
	f := blank("contract", "version", strconv.FormatInt(c.Version, 10), "number", c.Number, "organization", c.Organization,
		"from", v.dayText(c.From), "through", v.lastDay(c.Until), "plan", c.Plan)
	for i, s := range c.Services {
		at := serviceAt(i)
		f.Values.Set(at+".key", s.Key)
		f.Values.Set(at+".title", s.Title)
		f.Values.Set(at+".bought", hours(s.Bought))
		f.Values[at+".categories"] = s.Categories
	}
	return v.contractForm(http.StatusOK, c.ID, f)
}

func serviceAt(i int) string { return fmt.Sprintf("services[%d]", i) }

// hours are written as people write them: "10", "1:30".
func hours(d time.Duration) string {
	whole, minutes := int(d/time.Hour), int(d/time.Minute)%60
	if minutes == 0 {
		return strconv.Itoa(whole)
	}
	return fmt.Sprintf("%d:%02d", whole, minutes)
}

// hoursOf reads what hours wrote, and a fraction: "1,5".
func hoursOf(text string) (time.Duration, bool) {
	text = strings.ReplaceAll(strings.TrimSpace(text), ",", ".")
	if whole, minutes, both := strings.Cut(text, ":"); both {
		d, err := time.ParseDuration(whole + "h" + minutes + "m")
		return d, err == nil
	}
	if text == "" {
		return 0, true
	}
	d, err := time.ParseDuration(text + "h")
	return d.Round(time.Minute), err == nil
}

// lastDay is the last day before an instant, as forms hold it.
func (v *visit) lastDay(until time.Time) string {
	if until.IsZero() {
		return ""
	}
	return v.dayText(until.Add(-time.Microsecond))
}

func (v *visit) contractForm(status int, id string, f form) error {
	if err := v.manages(); err != nil {
		return err
	}
	organizations, err := v.organizationOptions(f.Value("organization"))
	if err != nil {
		return err
	}
	c := controls{v: v, form: f}
	c.add("text", "number", true)
	c.choose("organization", true, organizations)
	c.add("date", "from", true)
	c.add("date", "through", false)
	var plans []option
	for _, p := range v.rules.Plans {
		plans = append(plans, option{Value: p.Key, Title: v.plan(p.Key)})
	}
	c.choose("plan", false, plans)
	p := recordPage{Title: v.say.Text("contracts.new", nil), Action: v.at("add", "contract"), Form: f, Controls: c.list}
	p.Back, p.BackTitle = v.at("organizations"), v.say.Text("nav.organizations", nil)
	if id != "" {
		p.Title, p.Action, p.Back = v.say.Text("contracts.edit", nil), v.at("contracts", id), v.at("organizations", f.Value("organization"))
	}
	for i := 0; i < mostServices; i++ {
		at := serviceAt(i)
		if !f.Values.Has(at+".key") && len(p.Services) >= i && free(f, i) >= spare {
			break
		}
		row := serviceRow{At: at, Form: f}
		for _, x := range v.rules.Categories {
			o := option{Value: x.Key, Title: v.category(x.Key)}
			for _, chosen := range f.Values[at+".categories"] {
				o.Chosen = o.Chosen || chosen == x.Key
			}
			row.Categories = append(row.Categories, o)
		}
		p.Services = append(p.Services, row)
	}
	return v.record(status, p)
}

// free is how many rows before one are empty.
func free(f form, i int) int {
	n := 0
	for j := i - 1; j >= 0; j-- {
		if f.Value(serviceAt(j)+".key")+f.Value(serviceAt(j)+".title") == "" {
			n++
		}
	}
	return n
}

// contractSent reads the form.
func (v *visit) contractSent() (c ticket.Contract, err error) {
	c = ticket.Contract{Version: v.versionSent(), Number: v.value("number"), Organization: v.value("organization"), Plan: v.value("plan")}
	if c.From, err = v.day("from"); err != nil {
		return c, err
	}
	if c.Until, err = v.day("through"); err != nil {
		return c, err
	}
	if !c.Until.IsZero() {
		c.Until = c.Until.AddDate(0, 0, 1)
	}
	for i := range mostServices {
		at := serviceAt(i)
		s := ticket.Service{Key: v.value(at + ".key"), Title: v.value(at + ".title"), Categories: v.r.PostForm[at+".categories"]}
		if s.Key+s.Title == "" {
			continue
		}
		var ok bool
		if s.Bought, ok = hoursOf(v.value(at + ".bought")); !ok {
			return c, &helpdesk.Error{Code: helpdesk.Invalid, Faults: []helpdesk.Fault{
				{Field: at + ".bought", Rule: helpdesk.FaultFormat, Params: map[string]string{"got": v.value(at + ".bought"), "like": "10, 1:30"}},
			}}
		}
		if s.Key == "" {
			s.Key = newKey("", rand.Text())
		}
		c.Services = append(c.Services, s)
	}
	return c, nil
}

func (v *visit) contractSaved() error {
	id := v.r.PathValue("contract")
	c, err := v.contractSent()
	if err == nil {
		if c.ID = id; id == "" {
			c.ID, c.Version = newKey("", rand.Text()), 0
		}
		_, err = v.session.PutContract(v.ctx, c)
	}
	return v.saved("contract", "saved", err, func() string { return v.at("organizations", c.Organization) },
		func(status int, f form) error { return v.contractForm(status, id, f) })
}

// balanceCard is a contract with what is left of it.
type balanceCard struct {
	Number, URL, From, Until string
	InForce                  bool
	Services                 []serviceCard
}

type serviceCard struct {
	Title, Bought, Spent, Left string
	Over                       bool // more was spent than bought
	Unlimited                  bool // no hours were bought: it is paid by what is spent
	Share                      int  // of what was bought, spent, in percent
}

func (v *visit) balance(b helpdesk.Balance) balanceCard {
	c := balanceCard{Number: b.Number, From: v.dayShort(b.From), Until: v.until(b.Until), InForce: b.InForce}
	for _, s := range b.Services {
		x := serviceCard{Title: s.Title, Bought: v.span(s.Bought), Spent: v.span(s.Spent), Left: v.span(s.Left), Over: s.Left < 0 && s.Bought > 0, Unlimited: s.Bought == 0}
		if s.Bought > 0 {
			x.Share = max(0, min(100, int(100*s.Spent/s.Bought)))
		}
		c.Services = append(c.Services, x)
	}
	return c
}

// span is a length of time; nothing is said as such.
func (v *visit) span(d time.Duration) string {
	if d.Abs() < time.Minute {
		return "0"
	}
	return v.say.Working(d)
}

type balancePage struct{ Contracts []balanceCard }

// balances shows what is left of the contracts of the reader's own organization.
func (v *visit) balances() error {
	list, err := v.session.Balances(v.ctx)
	if err != nil {
		return err
	}
	var p balancePage
	for _, b := range list {
		p.Contracts = append(p.Contracts, v.balance(b))
	}
	v.show(http.StatusOK, "balance", v.say.Text("nav.balance", nil), p)
	return nil
}
