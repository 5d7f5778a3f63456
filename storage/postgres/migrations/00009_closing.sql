-- What is recorded when a ticket is closed and what people say of it afterwards; how
-- much work a task is and its checklist; who works on what at this moment; what is
-- known of things elsewhere that tickets lead to.

-- +goose Up
ALTER TABLE helpdesk_tickets ADD COLUMN article text COLLATE "C" NOT NULL DEFAULT '';
ALTER TABLE helpdesk_tickets ADD COLUMN draft boolean NOT NULL DEFAULT FALSE;
ALTER TABLE helpdesk_tickets ADD COLUMN review_closing text COLLATE "C" NOT NULL DEFAULT '';
ALTER TABLE helpdesk_tickets ADD COLUMN review_quality integer NOT NULL DEFAULT 0 CHECK (review_quality BETWEEN 0 AND 5);
ALTER TABLE helpdesk_tickets ADD COLUMN review_by text COLLATE "C" NOT NULL DEFAULT '';
ALTER TABLE helpdesk_tickets ADD COLUMN review_at timestamptz;

CREATE INDEX helpdesk_tickets_drafts ON helpdesk_tickets (desk, updated, id) WHERE draft;
CREATE INDEX helpdesk_tickets_closed ON helpdesk_tickets (desk, closed, id) WHERE closed IS NOT NULL;

ALTER TABLE helpdesk_tasks ADD COLUMN effort bigint NOT NULL DEFAULT 0 CHECK (effort >= 0);
ALTER TABLE helpdesk_tasks ADD COLUMN checklist text COLLATE "C";

CREATE TABLE helpdesk_stopwatches (
    desk    text COLLATE "C" NOT NULL,
    person  text COLLATE "C" NOT NULL,
    version bigint NOT NULL CHECK (version >= 1),
    ticket  uuid,
    task    uuid,
    started timestamptz,
    stopped timestamptz,
    note    text COLLATE "C" NOT NULL,
    spent   bigint NOT NULL CHECK (spent >= 0),
    PRIMARY KEY (desk, person),
    FOREIGN KEY (desk, ticket) REFERENCES helpdesk_tickets (desk, id)
);

CREATE TABLE helpdesk_link_states (
    desk  text COLLATE "C" NOT NULL,
    kind  text COLLATE "C" NOT NULL,
    key   text COLLATE "C" NOT NULL,
    state text COLLATE "C" NOT NULL,
    title text COLLATE "C" NOT NULL,
    done  boolean NOT NULL,
    at    timestamptz,
    tried timestamptz NOT NULL,
    fault text COLLATE "C" NOT NULL,
    PRIMARY KEY (desk, kind, key)
);
