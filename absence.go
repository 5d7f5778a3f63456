package helpdesk

import (
	"context"
	"slices"
	"time"

	"github.com/helpdesk-go/helpdesk/storage"
	"github.com/helpdesk-go/helpdesk/ticket"
)

// PutAbsence says when a person of the staff is not there and who stands in for him: a
// new absence with Version 0, else the version that was read. Everybody may say it of
// himself; operations managers and administrators of anybody. It answers the absence as
// it is kept, with an ID if it had none.
//
// While somebody is absent, what is given to him, a ticket or a task, goes to the one who
// stands in for him, and if that one is absent too, to whoever stands in for him. The
// journal names in whose stead. What he has when the absence begins follows: see
// Desk.Relieve. It stays where it is when he is back. Where nobody stands in, people
// cannot give him anything, what the desk would give him goes to the team's queue, and
// what he has stays his.
func (s *Session) PutAbsence(ctx context.Context, a ticket.Absence) (ticket.Absence, error) {
	a, err := s.putAbsence(ctx, a)
	return a, fail("put absence", err)
}

func (s *Session) putAbsence(ctx context.Context, a ticket.Absence) (ticket.Absence, error) {
	var fs faults
	a.Desk, a.From, a.Until = s.desk.key, ticket.Instant(a.From), ticket.Instant(a.Until)
	a.Person = fs.required("person", a.Person, 200)
	r, err := s.mayAbsence(ctx, a.Person)
	if err != nil {
		return a, err
	}
	if a.ID == "" {
		a.ID = s.desk.newID().String()
	}
	a.ID = fs.required("id", a.ID, 200)
	a.Note = fs.text("note", a.Note, MaxReason)
	if a.Version > 0 { // of whom it is does not change
		was, err := s.desk.store.Absence(ctx, s.desk.key, a.ID)
		if err != nil {
			return a, err
		}
		if was.Person != a.Person && !mayAbsences(r) {
			return a, storage.ErrNotFound
		}
	}
	switch {
	case a.From.IsZero():
		fs.add("from", FaultRequired)
	case a.Until.IsZero():
		fs.add("until", FaultRequired)
	case !a.Until.After(a.From):
		fs.add("until", FaultRange, "got", a.Until.Format(time.RFC3339), "min", a.From.Format(time.RFC3339))
	}
	if a.Person != "" {
		if a.Person, err = s.taker(ctx, r, &fs, "person", a.Person); err != nil {
			return a, err
		}
	}
	if a.StandIn != "" {
		if a.StandIn, err = s.taker(ctx, r, &fs, "stand_in", a.StandIn); err != nil {
			return a, err
		}
		if a.StandIn == a.Person {
			fs.add("stand_in", FaultRejected, "got", a.StandIn, "text_ru", "сам себя никто не замещает", "text_en", "nobody stands in for himself")
		}
	}
	if err := fs.err(); err != nil {
		return a, err
	}
	a.Version, err = s.desk.store.PutAbsence(ctx, a)
	return a, err
}

// taker is the id of an active person who takes tickets.
func (s *Session) taker(ctx context.Context, r Rights, fs *faults, field, id string) (string, error) {
	p, err := s.agent(ctx, r, fs, field, id)
	return or(p.ID, id), err
}

// DropAbsence takes an absence away, as if it had never been said.
func (s *Session) DropAbsence(ctx context.Context, id string) error {
	return fail("drop absence", s.dropAbsence(ctx, id))
}

func (s *Session) dropAbsence(ctx context.Context, id string) error {
	r, err := s.staff(ctx)
	if err != nil {
		return err
	}
	a, err := s.desk.store.Absence(ctx, s.desk.key, id)
	if err != nil {
		return err
	}
	if a.Person != r.Person.ID && !mayAbsences(r) {
		if r.Outside { // he may not know whose it is, nor that it is there
			return storage.ErrNotFound
		}
		return forbidden(VerbPeople)
	}
	return s.desk.store.DropAbsence(ctx, s.desk.key, id)
}

// Absences answers those that match, by their beginning, at most 200. For the staff; who
// does not see the whole desk sees his own.
func (s *Session) Absences(ctx context.Context, q storage.AbsenceQuery) ([]ticket.Absence, error) {
	r, err := s.staff(ctx)
	if err != nil {
		return nil, fail("absences", err)
	}
	if q.Limit < 1 || q.Limit > 200 {
		q.Limit = 200
	}
	list, err := s.absencesTold(ctx, r, q)
	return list, fail("absences", err)
}

// absencesTold are those of which the actor is told.
func (s *Session) absencesTold(ctx context.Context, r Rights, q storage.AbsenceQuery) ([]ticket.Absence, error) {
	if !r.Scope.All && !mayAbsences(r) {
		if len(q.People) > 0 && !slices.Contains(q.People, r.Person.ID) {
			return nil, nil
		}
		q.People = []string{r.Person.ID}
	}
	return s.absences(ctx, r, q)
}

