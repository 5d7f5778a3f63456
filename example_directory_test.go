package helpdesk_test

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/helpdesk-go/helpdesk"
	"github.com/helpdesk-go/helpdesk/storage"
	"github.com/helpdesk-go/helpdesk/storage/memory"
	"github.com/helpdesk-go/helpdesk/ticket"
)

// staffList is what the host's own program knows of its people. The desk keeps none of it.
type staffList map[string]employee

type employee struct {
	name, department string
	helps            bool // answers requests
}

func (l staffList) Person(_ context.Context, id string) (ticket.Person, error) {
	e, known := l[id]
	if !known {
		return ticket.Person{}, storage.ErrNotFound
	}
	p := ticket.Person{ID: id, Name: e.name, Organization: e.department, Language: "ru"}
	if e.helps {
		p.Roles = []ticket.Role{ticket.RoleAgent}
	}
	return p, nil
}

func (l staffList) People(ctx context.Context, q storage.PeopleQuery) ([]ticket.Person, error) {
	var found []ticket.Person
	for id := range l {
		p, _ := l.Person(ctx, id)
		if (len(q.IDs) == 0 || slices.Contains(q.IDs, id)) && (!q.Staff || p.Staff()) && strings.Contains(p.Name, q.Text) &&
			(len(q.Organizations) == 0 || slices.Contains(q.Organizations, p.Organization)) {
			found = append(found, p)
		}
	}
	slices.SortFunc(found, func(a, b ticket.Person) int { return cmp.Or(cmp.Compare(a.Name, b.Name), cmp.Compare(a.ID, b.ID)) })
	found = found[slices.IndexFunc(found, func(p ticket.Person) bool { return p.ID == q.After })+1:]
	return found[:min(len(found), q.Limit)], nil
}

func (l staffList) Organization(_ context.Context, id string) (ticket.Organization, error) {
	return ticket.Organization{ID: id, Name: "Отдел «" + id + "»"}, nil
}

func (l staffList) Teams(ctx context.Context) ([]ticket.Team, error) {
	helpers, err := l.People(ctx, storage.PeopleQuery{Staff: true, Limit: 200})
	team := ticket.Team{ID: "support", Name: "Поддержка"}
	for _, p := range helpers {
		team.Members = append(team.Members, p.ID)
	}
	slices.Sort(team.Members)
	return []ticket.Team{team}, err
}

// A host that has its own people gives its own Directory: nothing is copied into the desk,
// and who is let go in the host's program may do nothing in the desk from then on.
func Example_directory() {
	ctx := context.Background()
	staff := staffList{
		"k.smirnova": {"Ксения Смирнова", "продажи", false},
		"o.gromov":   {"Олег Громов", "информатика", true},
	}
	simple := helpdesk.Simple()
	desk, err := helpdesk.New(ctx, memory.New(), helpdesk.Config{Regulation: &simple, Directory: staff})
	if err != nil {
		fmt.Println(err)
		return
	}
	made, err := desk.As(helpdesk.Person("k.smirnova")).Open(ctx, helpdesk.NewRequest{Subject: "Не включается проектор", Text: "Совещание через час."})
	if err != nil {
		fmt.Println(err)
		return
	}
	oleg := desk.As(helpdesk.Person("o.gromov"))
	card, err := oleg.Contact(ctx, "k.smirnova")
	fmt.Println(card.Person.Name, "—", card.Organization.Name, "— открыто", len(card.Open), err)
	_, err = oleg.Reply(ctx, made.Ticket, helpdesk.Answer{Text: "Иду."})
	fmt.Println("answered:", err)

	delete(staff, "o.gromov")
	_, err = oleg.Reply(ctx, made.Ticket, helpdesk.Answer{Text: "Ещё иду."})
	fmt.Println(err)
	// Output:
	// Ксения Смирнова — Отдел «продажи» — открыто 1 <nil>
	// answered: <nil>
	// answer: not found: not found
}
