-- A desk in PostgreSQL. Spans are nanoseconds; documents are JSON as text, so that
-- they come back letter for letter; a name that ends in _folded is the text in
-- lower case, as the library folds it. Every text has the collation "C": its order
-- and its equality are those of the bytes, on every system and for ever.
-- The desk leads every key.

-- +goose Up
CREATE TABLE helpdesk_tickets (
    desk            text COLLATE "C" NOT NULL,
    id              uuid NOT NULL,
    number          text COLLATE "C" NOT NULL,
    number_folded   text COLLATE "C" NOT NULL,
    version         bigint NOT NULL CHECK (version >= 1),
    subject         text COLLATE "C" NOT NULL,
    subject_folded  text COLLATE "C" NOT NULL,
    kind            text COLLATE "C" NOT NULL,
    category        text COLLATE "C" NOT NULL,
    priority        text COLLATE "C" NOT NULL,
    plan            text COLLATE "C" NOT NULL,
    rule            text COLLATE "C" NOT NULL,
    fields          text COLLATE "C",
    channel         text COLLATE "C" NOT NULL,
    author          text COLLATE "C" NOT NULL,
    requester       text COLLATE "C" NOT NULL,
    organization    text COLLATE "C" NOT NULL,
    phone           text COLLATE "C" NOT NULL,
    observers       text COLLATE "C",
    stage           text COLLATE "C" NOT NULL,
    phase           text COLLATE "C" NOT NULL CHECK (phase IN ('open', 'waiting', 'resolved', 'done')),
    regulation      integer NOT NULL,
    team            text COLLATE "C" NOT NULL,
    agent           text COLLATE "C" NOT NULL,
    vendor          text COLLATE "C" NOT NULL,
    last_task       uuid,
    wait_reason     text COLLATE "C" NOT NULL,
    wait_since      timestamptz,
    wait_until      timestamptz,
    silence_since   timestamptz,
    silence_noticed boolean NOT NULL,
    estimates       text COLLATE "C",
    solution        text COLLATE "C" NOT NULL,
    rating          integer NOT NULL CHECK (rating BETWEEN 0 AND 5),
    spent           bigint NOT NULL CHECK (spent >= 0),
    opened          timestamptz NOT NULL,
    entered         timestamptz NOT NULL,
    resolved        timestamptz,
    closed          timestamptz,
    updated         timestamptz NOT NULL,
    due             timestamptz NOT NULL, -- 9999-12-31 when no clock runs
    ledger          bytea,
    head            bytea,
    entries         integer NOT NULL CHECK (entries >= 0),
    CONSTRAINT helpdesk_tickets_number UNIQUE (desk, number_folded)
);

-- The queue: what is not done, in the order of the due. Whom a ticket is with and
-- whose it is are in the index, so that others' tickets are passed over without
-- their rows being read.
CREATE INDEX helpdesk_tickets_queue ON helpdesk_tickets (desk, due, id, phase, team, agent, vendor, requester) WHERE phase <> 'done';
CREATE INDEX helpdesk_tickets_team ON helpdesk_tickets (desk, team, due, id, phase) WHERE phase <> 'done';
CREATE INDEX helpdesk_tickets_agent ON helpdesk_tickets (desk, agent, due, id, phase);
-- Two lists of few among many.
CREATE INDEX helpdesk_tickets_waiting ON helpdesk_tickets (desk, updated, id) WHERE wait_since IS NOT NULL OR phase = 'waiting';
CREATE INDEX helpdesk_tickets_resolved ON helpdesk_tickets (desk, updated, id) WHERE phase = 'resolved';
-- Everything, in each order.
CREATE INDEX helpdesk_tickets_due ON helpdesk_tickets (desk, due, id);
CREATE INDEX helpdesk_tickets_updated ON helpdesk_tickets (desk, updated, id);
CREATE INDEX helpdesk_tickets_opened ON helpdesk_tickets (desk, opened, id);
CREATE INDEX helpdesk_tickets_requester ON helpdesk_tickets (desk, requester, id);
CREATE INDEX helpdesk_tickets_organization ON helpdesk_tickets (desk, organization, id);
-- The key is made last: as long as a table has no statistics, the planner thinks that
-- all indexes with these columns cost the same, and takes the newest. With another, every
-- look at a ticket by its id, and so every check of what refers to it, would go through
-- all tickets of the desk.
ALTER TABLE helpdesk_tickets ADD PRIMARY KEY (desk, id);