func (s *Session) mayAbsence(ctx context.Context, person string) (Rights, error) {
	r, err := s.staff(ctx)
	if err == nil && person != r.Person.ID && !mayAbsences(r) {
		err = forbidden(VerbPeople)
	}
	return r, err
}

// mayAbsences tells whether somebody may say of others that they are absent.
func mayAbsences(r Rights) bool { return r.May(VerbPeople) || r.Desk && r.May(VerbAssign) }

// absent answers the absence of a person at an instant, if there is one.
func (d *Desk) absent(ctx context.Context, person string, at time.Time) (ticket.Absence, bool, error) {
	list, err := d.store.ListAbsences(ctx, d.key, storage.AbsenceQuery{
		People: []string{person}, From: at, Until: at.Add(time.Microsecond), Limit: 1,
	})
	if err != nil || len(list) == 0 {
		return ticket.Absence{}, false, err
	}
	return list[0], true, nil
}

// there are those of the people who are not absent now.
func (d *Desk) there(ctx context.Context, people []string) ([]string, error) {
	now := d.Now()
	for part := range slices.Chunk(people, 200) {
		away, err := d.store.ListAbsences(ctx, d.key, storage.AbsenceQuery{People: part, From: now, Until: now.Add(time.Microsecond), Limit: 200})
		if err != nil {
			return nil, err
		}
		people = slices.DeleteFunc(slices.Clone(people), func(id string) bool {
			return slices.ContainsFunc(away, func(a ticket.Absence) bool { return a.Person == id })
		})
	}
	return people, nil
}

// mostStandIns is how many are asked, one after another, before nobody stands in.
const mostStandIns = 10

// standIn is who gets at an instant what is given to a person: he himself, or who
// stands in for him. It is nobody, "", where he has left or nobody stands in; then his
// absence tells until when.
func (d *Desk) standIn(ctx context.Context, person string, at time.Time) (string, ticket.Absence, error) {
	var first ticket.Absence
	for range mostStandIns {
		p, err := d.directory.Person(ctx, person)
		if isNotFound(err) || err == nil && p.Inactive {
			return "", first, nil
		}
		if err != nil {
			return "", first, err
		}
		a, away, err := d.absent(ctx, p.ID, at)
		if err != nil || !away {
			return p.ID, first, err
		}
		if first.ID == "" {
			first = a
		}
		if a.StandIn == "" {
			return "", first, nil
		}
		person = a.StandIn
	}
	return "", first, nil // they stand in for each other in a ring
}

// present is standIn for what the desk gives by itself; the journal tells in whose stead.
func (d *draft) present(person string) (string, error) {
	there, _, err := d.desk.standIn(d.ctx, person, d.at)
	d.instead(there, person)
	return there, err
}

// recipient is who gets what somebody gives to a person: he himself, or who stands in
// for him. Where nobody does, and where he gives it to himself, it is a fault.
func (d *draft) recipient(s *Session, fs *faults, field, person string) (string, error) {
	before := len(*fs)
	p, err := s.agent(d.ctx, d.rights, fs, field, person)
	if err != nil || len(*fs) > before {
		return person, err
	}
	there, a, err := d.desk.standIn(d.ctx, p.ID, d.at)
	if err != nil {
		return person, err
	}
	if there == "" || there != p.ID && p.ID == d.actor {
		fs.add(field, FaultAbsent, "got", person, "until", a.Until.Format(time.RFC3339))
		return person, nil
	}
	d.instead(there, p.ID)
	return there, nil
}

// factInstead tells in whose stead somebody was given something.
const factInstead = "instead_of"

func (d *draft) instead(there, person string) {
	if there != person {
		d.pending = append(d.pending, ticket.Fact{Field: factInstead, New: person})
	}
}

// Relieve hands what people who are absent have, open tickets and tasks, to those who
// stand in for them, and answers how many tickets it changed. Run does it every minute;
// it may be broken off at any point and goes on where it was, in any process.
func (d *Desk) Relieve(ctx context.Context) (int, error) {
	now := d.Now()
	list, err := d.store.ListAbsences(ctx, d.key, storage.AbsenceQuery{From: now, Until: now.Add(time.Microsecond), Limit: 200})
	if err != nil {
		return 0, fail("relieve", err)
	}
	changed := 0
	for _, a := range list {
		there, _, err := d.standIn(ctx, a.Person, now)
		if err != nil {
			return changed, fail("relieve", err)
		}
		if there == "" || there == a.Person {
			continue
		}
		n, err := d.handOver(ctx, d.As(System("absence")), handing{from: a.Person, to: there, because: becauseAbsent, phases: working})
		if changed += n; err != nil {
			return changed, fail("relieve", err)
		}
	}
	return changed, nil
}
