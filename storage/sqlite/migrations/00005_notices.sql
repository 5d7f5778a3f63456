-- What people are told in the desk, and of what they want to be told.

-- +goose Up
CREATE TABLE helpdesk_notices (
    desk    TEXT    NOT NULL,
    person  TEXT    NOT NULL,
    event   BLOB    NOT NULL,
    ticket  BLOB    NOT NULL,
    kind    TEXT    NOT NULL,
    at      INTEGER NOT NULL,
    read_at INTEGER,
    PRIMARY KEY (desk, person, event),
    FOREIGN KEY (desk, event) REFERENCES helpdesk_events (desk, id),
    FOREIGN KEY (desk, ticket) REFERENCES helpdesk_tickets (desk, id)
) STRICT, WITHOUT ROWID;

CREATE INDEX helpdesk_notices_at ON helpdesk_notices (desk, person, at, event);
CREATE INDEX helpdesk_notices_unread ON helpdesk_notices (desk, person, ticket) WHERE read_at IS NULL;

CREATE TABLE helpdesk_preferences (
    desk    TEXT    NOT NULL,
    person  TEXT    NOT NULL,
    version INTEGER NOT NULL CHECK (version >= 1),
    off     TEXT,
    quiet   TEXT,
    PRIMARY KEY (desk, person)
) STRICT, WITHOUT ROWID;

-- The newest events of a desk.
CREATE INDEX helpdesk_events_at ON helpdesk_events (desk, at, id);
