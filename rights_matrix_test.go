package helpdesk_test

import (
	"errors"
	"io"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"

	"github.com/helpdesk-go/helpdesk"
	"github.com/helpdesk-go/helpdesk/internal/rightstest"
	"github.com/helpdesk-go/helpdesk/storage"
	"github.com/helpdesk-go/helpdesk/ticket"
)

const rightsFile = "docs/rights.md"

// tried makes the row of a method: ask is one call of it.
func tried[Out any](row string, at rightstest.State, ask func(a rightstest.Asker, s *helpdesk.Session, x rightstest.Target) (Out, error)) rightstest.Try {
	return rightstest.Try{Row: row, At: at, Ask: func(a rightstest.Asker) rightstest.Outcome {
		answer, err := ask(a, a.Session(), a.Target)
		var known *helpdesk.Error
		switch {
		case err == nil:
			if zip, packed := any(answer).(archive); packed {
				return rightstest.Outcome{Cell: rightstest.Yes, Told: string(zip)}
			}
			return rightstest.Outcome{Cell: rightstest.Yes, Told: rightstest.Text(answer)}
		case !errors.As(err, &known):
			return rightstest.Outcome{Cell: err.Error(), Told: err.Error()}
		}
		cells := map[helpdesk.Code]string{
			helpdesk.NotFound: rightstest.NotFound, helpdesk.Forbidden: rightstest.Forbidden, helpdesk.Unauthorized: rightstest.Unauthorized,
		}
		cell, usual := cells[known.Code]
		if !usual {
			cell = string(known.Code)
		}
		known.Err = nil // never leaves a channel
		return rightstest.Outcome{Cell: cell, Told: known.Error()}
	}}
}

// archive is the bytes of a file, told as they are.
type archive string

// listing is a row whose answer is yes only where it holds what finds names.
func listing[Out any](row string, finds func(rightstest.Target) string, ask func(a rightstest.Asker, s *helpdesk.Session, x rightstest.Target) (Out, error)) rightstest.Try {
	try := tried(row, rightstest.New, ask)
	try.Finds = finds
	return try
}

// told is a row of something that needs no answer.
func told(row string, at rightstest.State, ask func(a rightstest.Asker, s *helpdesk.Session, x rightstest.Target) error) rightstest.Try {
	return tried(row, at, func(a rightstest.Asker, s *helpdesk.Session, x rightstest.Target) (string, error) {
		return "", ask(a, s, x)
	})
}

func theTicket(x rightstest.Target) string { return x.ID.String() }

func named(id string) func(rightstest.Target) string {
	return func(rightstest.Target) string { return `"` + rightstest.Mark + " " + id + `"` }
}

func contractOf(target) string { return `"` + rightstest.Mark + " " + rightstest.Contract + `"` }

type (
	asker  = rightstest.Asker
	target = rightstest.Target
)

