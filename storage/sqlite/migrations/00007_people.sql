-- What a directory knows beyond names, who stands in for whom, what organizations
-- have bought, and the periods of which nothing can be booked any more.

-- +goose Up
ALTER TABLE helpdesk_people ADD COLUMN zone TEXT NOT NULL DEFAULT '';
ALTER TABLE helpdesk_people ADD COLUMN merged TEXT NOT NULL DEFAULT '';
ALTER TABLE helpdesk_organizations ADD COLUMN domains TEXT;
ALTER TABLE helpdesk_organizations ADD COLUMN parent TEXT NOT NULL DEFAULT '';
ALTER TABLE helpdesk_organizations ADD COLUMN inactive INTEGER NOT NULL DEFAULT 0;
ALTER TABLE helpdesk_organizations ADD COLUMN merged TEXT NOT NULL DEFAULT '';
ALTER TABLE helpdesk_teams ADD COLUMN leads TEXT;

-- What a person has to do, by his tasks.
CREATE INDEX helpdesk_tasks_assignee ON helpdesk_tasks (desk, assignee, ticket) WHERE state = 'open';

CREATE TABLE helpdesk_absences (
    desk       TEXT    NOT NULL,
    id         TEXT    NOT NULL,
    version    INTEGER NOT NULL CHECK (version >= 1),
    person     TEXT    NOT NULL,
    from_at    INTEGER NOT NULL,
    until_at   INTEGER NOT NULL,
    stand_in   TEXT    NOT NULL,
    note       TEXT    NOT NULL,
    PRIMARY KEY (desk, id)
) STRICT;

CREATE INDEX helpdesk_absences_person ON helpdesk_absences (desk, person, until_at);
CREATE INDEX helpdesk_absences_until ON helpdesk_absences (desk, until_at, from_at, id);

-- Services are in the contract: they are read and written with it.
CREATE TABLE helpdesk_contracts (
    desk          TEXT    NOT NULL,
    id            TEXT    NOT NULL,
    version       INTEGER NOT NULL CHECK (version >= 1),
    number        TEXT    NOT NULL,
    number_folded TEXT    NOT NULL,
    organization  TEXT    NOT NULL,
    from_at       INTEGER NOT NULL,
    until_at      INTEGER,
    plan          TEXT    NOT NULL,
    services      TEXT,
    PRIMARY KEY (desk, id),
    UNIQUE (desk, number_folded)
) STRICT;

CREATE INDEX helpdesk_contracts_organization ON helpdesk_contracts (desk, organization, number_folded, id);

-- Time is billed in the period in which it was worked. What was booked so far was
-- worked when it was booked.
ALTER TABLE helpdesk_times ADD COLUMN worked INTEGER NOT NULL DEFAULT 0;
ALTER TABLE helpdesk_times ADD COLUMN contract TEXT NOT NULL DEFAULT '';
ALTER TABLE helpdesk_times ADD COLUMN service TEXT NOT NULL DEFAULT '';
ALTER TABLE helpdesk_times ADD COLUMN corrects BLOB;
UPDATE helpdesk_times SET worked = at;

CREATE INDEX helpdesk_times_worked ON helpdesk_times (desk, worked, id);
CREATE INDEX helpdesk_times_contract ON helpdesk_times (desk, contract, service, spent) WHERE contract <> '';

CREATE TABLE helpdesk_periods (
    desk     TEXT    NOT NULL,
    number   INTEGER NOT NULL CHECK (number >= 1),
    from_at  INTEGER,
    until_at INTEGER NOT NULL,
    at       INTEGER NOT NULL,
    made_by  TEXT    NOT NULL,
    lines    INTEGER NOT NULL,
    spent    INTEGER NOT NULL,
    PRIMARY KEY (desk, number)
) STRICT, WITHOUT ROWID;

CREATE INDEX helpdesk_periods_until ON helpdesk_periods (desk, until_at);

-- +goose StatementBegin
CREATE TRIGGER helpdesk_times_begin BEFORE INSERT ON helpdesk_times
WHEN EXISTS (SELECT 1 FROM helpdesk_periods p WHERE p.desk = NEW.desk AND p.until_at > NEW.worked)
BEGIN
    SELECT RAISE(ABORT, 'helpdesk_periods');
END;
-- +goose StatementEnd
