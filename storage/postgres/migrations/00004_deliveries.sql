-- Who is told of events, and the way of each event to each of them.

-- +goose Up
CREATE TABLE helpdesk_handlers (
    desk    text COLLATE "C" NOT NULL,
    name    text COLLATE "C" NOT NULL,
    carries boolean NOT NULL,
    since   timestamptz NOT NULL,
    PRIMARY KEY (desk, name)
);

-- What a change makes deliveries for. An empty kind is every kind.
CREATE TABLE helpdesk_handled (
    desk    text COLLATE "C" NOT NULL,
    kind    text COLLATE "C" NOT NULL,
    handler text COLLATE "C" NOT NULL,
    PRIMARY KEY (desk, kind, handler),
    FOREIGN KEY (desk, handler) REFERENCES helpdesk_handlers (desk, name) ON DELETE CASCADE
);

CREATE INDEX helpdesk_handled_handler ON helpdesk_handled (desk, handler);

-- settled is there once a delivery is done or skipped: until then it holds up what
-- comes after it in its line. due is when it may be claimed.
CREATE TABLE helpdesk_deliveries (
    desk       text COLLATE "C" NOT NULL,
    handler    text COLLATE "C" NOT NULL,
    ticket     uuid NOT NULL,
    person     text COLLATE "C" NOT NULL,
    version    bigint NOT NULL,
    place      integer NOT NULL,
    event      uuid NOT NULL,
    state      text COLLATE "C" NOT NULL CHECK (state IN ('pending', 'dead', 'done', 'skipped')),
    due        timestamptz NOT NULL,
    token      bigint NOT NULL DEFAULT 0,
    attempts   integer NOT NULL DEFAULT 0,
    error      text COLLATE "C" NOT NULL DEFAULT '',
    settled    timestamptz,
    settled_by text COLLATE "C" NOT NULL DEFAULT '',
    reason     text COLLATE "C" NOT NULL DEFAULT '',
    PRIMARY KEY (desk, handler, ticket, person, version, place),
    CHECK ((settled IS NULL) = (state IN ('pending', 'dead'))),
    FOREIGN KEY (desk, event) REFERENCES helpdesk_events (desk, id),
    FOREIGN KEY (desk, ticket) REFERENCES helpdesk_tickets (desk, id)
);

CREATE INDEX helpdesk_deliveries_due ON helpdesk_deliveries (desk, handler, due) WHERE state = 'pending';