-- Who observes a ticket, to find it by; the list in its order is in the ticket.
CREATE TABLE helpdesk_observers (
    desk   text COLLATE "C" NOT NULL,
    ticket uuid NOT NULL,
    person text COLLATE "C" NOT NULL,
    PRIMARY KEY (desk, ticket, person),
    FOREIGN KEY (desk, ticket) REFERENCES helpdesk_tickets (desk, id)
);

CREATE INDEX helpdesk_observers_person ON helpdesk_observers (desk, person, ticket);

CREATE TABLE helpdesk_messages (
    desk      text COLLATE "C" NOT NULL,
    ticket    uuid NOT NULL,
    id        uuid NOT NULL,
    version   bigint NOT NULL,
    place     integer NOT NULL,
    at        timestamptz NOT NULL,
    author    text COLLATE "C" NOT NULL,
    on_behalf text COLLATE "C" NOT NULL,
    side      text COLLATE "C" NOT NULL CHECK (side IN ('requester', 'staff', 'system')),
    audience  text COLLATE "C" NOT NULL CHECK (audience IN ('public', 'internal')),
    purpose   text COLLATE "C" NOT NULL,
    channel   text COLLATE "C" NOT NULL,
    automatic boolean NOT NULL,
    text      text COLLATE "C" NOT NULL,
    salt      bytea,
    PRIMARY KEY (desk, id),
    UNIQUE (desk, ticket, version, place),
    FOREIGN KEY (desk, ticket) REFERENCES helpdesk_tickets (desk, id)
);

CREATE TABLE helpdesk_journal (
    desk      text COLLATE "C" NOT NULL,
    ticket    uuid NOT NULL,
    seq       integer NOT NULL CHECK (seq >= 1),
    version   bigint NOT NULL,
    at        timestamptz NOT NULL,
    effective timestamptz,
    actor     text COLLATE "C" NOT NULL,
    on_behalf text COLLATE "C" NOT NULL,
    event     text COLLATE "C" NOT NULL,
    facts     text COLLATE "C",
    prev      bytea,
    hash      bytea,
    PRIMARY KEY (desk, ticket, seq),
    FOREIGN KEY (desk, ticket) REFERENCES helpdesk_tickets (desk, id)
);

-- version and place are those of the change that made the task.
CREATE TABLE helpdesk_tasks (
    desk     text COLLATE "C" NOT NULL,
    ticket   uuid NOT NULL,
    id       uuid NOT NULL,
    version  bigint NOT NULL,
    place    integer NOT NULL,
    kind     text COLLATE "C" NOT NULL,
    title    text COLLATE "C" NOT NULL,
    parent   uuid,
    follows  uuid,
    team     text COLLATE "C" NOT NULL,
    assignee text COLLATE "C" NOT NULL,
    due      timestamptz,
    state    text COLLATE "C" NOT NULL CHECK (state IN ('open', 'done', 'closed')),
    created  timestamptz NOT NULL,
    ended    timestamptz,
    spent    bigint NOT NULL CHECK (spent >= 0),
    PRIMARY KEY (desk, id),
    UNIQUE (desk, ticket, version, place),
    FOREIGN KEY (desk, ticket) REFERENCES helpdesk_tickets (desk, id)
);

CREATE TABLE helpdesk_times (
    desk    text COLLATE "C" NOT NULL,
    ticket  uuid NOT NULL,
    id      uuid NOT NULL,
    version bigint NOT NULL,
    place   integer NOT NULL,
    task    uuid,
    person  text COLLATE "C" NOT NULL,
    at      timestamptz NOT NULL,
    spent   bigint NOT NULL,
    note    text COLLATE "C" NOT NULL,
    PRIMARY KEY (desk, id),
    UNIQUE (desk, ticket, version, place),
    FOREIGN KEY (desk, ticket) REFERENCES helpdesk_tickets (desk, id)
);

-- Pending timers. version is that of the change that last asked for the timer;
-- owner and claimed_until are there while somebody holds it.
CREATE TABLE helpdesk_timers (
    desk          text COLLATE "C" NOT NULL,
    ticket        uuid NOT NULL,
    cause         text COLLATE "C" NOT NULL,
    kind          text COLLATE "C" NOT NULL,
    at            timestamptz NOT NULL,
    version       bigint NOT NULL,
    owner         uuid,
    claimed_until timestamptz,
    PRIMARY KEY (desk, ticket, cause, kind),
    FOREIGN KEY (desk, ticket) REFERENCES helpdesk_tickets (desk, id)
);

CREATE INDEX helpdesk_timers_at ON helpdesk_timers (desk, at, ticket, cause, kind, claimed_until);

