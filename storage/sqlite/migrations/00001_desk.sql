-- A desk in SQLite. Instants are microseconds since 1970 in UTC, spans are
-- nanoseconds, ids are 16 bytes, documents are JSON as text; a name that ends in
-- _folded is the text in lower case, because SQLite knows the case of ASCII only.
-- The desk leads every key.

-- +goose Up
CREATE TABLE helpdesk_tickets (
    desk            TEXT    NOT NULL,
    id              BLOB    NOT NULL CHECK (length(id) = 16),
    number          TEXT    NOT NULL,
    number_folded   TEXT    NOT NULL,
    version         INTEGER NOT NULL CHECK (version >= 1),
    subject         TEXT    NOT NULL,
    subject_folded  TEXT    NOT NULL,
    kind            TEXT    NOT NULL,
    category        TEXT    NOT NULL,
    priority        TEXT    NOT NULL,
    plan            TEXT    NOT NULL,
    rule            TEXT    NOT NULL,
    fields          TEXT,
    channel         TEXT    NOT NULL,
    author          TEXT    NOT NULL,
    requester       TEXT    NOT NULL,
    organization    TEXT    NOT NULL,
    phone           TEXT    NOT NULL,
    observers       TEXT,
    stage           TEXT    NOT NULL,
    phase           TEXT    NOT NULL CHECK (phase IN ('open', 'waiting', 'resolved', 'done')),
    regulation      INTEGER NOT NULL,
    team            TEXT    NOT NULL,
    agent           TEXT    NOT NULL,
    vendor          TEXT    NOT NULL,
    last_task       BLOB,
    wait_reason     TEXT    NOT NULL,
    wait_since      INTEGER,
    wait_until      INTEGER,
    silence_since   INTEGER,
    silence_noticed INTEGER NOT NULL,
    estimates       TEXT,
    solution        TEXT    NOT NULL,
    rating          INTEGER NOT NULL CHECK (rating BETWEEN 0 AND 5),
    spent           INTEGER NOT NULL CHECK (spent >= 0),
    opened          INTEGER NOT NULL,
    entered         INTEGER NOT NULL,
    resolved        INTEGER,
    closed          INTEGER,
    updated         INTEGER NOT NULL,
    due             INTEGER NOT NULL, -- 9999-12-31 when no clock runs
    ledger          BLOB,
    head            BLOB,
    entries         INTEGER NOT NULL CHECK (entries >= 0),
    PRIMARY KEY (desk, id),
    UNIQUE (desk, number_folded)
) STRICT;

-- The queue: what most filters of it ask for is in the index.
CREATE INDEX helpdesk_tickets_due ON helpdesk_tickets (desk, due, id, phase, team, agent, vendor);
CREATE INDEX helpdesk_tickets_updated ON helpdesk_tickets (desk, updated, id);
CREATE INDEX helpdesk_tickets_opened ON helpdesk_tickets (desk, opened, id);
CREATE INDEX helpdesk_tickets_requester ON helpdesk_tickets (desk, requester, id);
CREATE INDEX helpdesk_tickets_organization ON helpdesk_tickets (desk, organization, due, id);
CREATE INDEX helpdesk_tickets_agent ON helpdesk_tickets (desk, agent, due, id, phase);
CREATE INDEX helpdesk_tickets_team ON helpdesk_tickets (desk, team, due, id, phase);

-- Who observes a ticket, to find it by; the list in its order is in the ticket.
CREATE TABLE helpdesk_observers (
    desk   TEXT NOT NULL,
    ticket BLOB NOT NULL,
    person TEXT NOT NULL,
    PRIMARY KEY (desk, ticket, person),
    FOREIGN KEY (desk, ticket) REFERENCES helpdesk_tickets (desk, id)
) STRICT, WITHOUT ROWID;

CREATE INDEX helpdesk_observers_person ON helpdesk_observers (desk, person, ticket);

