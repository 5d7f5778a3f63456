-- Who is told of events, and the way of each event to each of them.

-- +goose Up
CREATE TABLE helpdesk_handlers (
    desk    TEXT    NOT NULL,
    name    TEXT    NOT NULL,
    carries INTEGER NOT NULL,
    since   INTEGER NOT NULL,
    PRIMARY KEY (desk, name)
) STRICT, WITHOUT ROWID;

-- What a change makes deliveries for. An empty kind is every kind.
CREATE TABLE helpdesk_handled (
    desk    TEXT NOT NULL,
    kind    TEXT NOT NULL,
    handler TEXT NOT NULL,
    PRIMARY KEY (desk, kind, handler),
    FOREIGN KEY (desk, handler) REFERENCES helpdesk_handlers (desk, name) ON DELETE CASCADE
) STRICT, WITHOUT ROWID;

CREATE INDEX helpdesk_handled_handler ON helpdesk_handled (desk, handler);

-- settled is there once a delivery is done or skipped: until then it holds up what
-- comes after it in its line. due is when it may be claimed.
CREATE TABLE helpdesk_deliveries (
    desk     TEXT    NOT NULL,
    handler  TEXT    NOT NULL,
    ticket   BLOB    NOT NULL,
    person   TEXT    NOT NULL,
    version  INTEGER NOT NULL,
    place    INTEGER NOT NULL,
    event    BLOB    NOT NULL,
    state    TEXT    NOT NULL CHECK (state IN ('pending', 'dead', 'done', 'skipped')),
    due      INTEGER NOT NULL,
    token    INTEGER NOT NULL DEFAULT 0,
    attempts INTEGER NOT NULL DEFAULT 0,
    error    TEXT    NOT NULL DEFAULT '',
    settled  INTEGER,
    settled_by TEXT  NOT NULL DEFAULT '',
    reason   TEXT    NOT NULL DEFAULT '',
    PRIMARY KEY (desk, handler, ticket, person, version, place),
    CHECK ((settled IS NULL) = (state IN ('pending', 'dead'))),
    FOREIGN KEY (desk, event) REFERENCES helpdesk_events (desk, id),
    FOREIGN KEY (desk, ticket) REFERENCES helpdesk_tickets (desk, id)
) STRICT, WITHOUT ROWID;

CREATE INDEX helpdesk_deliveries_due ON helpdesk_deliveries (desk, handler, due) WHERE state = 'pending';
