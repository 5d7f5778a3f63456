package sqlstore

import (
	"context"
	"time"

	"github.com/helpdesk-go/helpdesk/storage"
	"github.com/helpdesk-go/helpdesk/ticket"
)

const (
	selectContracts = `
SELECT desk, id, version, number, organization, from_at, until_at, plan, services FROM helpdesk_contracts
WHERE `

	insertContract = `
INSERT INTO helpdesk_contracts (desk, id, version, number, number_folded, organization, from_at, until_at, plan, services)
VALUES (?, ?, 1, ?, ?, ?, ?, ?, ?, ?)
ON CONFLICT (desk, id) DO NOTHING`

	updateContract = `
UPDATE helpdesk_contracts
SET version = version + 1, number = ?, number_folded = ?, organization = ?, from_at = ?, until_at = ?, plan = ?, services = ?
WHERE desk = ? AND id = ? AND version = ?`

	selectSpent = `
SELECT contract, service, CAST(SUM(spent) AS bigint) AS spent FROM helpdesk_times
WHERE desk = ? AND contract <> '' AND contract IN (?)
GROUP BY contract, service ORDER BY contract, service`
)

type contractRow struct {
	Desk         string                     `db:"desk"`
	ID           string                     `db:"id"`
	Version      int64                      `db:"version"`
	Number       string                     `db:"number"`
	Organization string                     `db:"organization"`
	From         instant                    `db:"from_at"`
	Until        instant                    `db:"until_at"`
	Plan         string                     `db:"plan"`
	Services     document[[]ticket.Service] `db:"services"`
}

func (r contractRow) contract() ticket.Contract {
	return ticket.Contract{
		Desk: r.Desk, ID: r.ID, Version: r.Version, Number: r.Number, Organization: r.Organization,
		From: r.From.Time, Until: r.Until.Time, Plan: r.Plan, Services: r.Services.value,
	}
}

// Contract reads one contract.
func (s *Store) Contract(ctx context.Context, desk, id string) (ticket.Contract, error) {
	var row contractRow
	if err := s.get(ctx, &row, selectContracts+"desk = ? AND id = ?", desk, id); err != nil {
		return ticket.Contract{}, err
	}
	return row.contract(), nil
}

// ListContracts reads those that match, by number, letters' case ignored, and id.
func (s *Store) ListContracts(ctx context.Context, desk string, q storage.ContractQuery) ([]ticket.Contract, error) {
	if err := limited(q.Limit); err != nil {
		return nil, err
	}
	w := &where{}
	w.add("desk = ?", desk)
	oneOf(w, "organization", q.Organizations)
	s.d.text(w, q.Text, "number_folded")
	if !q.At.IsZero() {
		w.add("from_at <= ? AND (until_at IS NULL OR until_at > ?)", s.d.at(q.At), s.d.at(q.At))
	}
	if q.After != "" {
		w.add("(number_folded, id) > (SELECT l.number_folded, l.id FROM helpdesk_contracts l WHERE l.desk = ? AND l.id = ?)", desk, q.After)
	}
	var rows []contractRow
	err := s.list(ctx, &rows, selectContracts+w.all()+" ORDER BY number_folded, id LIMIT ?", append(w.args, q.Limit)...)
	return values(rows, contractRow.contract), err
}

// PutContract writes a contract.
func (s *Store) PutContract(ctx context.Context, c ticket.Contract) (int64, error) {
	set := []any{c.Number, fold(c.Number), c.Organization, s.d.at(c.From), s.d.at(c.Until), c.Plan, document[[]ticket.Service]{c.Services}}
	return s.versioned(ctx, s.exec, versioned{c.Desk, c.ID, c.Version, insertContract, updateContract, set})
}

// Spent sums the time booked on each service of contracts.
func (s *Store) Spent(ctx context.Context, desk string, contracts ...string) ([]storage.Spent, error) {
	if len(contracts) == 0 {
		return nil, nil
	}
	var rows []struct {
		Contract string `db:"contract"`
		Service  string `db:"service"`
		Spent    int64  `db:"spent"`
	}
	if err := s.list(ctx, &rows, selectSpent, desk, contracts); err != nil {
		return nil, err
	}
	list := make([]storage.Spent, len(rows))
	for i, r := range rows {
		list[i] = storage.Spent{Contract: r.Contract, Service: r.Service, Spent: time.Duration(r.Spent)}
	}
	return list, nil
}
