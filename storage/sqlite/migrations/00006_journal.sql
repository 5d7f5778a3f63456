-- What is kept to tell later that nothing was taken out of the journals, and that what
-- was erased was erased rightly.

-- +goose Up
ALTER TABLE helpdesk_tickets ADD COLUMN erased INTEGER;

-- Closed tickets that still have what their requesters told.
CREATE INDEX helpdesk_tickets_kept ON helpdesk_tickets (desk, closed, id) WHERE closed IS NOT NULL AND erased IS NULL;

CREATE TABLE helpdesk_checkpoints (
    desk    TEXT    NOT NULL,
    id      BLOB    NOT NULL CHECK (length(id) = 16),
    at      INTEGER NOT NULL,
    actor   TEXT    NOT NULL,
    tickets INTEGER NOT NULL,
    entries INTEGER NOT NULL,
    hash    BLOB    NOT NULL,
    PRIMARY KEY (desk, id)
) STRICT, WITHOUT ROWID;

CREATE INDEX helpdesk_checkpoints_at ON helpdesk_checkpoints (desk, at, id);

CREATE TABLE helpdesk_certificates (
    desk     TEXT    NOT NULL,
    id       BLOB    NOT NULL CHECK (length(id) = 16),
    person   TEXT    NOT NULL,
    actor    TEXT    NOT NULL,
    at       INTEGER NOT NULL,
    document BLOB    NOT NULL,
    hash     BLOB    NOT NULL,
    PRIMARY KEY (desk, id)
) STRICT;

CREATE INDEX helpdesk_certificates_at ON helpdesk_certificates (desk, at, id);
CREATE INDEX helpdesk_certificates_person ON helpdesk_certificates (desk, person, at, id);