CREATE TABLE helpdesk_events (
    desk      text COLLATE "C" NOT NULL,
    ticket    uuid NOT NULL,
    id        uuid NOT NULL,
    version   bigint NOT NULL,
    place     integer NOT NULL,
    number    text COLLATE "C" NOT NULL,
    kind      text COLLATE "C" NOT NULL,
    at        timestamptz NOT NULL,
    actor     text COLLATE "C" NOT NULL,
    on_behalf text COLLATE "C" NOT NULL,
    payload   text COLLATE "C" NOT NULL,
    PRIMARY KEY (desk, id),
    UNIQUE (desk, ticket, version, place),
    FOREIGN KEY (desk, ticket) REFERENCES helpdesk_tickets (desk, id)
);

CREATE TABLE helpdesk_keys (
    desk    text COLLATE "C" NOT NULL,
    actor   text COLLATE "C" NOT NULL,
    verb    text COLLATE "C" NOT NULL,
    key     text COLLATE "C" NOT NULL,
    hash    bytea,
    ticket  uuid NOT NULL,
    version bigint NOT NULL,
    part    uuid,
    at      timestamptz NOT NULL,
    PRIMARY KEY (desk, actor, verb, key),
    FOREIGN KEY (desk, ticket) REFERENCES helpdesk_tickets (desk, id)
);

CREATE INDEX helpdesk_keys_at ON helpdesk_keys (desk, at);

-- The last number of each series that is leased to anybody.
CREATE TABLE helpdesk_numbers (
    desk   text COLLATE "C" NOT NULL,
    series text COLLATE "C" NOT NULL,
    last   bigint NOT NULL CHECK (last >= 0),
    PRIMARY KEY (desk, series)
);

CREATE TABLE helpdesk_people (
    desk         text COLLATE "C" NOT NULL,
    id           text COLLATE "C" NOT NULL,
    version      bigint NOT NULL CHECK (version >= 1),
    name         text COLLATE "C" NOT NULL,
    name_folded  text COLLATE "C" NOT NULL,
    email        text COLLATE "C" NOT NULL,
    email_folded text COLLATE "C" NOT NULL,
    phone        text COLLATE "C" NOT NULL,
    phone_folded text COLLATE "C" NOT NULL,
    organization text COLLATE "C" NOT NULL,
    language     text COLLATE "C" NOT NULL,
    roles        text COLLATE "C",
    staff        boolean NOT NULL,
    inactive     boolean NOT NULL,
    PRIMARY KEY (desk, id)
);

CREATE INDEX helpdesk_people_name ON helpdesk_people (desk, name_folded, id);
CREATE INDEX helpdesk_people_organization ON helpdesk_people (desk, organization, name_folded, id);

CREATE TABLE helpdesk_organizations (
    desk        text COLLATE "C" NOT NULL,
    id          text COLLATE "C" NOT NULL,
    version     bigint NOT NULL CHECK (version >= 1),
    name        text COLLATE "C" NOT NULL,
    name_folded text COLLATE "C" NOT NULL,
    PRIMARY KEY (desk, id)
);

CREATE INDEX helpdesk_organizations_name ON helpdesk_organizations (desk, name_folded, id);

CREATE TABLE helpdesk_teams (
    desk        text COLLATE "C" NOT NULL,
    id          text COLLATE "C" NOT NULL,
    version     bigint NOT NULL CHECK (version >= 1),
    name        text COLLATE "C" NOT NULL,
    name_folded text COLLATE "C" NOT NULL,
    members     text COLLATE "C",
    outside     boolean NOT NULL,
    PRIMARY KEY (desk, id)
);

-- Who is in which team, to find the teams of a person; the list is in the team.
CREATE TABLE helpdesk_members (
    desk   text COLLATE "C" NOT NULL,
    person text COLLATE "C" NOT NULL,
    team   text COLLATE "C" NOT NULL,
    PRIMARY KEY (desk, person, team),
    FOREIGN KEY (desk, team) REFERENCES helpdesk_teams (desk, id)
);

CREATE INDEX helpdesk_members_team ON helpdesk_members (desk, team, person);

CREATE TABLE helpdesk_regulations (
    desk    text COLLATE "C" NOT NULL,
    version bigint NOT NULL CHECK (version >= 1),
    source  bytea NOT NULL,
    author  text COLLATE "C" NOT NULL,
    reason  text COLLATE "C" NOT NULL,
    at      timestamptz NOT NULL,
    PRIMARY KEY (desk, version)
);
