-- Versions of the regulation keep the days of their calendars as they were known at
-- the publication, beside the text that was published. They tell whether open tickets were to follow at once, and
-- under which id their publication is told. A stage that a version has retired
-- takes no ticket, whoever still decides by an older version.

-- +goose Up
ALTER TABLE helpdesk_regulations ADD COLUMN calendars BLOB;
ALTER TABLE helpdesk_regulations ADD COLUMN event BLOB;
ALTER TABLE helpdesk_regulations ADD COLUMN open_follow INTEGER NOT NULL DEFAULT 0;

CREATE TABLE helpdesk_retired_stages (
    desk  TEXT NOT NULL,
    stage TEXT NOT NULL,
    PRIMARY KEY (desk, stage)
) STRICT, WITHOUT ROWID;

-- +goose StatementBegin
CREATE TRIGGER helpdesk_tickets_begin BEFORE INSERT ON helpdesk_tickets
WHEN EXISTS (SELECT 1 FROM helpdesk_retired_stages r WHERE r.desk = NEW.desk AND r.stage = NEW.stage)
BEGIN
    SELECT RAISE(ABORT, 'helpdesk_retired_stages');
END;
-- +goose StatementEnd

-- +goose StatementBegin
CREATE TRIGGER helpdesk_tickets_enter BEFORE UPDATE OF stage ON helpdesk_tickets
WHEN NEW.stage <> OLD.stage
    AND EXISTS (SELECT 1 FROM helpdesk_retired_stages r WHERE r.desk = NEW.desk AND r.stage = NEW.stage)
BEGIN
    SELECT RAISE(ABORT, 'helpdesk_retired_stages');
END;
-- +goose StatementEnd