// sessionTries are the rows of the methods of a Session: whoever adds a method adds one.
func sessionTries() []rightstest.Try {
	contact, me := string(rightstest.Requester), func(a asker) *string { return new(string(a.Kind)) }
	request := func(requester string) helpdesk.NewRequest {
		return helpdesk.NewRequest{Subject: "Сайт", Text: "Лежит.", Category: "hosting", Requester: requester}
	}
	accept := helpdesk.Transition{Event: "accept"}
	deadLetter := func(x target) storage.DeliveryKey {
		return storage.DeliveryKey{Handler: rightstest.Handler, Ticket: x.ID, Version: 1}
	}
	return []rightstest.Try{
		listing("Absences", func(target) string { return `"other-agent"` }, func(a asker, s *helpdesk.Session, x target) ([]ticket.Absence, error) {
			return s.Absences(a, storage.AbsenceQuery{})
		}),
		tried("AddObserver", rightstest.New, func(a asker, s *helpdesk.Session, x target) (helpdesk.Receipt, error) {
			return s.AddObserver(a, x.ID, string(rightstest.Colleague))
		}),
		tried("AddTask", rightstest.Working, func(a asker, s *helpdesk.Session, x target) (helpdesk.Receipt, error) {
			return s.AddTask(a, x.ID, helpdesk.NewTask{Title: "проверить"})
		}),
		tried("Assign, to another", rightstest.Working, func(a asker, s *helpdesk.Session, x target) (helpdesk.Receipt, error) {
			return s.Assign(a, x.ID, helpdesk.Assignment{Agent: new("other-agent")})
		}),
		tried("Assign, to another team", rightstest.Working, func(a asker, s *helpdesk.Session, x target) (helpdesk.Receipt, error) {
			return s.Assign(a, x.ID, helpdesk.Assignment{Team: new("night")})
		}),
		tried("Assign, to another company", rightstest.Working, func(a asker, s *helpdesk.Session, x target) (helpdesk.Receipt, error) {
			return s.Assign(a, x.ID, helpdesk.Assignment{Vendor: new("hoster")})
		}),
		tried("Assign, to himself", rightstest.Working, func(a asker, s *helpdesk.Session, x target) (helpdesk.Receipt, error) {
			return s.Assign(a, x.ID, helpdesk.Assignment{Agent: me(a)})
		}),
		listing("Balances", contractOf, func(a asker, s *helpdesk.Session, x target) ([]helpdesk.Balance, error) { return s.Balances(a) }),
		listing("BalancesOf", contractOf, func(a asker, s *helpdesk.Session, x target) ([]helpdesk.Balance, error) {
			return s.BalancesOf(a, storage.ContractQuery{})
		}),
		listing("Billing", theTicket, func(a asker, s *helpdesk.Session, x target) (list []helpdesk.BillingLine, failed error) {
			for line, err := range s.Billing(a, helpdesk.BillingFilter{}) {
				list, failed = append(list, line), err
			}
			return list, failed
		}).On(rightstest.Booked),
		told("Certificate", rightstest.New, func(a asker, s *helpdesk.Session, x target) error {
			_, err := s.Certificate(a, x.ID) // there is none
			return err
		}),
		tried("Certificates", rightstest.New, func(a asker, s *helpdesk.Session, x target) ([]helpdesk.Certificate, error) {
			return s.Certificates(a, "")
		}),
		tried("ChangeTask", rightstest.Working, func(a asker, s *helpdesk.Session, x target) (helpdesk.Receipt, error) {
			return s.ChangeTask(a, x.ID, x.Task, helpdesk.TaskChange{Title: new("проверить ещё раз")})
		}),
		tried("Channels", rightstest.New, func(a asker, s *helpdesk.Session, x target) ([]string, error) { return s.Channels(a) }),
		tried("Checkpoint", rightstest.New, func(a asker, s *helpdesk.Session, x target) (int, error) {
			c, err := s.Checkpoint(a, io.Discard)
			return c.Tickets, err
		}),
		tried("Checkpoints", rightstest.New, func(a asker, s *helpdesk.Session, x target) ([]storage.Checkpoint, error) { return s.Checkpoints(a) }),
		tried("Classify", rightstest.New, func(a asker, s *helpdesk.Session, x target) (helpdesk.Receipt, error) {
			return s.Classify(a, x.ID, helpdesk.Classification{})
		}),
		tried("ClosePeriod", rightstest.New, func(a asker, s *helpdesk.Session, x target) (storage.Period, error) {
			day := time.Date(2026, time.May, 1, 0, 0, 0, 0, time.FixedZone("MSK", 3*3600))
			return s.ClosePeriod(a, day.AddDate(0, 0, slices.Index(rightstest.Kinds(), a.Kind))) // one after the other
		}),
		listing("Contact", named(contact), func(a asker, s *helpdesk.Session, x target) (helpdesk.Contact, error) { return s.Contact(a, contact) }),
		listing("Contact, of one without tickets", named(rightstest.Loner), func(a asker, s *helpdesk.Session, x target) (helpdesk.Contact, error) {
			return s.Contact(a, rightstest.Loner)
		}),
		listing("Contract", contractOf, func(a asker, s *helpdesk.Session, x target) (ticket.Contract, error) {
			return s.Contract(a, rightstest.Contract)
		}),
		listing("Contracts", contractOf, func(a asker, s *helpdesk.Session, x target) ([]ticket.Contract, error) {
			return s.Contracts(a, storage.ContractQuery{})
		}),
		tried("Correct", rightstest.Booked, func(a asker, s *helpdesk.Session, x target) (helpdesk.Receipt, error) {
			return s.Correct(a, x.ID, helpdesk.Correction{Booking: x.Booking, Spent: 2 * time.Hour, Note: "забыл час"})
		}),
		listing("Count", func(target) string { return "1" }, func(a asker, s *helpdesk.Session, x target) (int, error) {
			return s.Count(a, ticket.Filter{Text: x.Number}, 10)
		}),
		tried("Deliveries", rightstest.Told, func(a asker, s *helpdesk.Session, x target) ([]storage.Delivery, error) {
			return s.Deliveries(a, storage.DeliveryQuery{})
		}),
		told("DropAbsence", rightstest.New, func(a asker, s *helpdesk.Session, x target) error { return s.DropAbsence(a, x.Absence) }),
		told("DropStopwatch", rightstest.Working, func(a asker, s *helpdesk.Session, x target) error {
			if _, err := s.StartStopwatch(a, x.ID, x.Task); err != nil {
				return err
			}
			return s.DropStopwatch(a)
		}),
		tried("Erase", rightstest.New, func(a asker, s *helpdesk.Session, x target) (helpdesk.Certificate, error) {
			return s.Erase(a, helpdesk.Erasing{Person: rightstest.Loner, Reason: "письмо"})
		}),
		tried("Estimate", rightstest.Working, func(a asker, s *helpdesk.Session, x target) (helpdesk.Receipt, error) {
			return s.Estimate(a, x.ID, helpdesk.Estimate{Target: "12d", Reason: "много"})
		}),
		tried("Explain", rightstest.Working, func(a asker, s *helpdesk.Session, x target) (any, error) { return s.Explain(a, x.ID, "processing") }),
		told("Export, of another", rightstest.New, func(a asker, s *helpdesk.Session, x target) error { return s.Export(a, rightstest.Loner, io.Discard) }),
		tried("Export, of himself", rightstest.New, func(a asker, s *helpdesk.Session, x target) (archive, error) {
			var zip strings.Builder
			err := s.Export(a, string(a.Kind), &zip)
			return archive(zip.String()), err
		}),
		tried("Fill", rightstest.Working, func(a asker, s *helpdesk.Session, x target) (helpdesk.Receipt, error) {
			return s.Fill(a, x.ID, helpdesk.Filling{Fields: map[string]string{"environment": "prod"}})
		}),
		tried("Find", rightstest.New, func(a asker, s *helpdesk.Session, x target) (uuid.UUID, error) { return s.Find(a, x.Number) }),
		tried("FinishTask", rightstest.Working, func(a asker, s *helpdesk.Session, x target) (helpdesk.Receipt, error) {
			return s.FinishTask(a, x.ID, x.Task)
		}),
		tried("Handlers", rightstest.New, func(a asker, s *helpdesk.Session, x target) ([]helpdesk.RegisteredHandler, error) {
			return s.Handlers(a)
		}),
		tried("HandOver", rightstest.New, func(a asker, s *helpdesk.Session, x target) (int, error) {
			return s.HandOver(a, string(rightstest.OtherAgent), helpdesk.HandOver{})
		}),
		tried("Leave", rightstest.New, func(a asker, s *helpdesk.Session, x target) (int, error) {
			return s.Leave(a, rightstest.Loner, helpdesk.HandOver{})
		}),
		tried("Link", rightstest.Working, func(a asker, s *helpdesk.Session, x target) (helpdesk.Receipt, error) {
			return s.Link(a, x.ID, helpdesk.NewLink{Kind: "defect", Key: "8", URL: "https://tracker.example/8"})
		}),
		tried("Links", rightstest.Working, func(a asker, s *helpdesk.Session, x target) ([]helpdesk.LinkView, error) { return s.Links(a, x.ID) }),
		told("MarkRead", rightstest.Told, func(a asker, s *helpdesk.Session, x target) error { return s.MarkRead(a) }),
		tried("MergeOrganizations", rightstest.New, func(a asker, s *helpdesk.Session, x target) (int, error) {
			return s.MergeOrganizations(a, rightstest.Lonely, "east")
		}),
		tried("MergePeople", rightstest.New, func(a asker, s *helpdesk.Session, x target) (int, error) {
			return s.MergePeople(a, rightstest.Loner, string(rightstest.Colleague))
		}),
		tried("MergePeople, into an operations manager", rightstest.New, func(a asker, s *helpdesk.Session, x target) (int, error) {
			return s.MergePeople(a, rightstest.Loner, string(rightstest.Operations))
		}),
		tried("Move, accept", rightstest.Resolved, func(a asker, s *helpdesk.Session, x target) (helpdesk.Receipt, error) { return s.Move(a, x.ID, accept) }),
		tried("Move, accept on behalf of the requester", rightstest.Resolved, func(a asker, s *helpdesk.Session, x target) (helpdesk.Receipt, error) {
			return s.OnBehalfOf(contact).Move(a, x.ID, accept)
		}),
		tried("Move, escalate", rightstest.Working, func(a asker, s *helpdesk.Session, x target) (helpdesk.Receipt, error) {
			return s.Move(a, x.ID, helpdesk.Transition{Event: "escalate", Fields: map[string]string{"reason": "сложно"}})
		}),
		tried("Move, expire", rightstest.Resolved, func(a asker, s *helpdesk.Session, x target) (helpdesk.Receipt, error) {
			return s.Move(a, x.ID, helpdesk.Transition{Event: "expire"})
		}),
		listing("Names", named(contact), func(a asker, s *helpdesk.Session, x target) (map[string]string, error) { return s.Names(a, contact) }),
		listing("Names, of one without tickets", named(rightstest.Loner), func(a asker, s *helpdesk.Session, x target) (map[string]string, error) {
			return s.Names(a, rightstest.Loner)
		}),
		listing("News", theTicket, func(a asker, s *helpdesk.Session, x target) ([]helpdesk.News, error) {
			list, _, err := s.News(a, helpdesk.NewsQuery{})
			return list, err
		}),
		tried("Note", rightstest.New, func(a asker, s *helpdesk.Session, x target) (helpdesk.Receipt, error) {
			return s.Note(a, x.ID, "заметка")
		}),
		listing("Notices", theTicket, func(a asker, s *helpdesk.Session, x target) ([]helpdesk.Notice, error) {
			return s.Notices(a, storage.NoticeQuery{})
		}).On(rightstest.Told),
		tried("Open, for one of a ticket", rightstest.New, func(a asker, s *helpdesk.Session, x target) (helpdesk.Receipt, error) {
			return s.Open(a, request(contact))
		}),
		tried("Open, for one without tickets", rightstest.New, func(a asker, s *helpdesk.Session, x target) (helpdesk.Receipt, error) {
			return s.Open(a, request(rightstest.Loner))
		}),
		tried("Open, on behalf of another", rightstest.New, func(a asker, s *helpdesk.Session, x target) (helpdesk.Receipt, error) {
			return s.OnBehalfOf(rightstest.Loner).Open(a, request(""))
		}),
		tried("Open, for himself", rightstest.New, func(a asker, s *helpdesk.Session, x target) (helpdesk.Receipt, error) { return s.Open(a, request("")) }),
		listing("Organization", named(rightstest.Organization), func(a asker, s *helpdesk.Session, x target) (ticket.Organization, error) {
			return s.Organization(a, rightstest.Organization)
		}),
		listing("Organization, one without tickets", named(rightstest.Lonely), func(a asker, s *helpdesk.Session, x target) (ticket.Organization, error) {
			return s.Organization(a, rightstest.Lonely)
		}),
		listing("Organizations", named(rightstest.Organization), func(a asker, s *helpdesk.Session, x target) ([]ticket.Organization, error) {
			list, _, err := s.Organizations(a, storage.OrganizationQuery{})
			return list, err
		}),
		listing("Organizations, one without tickets", named(rightstest.Lonely), func(a asker, s *helpdesk.Session, x target) ([]ticket.Organization, error) {
			list, _, err := s.Organizations(a, storage.OrganizationQuery{})
			return list, err
		}),
		listing("People", named(contact), func(a asker, s *helpdesk.Session, x target) ([]ticket.Person, error) {
			list, _, err := s.People(a, storage.PeopleQuery{})
			return list, err
		}),
		listing("People, one without tickets", named(rightstest.Loner), func(a asker, s *helpdesk.Session, x target) ([]ticket.Person, error) {
			list, _, err := s.People(a, storage.PeopleQuery{})
			return list, err
		}),
		tried("Periods", rightstest.New, func(a asker, s *helpdesk.Session, x target) ([]storage.Period, error) { return s.Periods(a) }),
		tried("PersonAsKept", rightstest.New, func(a asker, s *helpdesk.Session, x target) (ticket.Person, error) { return s.PersonAsKept(a, contact) }),
		tried("Preferences", rightstest.New, func(a asker, s *helpdesk.Session, x target) (ticket.Preferences, error) { return s.Preferences(a) }),
		tried("Preview", rightstest.New, func(a asker, s *helpdesk.Session, x target) (int, error) {
			p, err := s.Preview(a, helpdesk.Publication{Source: helpdesk.LevelsSource()})
			return p.Version, err
		}),
		tried("PreviewErase", rightstest.New, func(a asker, s *helpdesk.Session, x target) (helpdesk.ErasingPreview, error) {
			return s.PreviewErase(a, helpdesk.Erasing{Person: contact, Reason: "письмо"})
		}),
		tried("PreviewRetention", rightstest.New, func(a asker, s *helpdesk.Session, x target) (helpdesk.RetentionPreview, error) {
			return s.PreviewRetention(a, nil)
		}),
		tried("Publish", rightstest.New, func(a asker, s *helpdesk.Session, x target) (int, error) {
			v, err := s.Publish(a, helpdesk.Publication{Source: helpdesk.LevelsSource(), Reason: "так"})
			return v.Version, err
		}),
		tried("PutAbsence, of another", rightstest.New, func(a asker, s *helpdesk.Session, x target) (ticket.Absence, error) {
			return s.PutAbsence(a, ticket.Absence{Person: string(rightstest.OtherAgent), From: a.Desk.Now(), Until: a.Desk.Now().AddDate(0, 0, 1)})
		}),
		tried("PutAbsence, of himself", rightstest.New, func(a asker, s *helpdesk.Session, x target) (ticket.Absence, error) {
			return s.PutAbsence(a, ticket.Absence{Person: string(a.Kind), From: a.Desk.Now(), Until: a.Desk.Now().AddDate(0, 0, 1)})
		}),
		tried("PutContract", rightstest.New, func(a asker, s *helpdesk.Session, x target) (int64, error) {
			return s.PutContract(a, ticket.Contract{
				ID: "c" + x.Number, Number: "c" + x.Number, Organization: rightstest.Lonely, From: a.Desk.Now(), Services: []ticket.Service{{Key: "support", Title: "Поддержка"}},
			})
		}),
		tried("PutOrganization", rightstest.New, func(a asker, s *helpdesk.Session, x target) (int64, error) {
			return s.PutOrganization(a, ticket.Organization{ID: "o" + x.Number, Name: "АО"})
		}),
		tried("PutPerson", rightstest.New, func(a asker, s *helpdesk.Session, x target) (int64, error) {
			return s.PutPerson(a, ticket.Person{ID: "p" + x.Number, Name: "Пётр"})
		}),
		tried("PutPerson, with a role", rightstest.New, func(a asker, s *helpdesk.Session, x target) (int64, error) {
			return s.PutPerson(a, ticket.Person{ID: "p" + x.Number, Name: "Пётр", Roles: []ticket.Role{ticket.RoleAdministrator}})
		}),
		tried("PutPerson, with a role that the administrator lacks", rightstest.New, func(a asker, s *helpdesk.Session, x target) (int64, error) {
			return s.PutPerson(a, ticket.Person{ID: "p" + x.Number, Name: "Пётр", Roles: []ticket.Role{ticket.RoleOperationsManager}})
		}),
		tried("PutPreferences", rightstest.New, func(a asker, s *helpdesk.Session, x target) (int64, error) {
			return s.PutPreferences(a, ticket.Preferences{})
		}),
		tried("PutTeam", rightstest.New, func(a asker, s *helpdesk.Session, x target) (int64, error) {
			return s.PutTeam(a, ticket.Team{ID: "t" + x.Number, Name: "Ночь"})
		}),
		tried("Rate", rightstest.Resolved, func(a asker, s *helpdesk.Session, x target) (helpdesk.Receipt, error) {
			return s.Rate(a, x.ID, helpdesk.Rating{Score: 5})
		}),
		tried("Rate, on behalf of the requester", rightstest.Resolved, func(a asker, s *helpdesk.Session, x target) (helpdesk.Receipt, error) {
			return s.OnBehalfOf(contact).Rate(a, x.ID, helpdesk.Rating{Score: 5})
		}),
		told("Redrive", rightstest.Told, func(a asker, s *helpdesk.Session, x target) error { return s.Redrive(a, deadLetter(x)) }),
		tried("RefreshLinks", rightstest.Working, func(a asker, s *helpdesk.Session, x target) ([]helpdesk.LinkView, error) {
			return s.RefreshLinks(a, x.ID)
		}),
		told("RemoveHandler", rightstest.New, func(a asker, s *helpdesk.Session, x target) error { return s.RemoveHandler(a, rightstest.Handler) }),
		tried("RemoveObserver", rightstest.New, func(a asker, s *helpdesk.Session, x target) (helpdesk.Receipt, error) {
			return s.RemoveObserver(a, x.ID, string(rightstest.Observer))
		}),
		tried("Reply", rightstest.New, func(a asker, s *helpdesk.Session, x target) (helpdesk.Receipt, error) {
			return s.Reply(a, x.ID, helpdesk.Answer{Text: "слово"})
		}),
		tried("Reply, on behalf of the requester", rightstest.New, func(a asker, s *helpdesk.Session, x target) (helpdesk.Receipt, error) {
			return s.OnBehalfOf(contact).Reply(a, x.ID, helpdesk.Answer{Text: "слово"})
		}),
		tried("Request", rightstest.New, func(a asker, s *helpdesk.Session, x target) (helpdesk.Request, error) { return s.Request(a, x.ID) }),
		listing("Requests", theTicket, func(a asker, s *helpdesk.Session, x target) ([]helpdesk.Request, error) {
			list, _, err := s.Requests(a, storage.Query{})
			return list, err
		}),
		listing("Requests, of the organization", theTicket, func(a asker, s *helpdesk.Session, x target) ([]helpdesk.Request, error) {
			list, _, err := s.Requests(a, storage.Query{Filter: ticket.Filter{Organizations: []string{rightstest.Organization}}})
			return list, err
		}),
		tried("Resume", rightstest.Waiting, func(a asker, s *helpdesk.Session, x target) (helpdesk.Receipt, error) { return s.Resume(a, x.ID) }),
		tried("Retain", rightstest.Closed, func(a asker, s *helpdesk.Session, x target) (int, error) { return s.Retain(a) }),
		tried("Review", rightstest.Closed, func(a asker, s *helpdesk.Session, x target) (helpdesk.Receipt, error) {
			return s.Review(a, x.ID, helpdesk.Verdict{Closing: ticket.ClosedRightly, Quality: 5})
		}),
		tried("Rights", rightstest.New, func(a asker, s *helpdesk.Session, x target) (helpdesk.Rights, error) { return s.Rights(a) }),
		listing("Sample", theTicket, func(a asker, s *helpdesk.Session, x target) (helpdesk.Sample, error) {
			return s.Sample(a, helpdesk.SampleQuery{From: a.Desk.Now().AddDate(0, 0, -1), Until: a.Desk.Now().AddDate(0, 0, 1), Size: 100})
		}).On(rightstest.Closed),
		tried("Schedule, of another", rightstest.New, func(a asker, s *helpdesk.Session, x target) (helpdesk.Schedule, error) {
			return s.Schedule(a, helpdesk.ScheduleQuery{Person: string(rightstest.OtherAgent)})
		}),
		tried("SettleArticle", rightstest.Resolved, func(a asker, s *helpdesk.Session, x target) (helpdesk.Receipt, error) {
			return s.SettleArticle(a, x.ID, "KB-12")
		}),
		told("Skip", rightstest.Told, func(a asker, s *helpdesk.Session, x target) error { return s.Skip(a, deadLetter(x), "не нужно") }),
		tried("Spend", rightstest.Working, func(a asker, s *helpdesk.Session, x target) (helpdesk.Receipt, error) {
			return s.Spend(a, x.ID, helpdesk.Booking{Spent: time.Hour})
		}),
		tried("StartStopwatch", rightstest.Working, func(a asker, s *helpdesk.Session, x target) (helpdesk.Running, error) {
			return s.StartStopwatch(a, x.ID, x.Task)
		}),
		tried("StopStopwatch", rightstest.Working, func(a asker, s *helpdesk.Session, x target) (helpdesk.Receipt, error) {
			if _, err := s.StartStopwatch(a, x.ID, x.Task); err != nil {
				return helpdesk.Receipt{}, err
			}
			return s.StopStopwatch(a, helpdesk.Stop{Spent: time.Hour})
		}),
		tried("Stopwatch", rightstest.New, func(a asker, s *helpdesk.Session, x target) (helpdesk.Running, error) { return s.Stopwatch(a) }),
		tried("Story", rightstest.Working, func(a asker, s *helpdesk.Session, x target) (helpdesk.Story, error) { return s.Story(a, x.ID) }),
		tried("Story, of what is over", rightstest.Closed, func(a asker, s *helpdesk.Session, x target) (helpdesk.Story, error) { return s.Story(a, x.ID) }),
		listing("Teams", named("line1"), func(a asker, s *helpdesk.Session, x target) ([]ticket.Team, error) { return s.Teams(a) }),
		listing("Teams, one without tickets", named("night"), func(a asker, s *helpdesk.Session, x target) ([]ticket.Team, error) { return s.Teams(a) }),
		tried("TickStep", rightstest.Working, func(a asker, s *helpdesk.Session, x target) (helpdesk.Receipt, error) {
			return s.TickStep(a, x.ID, helpdesk.Tick{Task: x.Task, Done: true})
		}),
		tried("Ticket", rightstest.New, func(a asker, s *helpdesk.Session, x target) (ticket.Ticket, error) { return s.Ticket(a, x.ID) }),
		listing("Tickets", theTicket, func(a asker, s *helpdesk.Session, x target) (storage.Page, error) {
			return s.Tickets(a, storage.Query{Limit: 200})
		}),
		tried("Unlink", rightstest.Working, func(a asker, s *helpdesk.Session, x target) (helpdesk.Receipt, error) {
			return s.Unlink(a, x.ID, "defect", "7")
		}),
		tried("Unread", rightstest.Told, func(a asker, s *helpdesk.Session, x target) (int, error) { return s.Unread(a) }),
		tried("VerifyJournal", rightstest.New, func(a asker, s *helpdesk.Session, x target) (int, error) {
			v, err := s.VerifyJournal(a, nil, func(storage.Finding) {})
			return v.Tickets, err
		}),
		tried("Version", rightstest.New, func(a asker, s *helpdesk.Session, x target) (helpdesk.Version, error) { return s.Version(a, 0) }),
		tried("Versions", rightstest.New, func(a asker, s *helpdesk.Session, x target) (any, error) { return s.Versions(a, 0, 0) }),
		tried("Wait", rightstest.Working, func(a asker, s *helpdesk.Session, x target) (helpdesk.Receipt, error) {
			return s.Wait(a, x.ID, helpdesk.Waiting{Reason: "ждём"})
		}),
		tried("WhatIf", rightstest.New, func(a asker, s *helpdesk.Session, x target) (any, error) {
			return s.WhatIf(a, helpdesk.WhatIf{Regulation: helpdesk.Levels()})
		}),
		tried("WhyNot, in the desk", rightstest.New, func(a asker, s *helpdesk.Session, x target) (helpdesk.Why, error) {
			return s.WhyNot(a, uuid.Nil, helpdesk.Question{Verb: helpdesk.VerbPublish})
		}),
		tried("WhyNot, on a ticket", rightstest.Working, func(a asker, s *helpdesk.Session, x target) (helpdesk.Why, error) {
			return s.WhyNot(a, x.ID, helpdesk.Question{Verb: helpdesk.VerbMove, Move: "resolve"})
		}),
	}
}

