-- A ticket leads to others: one that it takes up again, one that takes it up.

-- +goose Up
ALTER TABLE helpdesk_tickets ADD COLUMN links text COLLATE "C";
