-- What stands behind a delivery that failed is put aside, so that no claim looks at it.

-- +goose Up
-- parked is put aside until the one before it, which holds it up, is settled.
ALTER TABLE helpdesk_deliveries ADD COLUMN parked boolean NOT NULL DEFAULT FALSE;
ALTER TABLE helpdesk_deliveries ADD COLUMN holds boolean NOT NULL DEFAULT FALSE;

DROP INDEX helpdesk_deliveries_due;
CREATE INDEX helpdesk_deliveries_due ON helpdesk_deliveries (desk, handler, due, ticket, person) WHERE state = 'pending' AND NOT parked;
