package helpdesk

import (
	"fmt"
	"time"
)

// Retention says for how long the desk keeps what it does not need any more.
type Retention struct {
	// Months after its closing the requester's data is taken out of a ticket: where to call
	// him, the texts that Texts names, and whatever else holds his name, e-mail or phone.
	// His entry of the directory stays. Never when 0.
	Months     int         `yaml:"months,omitempty"`
	Texts      ErasedTexts `yaml:"texts,omitempty"`      // own when left out
	Notices    int         `yaml:"notices,omitempty"`    // days after which notices in the desk are forgotten; 90 when 0
	Deliveries int         `yaml:"deliveries,omitempty"` // days after which it is forgotten what was delivered; 7 when 0, and no fewer
}

const day = 24 * time.Hour

// retention is what the regulation says, with its silence filled in.
func (r *rules) retention() Retention {
	var set Retention
	if r.Retention != nil {
		set = *r.Retention
	}
	if set.Texts == "" {
		set.Texts = TextsOwn
	}
	if set.Notices == 0 {
		set.Notices = int(noticeLife / day)
	}
	if set.Deliveries == 0 {
		set.Deliveries = int(deliveryLife / day)
	}
	return set
}

// closedBefore is the instant before which tickets were closed that are to be erased, by
// the desk's calendar: a month is as long as it is.
func (r *rules) closedBefore(now time.Time, months int) time.Time {
	return now.In(r.calendar().Location()).AddDate(0, -months, 0)
}

// retention proves how long things are kept.
func (p *proof) retention(r *Retention) {
	if r == nil {
		return
	}
	for field, of := range map[string]struct{ got, min, max int }{
		"months": {r.Months, 1, 1200}, "notices": {r.Notices, 1, 36500},
		// As long as Check looks for what was not delivered.
		"deliveries": {r.Deliveries, int(deliveryLife / day), 36500},
	} {
		if of.got != 0 && (of.got < of.min || of.got > of.max) {
			p.add("retention."+field, FaultRange, "got", fmt.Sprint(of.got), "min", fmt.Sprint(of.min), "max", fmt.Sprint(of.max))
		}
	}
	p.known("retention.texts", string(r.Texts), texts(ErasedTextsKinds()))
	if r.Months == 0 && r.Texts != "" {
		p.add("retention.months", FaultRequired)
	}
}