CREATE TABLE helpdesk_messages (
    desk      TEXT    NOT NULL,
    ticket    BLOB    NOT NULL,
    id        BLOB    NOT NULL CHECK (length(id) = 16),
    version   INTEGER NOT NULL,
    place     INTEGER NOT NULL,
    at        INTEGER NOT NULL,
    author    TEXT    NOT NULL,
    on_behalf TEXT    NOT NULL,
    side      TEXT    NOT NULL CHECK (side IN ('requester', 'staff', 'system')),
    audience  TEXT    NOT NULL CHECK (audience IN ('public', 'internal')),
    purpose   TEXT    NOT NULL,
    channel   TEXT    NOT NULL,
    automatic INTEGER NOT NULL,
    text      TEXT    NOT NULL,
    salt      BLOB,
    PRIMARY KEY (desk, id),
    UNIQUE (desk, ticket, version, place),
    FOREIGN KEY (desk, ticket) REFERENCES helpdesk_tickets (desk, id)
) STRICT;

CREATE TABLE helpdesk_journal (
    desk      TEXT    NOT NULL,
    ticket    BLOB    NOT NULL,
    seq       INTEGER NOT NULL CHECK (seq >= 1),
    version   INTEGER NOT NULL,
    at        INTEGER NOT NULL,
    effective INTEGER,
    actor     TEXT    NOT NULL,
    on_behalf TEXT    NOT NULL,
    event     TEXT    NOT NULL,
    facts     TEXT,
    prev      BLOB,
    hash      BLOB,
    PRIMARY KEY (desk, ticket, seq),
    FOREIGN KEY (desk, ticket) REFERENCES helpdesk_tickets (desk, id)
) STRICT;

-- version and place are those of the change that made the task.
CREATE TABLE helpdesk_tasks (
    desk     TEXT    NOT NULL,
    ticket   BLOB    NOT NULL,
    id       BLOB    NOT NULL CHECK (length(id) = 16),
    version  INTEGER NOT NULL,
    place    INTEGER NOT NULL,
    kind     TEXT    NOT NULL,
    title    TEXT    NOT NULL,
    parent   BLOB,
    follows  BLOB,
    team     TEXT    NOT NULL,
    assignee TEXT    NOT NULL,
    due      INTEGER,
    state    TEXT    NOT NULL CHECK (state IN ('open', 'done', 'closed')),
    created  INTEGER NOT NULL,
    ended    INTEGER,
    spent    INTEGER NOT NULL CHECK (spent >= 0),
    PRIMARY KEY (desk, id),
    UNIQUE (desk, ticket, version, place),
    FOREIGN KEY (desk, ticket) REFERENCES helpdesk_tickets (desk, id)
) STRICT;

CREATE TABLE helpdesk_times (
    desk    TEXT    NOT NULL,
    ticket  BLOB    NOT NULL,
    id      BLOB    NOT NULL CHECK (length(id) = 16),
    version INTEGER NOT NULL,
    place   INTEGER NOT NULL,
    task    BLOB,
    person  TEXT    NOT NULL,
    at      INTEGER NOT NULL,
    spent   INTEGER NOT NULL,
    note    TEXT    NOT NULL,
    PRIMARY KEY (desk, id),
    UNIQUE (desk, ticket, version, place),
    FOREIGN KEY (desk, ticket) REFERENCES helpdesk_tickets (desk, id)
) STRICT;

-- Pending timers. version is that of the change that last asked for the timer;
-- owner and claimed_until are there while somebody holds it.
CREATE TABLE helpdesk_timers (
    desk          TEXT    NOT NULL,
    ticket        BLOB    NOT NULL,
    cause         TEXT    NOT NULL,
    kind          TEXT    NOT NULL,
    at            INTEGER NOT NULL,
    version       INTEGER NOT NULL,
    owner         BLOB,
    claimed_until INTEGER,
    PRIMARY KEY (desk, ticket, cause, kind),
    FOREIGN KEY (desk, ticket) REFERENCES helpdesk_tickets (desk, id)
) STRICT, WITHOUT ROWID;

CREATE INDEX helpdesk_timers_at ON helpdesk_timers (desk, at, ticket, cause, kind, claimed_until);

