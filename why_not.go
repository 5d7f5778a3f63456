package helpdesk

import (
	"context"
	"errors"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/google/uuid"

	"github.com/helpdesk-go/helpdesk/ticket"
	"github.com/helpdesk-go/helpdesk/workflow"
)

// Question is something that somebody would do.
type Question struct {
	Verb   Verb
	Move   string            // of VerbMove: the key of the move
	Fields map[string]string // of VerbMove: what it would be given, if that is known already
}

// WhyRule is the kind of rule that stands in the way of something.
type WhyRule string

// The rules.
const (
	WhyRole    WhyRule = "role"    // none of his roles gives the right: see Why.Roles
	WhyCompany WhyRule = "company" // his role would, but he works for another company
	WhyTeam    WhyRule = "team"    // the ticket is neither his nor his teams'
	WhyPerson  WhyRule = "person"  // it is somebody else's: the requester's, a colleague's, the desk's own
	WhyStage   WhyRule = "stage"   // not from the stage in which the ticket is
	WhyGuard   WhyRule = "guard"   // a condition of the move does not hold
	WhyTicket  WhyRule = "ticket"  // something else about the ticket as it is
	WhyFields  WhyRule = "fields"  // nothing but that something has to be told with it: see Why.Needs
)

// WhyRules lists all of them.
func WhyRules() []WhyRule {
	return []WhyRule{WhyRole, WhyCompany, WhyTeam, WhyPerson, WhyStage, WhyGuard, WhyTicket, WhyFields}
}

// Why is what stands in the way of something, if anything does.
type Why struct {
	Rule     WhyRule       // empty when nothing does
	Err      *Error        // how it would be refused; nil when it would not
	Roles    []ticket.Role // of WhyRole and WhyCompany: who has the right, where roles give rights
	OnBehalf bool          // he may do it on behalf of the requester
	Needs    []Fault       // what has to be told with it, and is not
}

// May tells whether it would be done, given what it needs.
func (w Why) May() bool { return w.Rule == "" || w.Rule == WhyFields }

// WhyNot tells which rule stands in the way of something that the actor would do to a
// ticket or, with uuid.Nil, in the desk. It goes the very way of the verb, without
// writing; hooks before the change (Config.Before) and effects are not asked. For the
// staff; of a ticket that the actor may not read it tells no more than that it is not
// found.
//
// A ticket is asked about with one of TicketVerbs, the desk with one of DeskVerbs. What
// the verb takes is thought to be in order, but for the fields of a move. VerbAssign asks
// to take the ticket oneself; VerbObserve to follow it.
func (s *Session) WhyNot(ctx context.Context, id uuid.UUID, q Question) (Why, error) {
	w, err := s.whyNot(ctx, id, q)
	return w, fail("why_not", err)
}

func (s *Session) whyNot(ctx context.Context, id uuid.UUID, q Question) (Why, error) {
	r, err := s.member(ctx)
	if err == nil && !r.Staff {
		err = barred(barStaff)
	}
	if err != nil {
		return Why{}, err
	}
	if err := q.check(id); err != nil {
		return Why{}, err
	}
	if id == uuid.Nil {
		_, err := s.may(ctx, q.Verb)
		return s.judge(r, q, Why{}, err)
	}
	t, _, err := s.see(ctx, id)
	if err != nil {
		return Why{}, err
	}
	w, err := s.ask(ctx, r, t, q)
	if err != nil || w.Rule != WhyPerson || s.behalf != "" || t.Requester == r.Person.ID {
		return w, err
	}
	other, err := s.OnBehalfOf(t.Requester).ask(ctx, r, t, q)
	if err == nil && other.May() {
		w.OnBehalf, w.Needs = true, other.Needs
	}
	return w, err
}

func (q Question) check(id uuid.UUID) error {
	verbs := TicketVerbs()
	if id == uuid.Nil {
		verbs = DeskVerbs()
	}
	var fs faults
	fs.oneOf("verb", string(q.Verb), texts(verbs))
	switch {
	case q.Verb == VerbMove && q.Move == "":
		fs.add("move", FaultRequired)
	case q.Verb != VerbMove && q.Move != "":
		fs.add("move", FaultGiven)
	case q.Verb != VerbMove && len(q.Fields) > 0:
		fs.add("fields", FaultGiven)
	}
	return fs.err()
}

// ask tries the verb.
func (s *Session) ask(ctx context.Context, r Rights, t ticket.Ticket, q Question) (Why, error) {
	var w Why
	try := *s
	try.asks, try.key, try.version = &w, "", 0
	_, err := attempts[q.Verb](attempt{&try, q, ctx, t, s.who(r)})
	return s.judge(r, q, w, err)
}

// attempt is one try of a verb, in a session that writes nothing.
type attempt struct {
	s      *Session
	q      Question
	ctx    context.Context
	ticket ticket.Ticket
	me     string
}

