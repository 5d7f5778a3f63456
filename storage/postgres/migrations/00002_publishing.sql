-- Versions of the regulation keep the days of their calendars as they were known at
-- the publication, beside the text that was published. They tell whether open tickets were to follow at once, and
-- under which id their publication is told. A stage that a version has retired
-- takes no ticket, whoever still decides by an older version.

-- +goose Up
ALTER TABLE helpdesk_regulations ADD COLUMN calendars bytea;
ALTER TABLE helpdesk_regulations ADD COLUMN event uuid;
ALTER TABLE helpdesk_regulations ADD COLUMN open_follow boolean NOT NULL DEFAULT FALSE;

CREATE TABLE helpdesk_retired_stages (
    desk  text COLLATE "C" NOT NULL,
    stage text COLLATE "C" NOT NULL,
    PRIMARY KEY (desk, stage)
);

-- +goose StatementBegin
CREATE FUNCTION helpdesk_refuse_retired() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (SELECT 1 FROM helpdesk_retired_stages r WHERE r.desk = NEW.desk AND r.stage = NEW.stage) THEN
        RAISE EXCEPTION 'helpdesk_retired_stages' USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END
$$;
-- +goose StatementEnd

CREATE TRIGGER helpdesk_tickets_begin BEFORE INSERT ON helpdesk_tickets
FOR EACH ROW EXECUTE FUNCTION helpdesk_refuse_retired();

CREATE TRIGGER helpdesk_tickets_enter BEFORE UPDATE OF stage ON helpdesk_tickets
FOR EACH ROW WHEN (NEW.stage <> OLD.stage) EXECUTE FUNCTION helpdesk_refuse_retired();
