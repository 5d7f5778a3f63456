package portal

import (
	"net/url"
	"strconv"
	"strings"
	"time"

	"github.com/google/uuid"

	"github.com/helpdesk-go/helpdesk"
	"github.com/helpdesk-go/helpdesk/storage"
	"github.com/helpdesk-go/helpdesk/ticket"
)

// timePane is what of a ticket's page tells of the time that was worked.
type timePane struct {
	Times    []booking
	Spend    bool
	Spent    string
	Today    string   // no day after it can be named
	Services []option // of which the time can be taken; none where the desk alone chooses
}

// booking is time that somebody worked, with what was corrected of it.
type booking struct {
	ID, Person, Spent, Note, Service string
	Worked                           string // the day
	At                               time.Time
	Minus                            bool   // it takes back
	Now                              string // what it comes to with its corrections; empty without any
	Hours, Minutes                   string // of what it comes to, as they are typed
	Corrections                      []booking
	Correct                          bool // by whoever looks
}

// timeActions are the verbs on the time that was worked.
var timeActions = map[string]action{
	"spend": func(v *visit, s *helpdesk.Session, id uuid.UUID) (helpdesk.Receipt, error) {
		spent, err := v.spent()
		if err != nil {
			return helpdesk.Receipt{}, err
		}
		worked, err := v.worked()
		if err != nil {
			return helpdesk.Receipt{}, err
		}
		contract, service := serviceOf(v.value("service"))
		return s.Spend(v.ctx, id, helpdesk.Booking{
			Task: v.id("task"), Spent: spent, Note: v.value("note"), Worked: worked, Contract: contract, Service: service,
		})
	},
	"correct": func(v *visit, s *helpdesk.Session, id uuid.UUID) (helpdesk.Receipt, error) {
		if v.value("hours") == "" && v.value("minutes") == "" {
			return helpdesk.Receipt{}, &helpdesk.Error{Code: helpdesk.Invalid, Faults: []helpdesk.Fault{{Field: "spent", Rule: helpdesk.FaultRequired}}}
		}
		spent, err := v.spent()
		if err != nil {
			return helpdesk.Receipt{}, err
		}
		return s.Correct(v.ctx, id, helpdesk.Correction{Booking: v.id("booking"), Spent: spent, Note: v.value("note")})
	},
}

// spent reads hours and minutes; 0 when both are empty.
func (v *visit) spent() (time.Duration, error) {
	var sum time.Duration
	for _, x := range []struct {
		field string
		unit  time.Duration
	}{{"hours", time.Hour}, {"minutes", time.Minute}} {
		text := v.value(x.field)
		if text == "" {
			continue
		}
		n, err := strconv.Atoi(text)
		if err != nil || n < 0 || n > 100000 {
			return 0, unread("spent", text, "45")
		}
		sum += time.Duration(n) * x.unit
	}
	return sum, nil
}

// worked is the instant of the day on which somebody worked: now for today or where no
// day is given, the noon of another.
func (v *visit) worked() (time.Time, error) {
	day, err := v.day("worked")
	if err != nil || day.IsZero() || v.dayText(day) == v.dayText(v.now) {
		return time.Time{}, err
	}
	return time.Date(day.Year(), day.Month(), day.Day(), 12, 0, 0, 0, v.Location), nil
}

// oldestContract is for how many months after its end a contract is offered for time
// that was worked before.
const oldestContract = 3

// A service of a contract is one value of a form.
func serviceValue(contract, service string) string {
	return url.QueryEscape(contract) + "&" + url.QueryEscape(service)
}

// serviceOf reads what serviceValue wrote. What it did not is no contract, which the desk
// refuses.
func serviceOf(value string) (contract, service string) {
	c, s, _ := strings.Cut(value, "&")
	contract, err := url.QueryUnescape(c)
	if err != nil {
		contract = c
	}
	service, err = url.QueryUnescape(s)
	if err != nil {
		service = s
	}
	return contract, service
}

// CorrectionForm is the form that corrects a booking: as it came back, or with what the
// booking comes to now.
func (p ticketPage) CorrectionForm(b booking) form {
	if f := p.Form("correct"); f.Failed() && f.Value("booking") == b.ID {
		return f
	}
	return blank("correct", "hours", b.Hours, "minutes", b.Minutes)
}

// ticketTime tells the time that was worked on the ticket, and of which contracts more
// can be taken.
func (v *visit) ticketTime(p *ticketPage, s helpdesk.Story) error {
	t := s.Ticket
	if t.Spent > 0 {
		p.Spent = v.say.Working(t.Spent)
	}
	p.Spend = !p.Done && p.Works && v.rights.May(helpdesk.VerbSpend)
	p.Today = v.dayText(v.now)
	titles := map[string]string{}
	if t.Organization != "" && v.rights.Scope.All && (p.Spend || len(s.Times) > 0) {
		contracts, err := v.session.Contracts(v.ctx, storage.ContractQuery{Organizations: []string{t.Organization}})
		if err != nil {
			return err
		}
		for _, c := range contracts {
			open := p.Spend && !c.From.After(v.now) && (c.Until.IsZero() || c.Until.After(v.now.AddDate(0, -oldestContract, 0)))
			for _, x := range c.Services {
				value := serviceValue(c.ID, x.Key)
				titles[value] = c.Number + " · " + x.Title
				if open {
					p.Services = append(p.Services, option{Value: value, Title: titles[value]})
				}
			}
		}
	}
	may := p.Works && v.rights.May(helpdesk.VerbSpend)
	for _, b := range s.Times {
		if b.Corrects != uuid.Nil {
			continue
		}
		x, now := v.booking(s, b, titles), b.Spent
		for _, c := range s.Times {
			if c.Corrects == b.ID {
				now += c.Spent
				x.Corrections = append(x.Corrections, v.booking(s, c, nil))
			}
		}
		if len(x.Corrections) > 0 {
			x.Now = v.span(now)
		}
		x.Correct = may && (b.Person == v.rights.Person.ID || v.rights.Desk)
		x.Hours, x.Minutes = itoa(int(now/time.Hour)), itoa(int(now/time.Minute)%60)
		p.Times = append(p.Times, x)
	}
	return nil
}

func (v *visit) booking(s helpdesk.Story, b ticket.Spending, titles map[string]string) booking {
	x := booking{
		ID: b.ID.String(), Person: v.name(s.Names, b.Person), Spent: v.span(b.Spent), Minus: b.Spent < 0, Note: v.said(b.Note), At: b.At, Worked: v.workday(v.dayText(b.Worked)),
	}
	if b.Contract != "" {
		x.Service = titles[serviceValue(b.Contract, b.Service)]
	}
	return x
}
