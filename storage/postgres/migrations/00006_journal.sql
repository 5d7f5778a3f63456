-- What is kept to tell later that nothing was taken out of the journals, and that what
-- was erased was erased rightly.

-- +goose Up
ALTER TABLE helpdesk_tickets ADD COLUMN erased timestamptz;

-- Closed tickets that still have what their requesters told.
CREATE INDEX helpdesk_tickets_kept ON helpdesk_tickets (desk, closed, id) WHERE closed IS NOT NULL AND erased IS NULL;

CREATE TABLE helpdesk_checkpoints (
    desk    text COLLATE "C" NOT NULL,
    id      uuid        NOT NULL,
    at      timestamptz NOT NULL,
    actor   text COLLATE "C" NOT NULL,
    tickets bigint      NOT NULL,
    entries bigint      NOT NULL,
    hash    bytea       NOT NULL,
    PRIMARY KEY (desk, id)
);

CREATE INDEX helpdesk_checkpoints_at ON helpdesk_checkpoints (desk, at, id);

CREATE TABLE helpdesk_certificates (
    desk     text COLLATE "C" NOT NULL,
    id       uuid        NOT NULL,
    person   text COLLATE "C" NOT NULL,
    actor    text COLLATE "C" NOT NULL,
    at       timestamptz NOT NULL,
    document bytea       NOT NULL,
    hash     bytea       NOT NULL,
    PRIMARY KEY (desk, id)
);

CREATE INDEX helpdesk_certificates_at ON helpdesk_certificates (desk, at, id);
CREATE INDEX helpdesk_certificates_person ON helpdesk_certificates (desk, person, at, id);
