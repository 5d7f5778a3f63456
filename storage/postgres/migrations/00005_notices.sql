-- What people are told in the desk, and of what they want to be told.

-- +goose Up
CREATE TABLE helpdesk_notices (
    desk    text COLLATE "C" NOT NULL,
    person  text COLLATE "C" NOT NULL,
    event   uuid NOT NULL,
    ticket  uuid NOT NULL,
    kind    text COLLATE "C" NOT NULL,
    at      timestamptz NOT NULL,
    read_at timestamptz,
    PRIMARY KEY (desk, person, event),
    FOREIGN KEY (desk, event) REFERENCES helpdesk_events (desk, id),
    FOREIGN KEY (desk, ticket) REFERENCES helpdesk_tickets (desk, id)
);

CREATE INDEX helpdesk_notices_at ON helpdesk_notices (desk, person, at, event);
CREATE INDEX helpdesk_notices_unread ON helpdesk_notices (desk, person, ticket) WHERE read_at IS NULL;

CREATE TABLE helpdesk_preferences (
    desk    text COLLATE "C" NOT NULL,
    person  text COLLATE "C" NOT NULL,
    version bigint NOT NULL CHECK (version >= 1),
    off     text COLLATE "C",
    quiet   text COLLATE "C",
    PRIMARY KEY (desk, person)
);

-- The newest events of a desk.
CREATE INDEX helpdesk_events_at ON helpdesk_events (desk, at, id);