// doers are the methods of a Session that do or answer something. The others answer a
// Session, which only says how it is to be done, or who it is.
func doers() []string {
	var names []string
	of := reflect.TypeFor[*helpdesk.Session]()
	for i := range of.NumMethod() {
		m := of.Method(i)
		if m.Type.NumOut() == 0 || m.Type.Out(0) != of && m.Type.Out(0) != reflect.TypeFor[helpdesk.Actor]() {
			names = append(names, m.Name)
		}
	}
	return names
}

func TestTrust_X4_EveryMethodForEveryKindOfActor(t *testing.T) {
	t.Parallel()
	table := rightstest.Read(t, rightsFile, "Methods of a session")
	table.Covers(t, doers(), sessionTries(), "sessionTries of rights_matrix_test.go")
	table.Run(t, sessionTries())
}

func TestTrust_X4_EveryMethodForEveryKindOfActorWhereColleaguesStandApart(t *testing.T) {
	t.Parallel()
	table := rightstest.Read(t, rightsFile, "Methods of a session").As(rightstest.Colleague, rightstest.OtherRequester, "Balances", "Organization")
	table.RunUnder(t, sessionTries(), rightstest.Requesters(), func(r *helpdesk.Regulation) { r.Colleagues = helpdesk.ColleaguesApart })
}

func TestTrust_X4_EveryMethodForEveryKindOfActorWhereAgentsSeeTheirTeamsAlone(t *testing.T) {
	t.Parallel()
	table := rightstest.Read(t, rightsFile, "Methods of a session").But(t, rightstest.Read(t, rightsFile, "Methods of a session, with sight: teams"))
	table.RunUnder(t, sessionTries(), rightstest.Staff(), func(r *helpdesk.Regulation) { r.Sight = helpdesk.SightTeams })
}

func TestTrust_X17_NoMethodTellsARequesterWhatIsTheStaffsAlone(t *testing.T) {
	t.Parallel()
	// Every internal thing is seen by those of the staff whom it concerns.
	if found := rightstest.Hides(t, sessionTries()); !slices.Equal(found, rightstest.Canaries()) {
		t.Errorf("the staff finds %v, of %v", found, rightstest.Canaries())
	}
}