// attempts are the verbs on tickets, as they are tried: with whatever is in order.
var attempts = map[Verb]func(attempt) (Receipt, error){
	VerbAnswer: func(a attempt) (Receipt, error) {
		return a.s.Reply(a.ctx, a.ticket.ID, Answer{Text: "?"})
	},
	VerbNote: func(a attempt) (Receipt, error) {
		return a.s.Note(a.ctx, a.ticket.ID, "?")
	},
	VerbClassify: func(a attempt) (Receipt, error) {
		return a.s.Classify(a.ctx, a.ticket.ID, Classification{})
	},
	VerbFill: func(a attempt) (Receipt, error) {
		return a.s.Fill(a.ctx, a.ticket.ID, Filling{})
	},
	VerbAssign: func(a attempt) (Receipt, error) {
		return a.s.Assign(a.ctx, a.ticket.ID, Assignment{Agent: &a.me})
	},
	VerbMove: func(a attempt) (Receipt, error) {
		return a.s.Move(a.ctx, a.ticket.ID, Transition{Event: a.q.Move, Fields: a.q.Fields})
	},
	VerbWait: func(a attempt) (Receipt, error) {
		return a.s.Wait(a.ctx, a.ticket.ID, Waiting{Reason: "?"})
	},
	VerbEstimate: func(a attempt) (Receipt, error) {
		rules, err := a.s.desk.current(a.ctx)
		if err != nil {
			return Receipt{}, err
		}
		in := Estimate{Target: "1d", Reason: "?"}
		if clocks := rules.categories[a.ticket.Category].Estimates; len(clocks) > 0 {
			in.Clock = clocks[0]
		}
		return a.s.Estimate(a.ctx, a.ticket.ID, in)
	},
	VerbTask: func(a attempt) (Receipt, error) {
		return a.s.AddTask(a.ctx, a.ticket.ID, NewTask{Title: "?"})
	},
	VerbSpend: func(a attempt) (Receipt, error) {
		return a.s.Spend(a.ctx, a.ticket.ID, Booking{Spent: time.Minute})
	},
	VerbLink: func(a attempt) (Receipt, error) {
		return a.s.Link(a.ctx, a.ticket.ID, NewLink{Kind: ticket.LinkDefect, Key: uuid.Nil.String()})
	},
	VerbObserve: func(a attempt) (Receipt, error) {
		return a.s.AddObserver(a.ctx, a.ticket.ID, a.me)
	},
	VerbRate: func(a attempt) (Receipt, error) {
		return a.s.Rate(a.ctx, a.ticket.ID, Rating{Score: 5})
	},
	VerbReview: func(a attempt) (Receipt, error) {
		return a.s.Review(a.ctx, a.ticket.ID, Verdict{Closing: ticket.ClosedRightly, Quality: 5})
	},
	VerbArticle: func(a attempt) (Receipt, error) {
		return a.s.SettleArticle(a.ctx, a.ticket.ID, "?")
	},
}

// TicketVerbs are the verbs that are done to a ticket, sorted.
func TicketVerbs() []Verb { return slices.Sorted(maps.Keys(attempts)) }

// DeskVerbs are the verbs that are done to no single ticket, sorted.
func DeskVerbs() []Verb {
	return []Verb{VerbBehalf, VerbBill, VerbErase, VerbOpen, VerbOperate, VerbPeople, VerbPublish, VerbRegister, VerbWhatIf}
}

// judge tells which rule an error comes from. What is no answer stays an error.
func (s *Session) judge(r Rights, q Question, w Why, err error) (Why, error) {
	var e *Error
	switch {
	case err == nil:
	case !errors.As(err, &e):
		return Why{}, err
	case e.Code == Invalid:
		for _, f := range e.Faults {
			if f.Rule == FaultRequired {
				w.Needs = append(w.Needs, f)
			} else if strings.HasPrefix(f.Field, "fields.") {
				return Why{}, err // the question itself is wrong
			} else {
				w.Rule = WhyTicket
			}
		}
	case e.Code == Forbidden || e.Code == Refused:
		w.Rule = ruleOf(e)
	default:
		return Why{}, err
	}
	if w.Rule == "" && len(w.Needs) > 0 {
		w.Rule = WhyFields
	}
	if !w.May() {
		w.Err = e
	}
	if w.Rule == WhyRole {
		w.roles(s.desk.access, r, q.Verb)
	}
	return w, nil
}

// roles tells which roles have the verb, where roles give rights.
func (w *Why) roles(access Access, r Rights, v Verb) {
	own, ok := access.(directoryAccess)
	if !ok {
		return
	}
	w.Roles = own.rolesWith(v)
	if r.Outside && slices.ContainsFunc(w.Roles, r.Person.Has) {
		w.Rule = WhyCompany
	}
}

// ruleOf is the kind of rule by which something is refused.
func ruleOf(e *Error) WhyRule {
	switch e.Reason {
	case "":
		return WhyRole
	case reasonElsewhere:
		return WhyTeam
	case "move_not_yours":
		if slices.Contains(strings.Split(e.Params["by"], ", "), workflow.Staff) {
			return WhyRole
		}
		return WhyPerson
	case "assign_others":
		return WhyRole
	case "requesters_own", "not_a_requesters_verb", "not_the_requester", "own_work":
		return WhyPerson
	case reasonGuard, "not_classified":
		return WhyGuard
	case "move_not_allowed", "window_over", "stage_retired", "ticket_done", "ticket_not_open", "not_resolved", "not_closed":
		return WhyStage
	}
	return WhyTicket
}