CREATE TABLE helpdesk_events (
    desk      TEXT    NOT NULL,
    ticket    BLOB    NOT NULL,
    id        BLOB    NOT NULL CHECK (length(id) = 16),
    version   INTEGER NOT NULL,
    place     INTEGER NOT NULL,
    number    TEXT    NOT NULL,
    kind      TEXT    NOT NULL,
    at        INTEGER NOT NULL,
    actor     TEXT    NOT NULL,
    on_behalf TEXT    NOT NULL,
    payload   TEXT    NOT NULL,
    PRIMARY KEY (desk, id),
    UNIQUE (desk, ticket, version, place),
    FOREIGN KEY (desk, ticket) REFERENCES helpdesk_tickets (desk, id)
) STRICT;

CREATE TABLE helpdesk_keys (
    desk    TEXT    NOT NULL,
    actor   TEXT    NOT NULL,
    verb    TEXT    NOT NULL,
    key     TEXT    NOT NULL,
    hash    BLOB,
    ticket  BLOB    NOT NULL,
    version INTEGER NOT NULL,
    part    BLOB,
    at      INTEGER NOT NULL,
    PRIMARY KEY (desk, actor, verb, key),
    FOREIGN KEY (desk, ticket) REFERENCES helpdesk_tickets (desk, id)
) STRICT, WITHOUT ROWID;

CREATE INDEX helpdesk_keys_at ON helpdesk_keys (desk, at);

-- The last number of each series that is leased to anybody.
CREATE TABLE helpdesk_numbers (
    desk   TEXT    NOT NULL,
    series TEXT    NOT NULL,
    last   INTEGER NOT NULL CHECK (last >= 0),
    PRIMARY KEY (desk, series)
) STRICT, WITHOUT ROWID;

CREATE TABLE helpdesk_people (
    desk         TEXT    NOT NULL,
    id           TEXT    NOT NULL,
    version      INTEGER NOT NULL CHECK (version >= 1),
    name         TEXT    NOT NULL,
    name_folded  TEXT    NOT NULL,
    email        TEXT    NOT NULL,
    email_folded TEXT    NOT NULL,
    phone        TEXT    NOT NULL,
    phone_folded TEXT    NOT NULL,
    organization TEXT    NOT NULL,
    language     TEXT    NOT NULL,
    roles        TEXT,
    staff        INTEGER NOT NULL,
    inactive     INTEGER NOT NULL,
    PRIMARY KEY (desk, id)
) STRICT;

CREATE INDEX helpdesk_people_name ON helpdesk_people (desk, name_folded, id);
CREATE INDEX helpdesk_people_organization ON helpdesk_people (desk, organization, name_folded, id);

CREATE TABLE helpdesk_organizations (
    desk        TEXT    NOT NULL,
    id          TEXT    NOT NULL,
    version     INTEGER NOT NULL CHECK (version >= 1),
    name        TEXT    NOT NULL,
    name_folded TEXT    NOT NULL,
    PRIMARY KEY (desk, id)
) STRICT;

CREATE INDEX helpdesk_organizations_name ON helpdesk_organizations (desk, name_folded, id);

CREATE TABLE helpdesk_teams (
    desk        TEXT    NOT NULL,
    id          TEXT    NOT NULL,
    version     INTEGER NOT NULL CHECK (version >= 1),
    name        TEXT    NOT NULL,
    name_folded TEXT    NOT NULL,
    members     TEXT,
    outside     INTEGER NOT NULL,
    PRIMARY KEY (desk, id)
) STRICT;

-- Who is in which team, to find the teams of a person; the list is in the team.
CREATE TABLE helpdesk_members (
    desk   TEXT NOT NULL,
    person TEXT NOT NULL,
    team   TEXT NOT NULL,
    PRIMARY KEY (desk, person, team),
    FOREIGN KEY (desk, team) REFERENCES helpdesk_teams (desk, id)
) STRICT, WITHOUT ROWID;

CREATE INDEX helpdesk_members_team ON helpdesk_members (desk, team, person);

CREATE TABLE helpdesk_regulations (
    desk    TEXT    NOT NULL,
    version INTEGER NOT NULL CHECK (version >= 1),
    source  BLOB    NOT NULL,
    author  TEXT    NOT NULL,
    reason  TEXT    NOT NULL,
    at      INTEGER NOT NULL,
    PRIMARY KEY (desk, version)
) STRICT, WITHOUT ROWID;
