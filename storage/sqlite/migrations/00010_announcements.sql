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

-- Of what was published so far nobody is told any more.
INSERT INTO helpdesk_announcements (desk, handler, version, state, due, settled, settled_by, reason)
SELECT r.desk, h.handler, r.version, 'skipped', r.at, r.at, 'system:migration', 'published before publications were told'
FROM helpdesk_regulations r JOIN helpdesk_handled h ON h.desk = r.desk AND h.kind = ''
WHERE r.event IS NOT NULL;
