-- What a directory knows beyond names, who stands in for whom, what organizations
-- have bought, and the periods of which nothing can be booked any more.

-- +goose Up
ALTER TABLE helpdesk_people ADD COLUMN zone text COLLATE "C" NOT NULL DEFAULT '';
ALTER TABLE helpdesk_people ADD COLUMN merged text COLLATE "C" NOT NULL DEFAULT '';
ALTER TABLE helpdesk_organizations ADD COLUMN domains text COLLATE "C";
ALTER TABLE helpdesk_organizations ADD COLUMN parent text COLLATE "C" NOT NULL DEFAULT '';
ALTER TABLE helpdesk_organizations ADD COLUMN inactive boolean NOT NULL DEFAULT FALSE;
ALTER TABLE helpdesk_organizations ADD COLUMN merged text COLLATE "C" NOT NULL DEFAULT '';
ALTER TABLE helpdesk_teams ADD COLUMN leads text COLLATE "C";

-- What a person has to do, by his tasks.
CREATE INDEX helpdesk_tasks_assignee ON helpdesk_tasks (desk, assignee, ticket) WHERE state = 'open';

CREATE TABLE helpdesk_absences (
    desk       text COLLATE "C" NOT NULL,
    id         text COLLATE "C" NOT NULL,
    version    bigint NOT NULL CHECK (version >= 1),
    person     text COLLATE "C" NOT NULL,
    from_at    timestamptz NOT NULL,
    until_at   timestamptz NOT NULL,
    stand_in   text COLLATE "C" NOT NULL,
    note       text COLLATE "C" NOT NULL,
    PRIMARY KEY (desk, id)
);

CREATE INDEX helpdesk_absences_person ON helpdesk_absences (desk, person, until_at);
CREATE INDEX helpdesk_absences_until ON helpdesk_absences (desk, until_at, from_at, id);

-- Services are in the contract: they are read and written with it.
CREATE TABLE helpdesk_contracts (
    desk          text COLLATE "C" NOT NULL,
    id            text COLLATE "C" NOT NULL,
    version       bigint NOT NULL CHECK (version >= 1),
    number        text COLLATE "C" NOT NULL,
    number_folded text COLLATE "C" NOT NULL,
    organization  text COLLATE "C" NOT NULL,
    from_at       timestamptz NOT NULL,
    until_at      timestamptz,
    plan          text COLLATE "C" NOT NULL,
    services      text COLLATE "C",
    PRIMARY KEY (desk, id),
    CONSTRAINT helpdesk_contracts_number UNIQUE (desk, number_folded)
);

CREATE INDEX helpdesk_contracts_organization ON helpdesk_contracts (desk, organization, number_folded, id);

-- Time is billed in the period in which it was worked. What was booked so far was
-- worked when it was booked.
ALTER TABLE helpdesk_times ADD COLUMN worked timestamptz;
ALTER TABLE helpdesk_times ADD COLUMN contract text COLLATE "C" NOT NULL DEFAULT '';
ALTER TABLE helpdesk_times ADD COLUMN service text COLLATE "C" NOT NULL DEFAULT '';
ALTER TABLE helpdesk_times ADD COLUMN corrects uuid;
UPDATE helpdesk_times SET worked = at;
ALTER TABLE helpdesk_times ALTER COLUMN worked SET NOT NULL;

CREATE INDEX helpdesk_times_worked ON helpdesk_times (desk, worked, id);
CREATE INDEX helpdesk_times_contract ON helpdesk_times (desk, contract, service, spent) WHERE contract <> '';

CREATE TABLE helpdesk_periods (
    desk     text COLLATE "C" NOT NULL,
    number   integer NOT NULL CHECK (number >= 1),
    from_at  timestamptz,
    until_at timestamptz NOT NULL,
    at       timestamptz NOT NULL,
    made_by  text COLLATE "C" NOT NULL,
    lines    bigint NOT NULL,
    spent    bigint NOT NULL,
    PRIMARY KEY (desk, number)
);

CREATE INDEX helpdesk_periods_until ON helpdesk_periods (desk, until_at);

-- +goose StatementBegin
CREATE FUNCTION helpdesk_refuse_closed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (SELECT 1 FROM helpdesk_periods p WHERE p.desk = NEW.desk AND p.until_at > NEW.worked) THEN
        RAISE EXCEPTION 'helpdesk_periods' USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END
$$;
-- +goose StatementEnd

CREATE TRIGGER helpdesk_times_begin BEFORE INSERT ON helpdesk_times
FOR EACH ROW EXECUTE FUNCTION helpdesk_refuse_closed();
