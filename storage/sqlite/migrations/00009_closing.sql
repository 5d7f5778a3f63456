-- What is recorded when a ticket is closed and what people say of it afterwards; how
-- much work a task is and its checklist; who works on what at this moment; what is
-- known of things elsewhere that tickets lead to.

-- +goose Up
ALTER TABLE helpdesk_tickets ADD COLUMN article TEXT NOT NULL DEFAULT '';
ALTER TABLE helpdesk_tickets ADD COLUMN draft INTEGER NOT NULL DEFAULT 0;
ALTER TABLE helpdesk_tickets ADD COLUMN review_closing TEXT NOT NULL DEFAULT '';
ALTER TABLE helpdesk_tickets ADD COLUMN review_quality INTEGER NOT NULL DEFAULT 0 CHECK (review_quality BETWEEN 0 AND 5);
ALTER TABLE helpdesk_tickets ADD COLUMN review_by TEXT NOT NULL DEFAULT '';
ALTER TABLE helpdesk_tickets ADD COLUMN review_at INTEGER;

CREATE INDEX helpdesk_tickets_drafts ON helpdesk_tickets (desk, updated, id) WHERE draft;
CREATE INDEX helpdesk_tickets_closed ON helpdesk_tickets (desk, closed, id) WHERE closed IS NOT NULL;

ALTER TABLE helpdesk_tasks ADD COLUMN effort INTEGER NOT NULL DEFAULT 0 CHECK (effort >= 0);
ALTER TABLE helpdesk_tasks ADD COLUMN checklist TEXT;

CREATE TABLE helpdesk_stopwatches (
    desk    TEXT    NOT NULL,
    person  TEXT    NOT NULL,
    version INTEGER NOT NULL CHECK (version >= 1),
    ticket  BLOB,
    task    BLOB,
    started INTEGER,
    stopped INTEGER,
    note    TEXT    NOT NULL,
    spent   INTEGER NOT NULL CHECK (spent >= 0),
    PRIMARY KEY (desk, person),
    FOREIGN KEY (desk, ticket) REFERENCES helpdesk_tickets (desk, id)
) STRICT, WITHOUT ROWID;

CREATE TABLE helpdesk_link_states (
    desk  TEXT    NOT NULL,
    kind  TEXT    NOT NULL,
    key   TEXT    NOT NULL,
    state TEXT    NOT NULL,
    title TEXT    NOT NULL,
    done  INTEGER NOT NULL,
    at    INTEGER,
    tried INTEGER NOT NULL,
    fault TEXT    NOT NULL,
    PRIMARY KEY (desk, kind, key)
) STRICT, WITHOUT ROWID;
