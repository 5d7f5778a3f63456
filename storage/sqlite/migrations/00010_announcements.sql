-- The way of a published version to each handler that is told of publications. What is
-- told is kept with the version.

-- +goose Up
CREATE TABLE helpdesk_announcements (
    desk       TEXT    NOT NULL,
    handler    TEXT    NOT NULL,
    version    INTEGER NOT NULL,
    state      TEXT    NOT NULL CHECK (state IN ('pending', 'dead', 'done', 'skipped')),
    due        INTEGER NOT NULL,
    token      INTEGER NOT NULL DEFAULT 0,
    attempts   INTEGER NOT NULL DEFAULT 0,
    error      TEXT    NOT NULL DEFAULT '',
    settled    INTEGER,
    settled_by TEXT    NOT NULL DEFAULT '',
    reason     TEXT    NOT NULL DEFAULT '',
    PRIMARY KEY (desk, handler, version),
    CHECK ((settled IS NULL) = (state IN ('pending', 'dead'))),
    FOREIGN KEY (desk, version) REFERENCES helpdesk_regulations (desk, version)
) STRICT, WITHOUT ROWID;
