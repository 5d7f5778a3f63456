-- The way of a published version to each handler that is told of publications. What is
-- told is kept with the version.

-- +goose Up
CREATE TABLE helpdesk_announcements (
    desk       text COLLATE "C" NOT NULL,
    handler    text COLLATE "C" NOT NULL,
    version    bigint NOT NULL,
    state      text COLLATE "C" NOT NULL CHECK (state IN ('pending', 'dead', 'done', 'skipped')),
    due        timestamptz NOT NULL,
    token      bigint NOT NULL DEFAULT 0,
    attempts   integer NOT NULL DEFAULT 0,
    error      text COLLATE "C" NOT NULL DEFAULT '',
    settled    timestamptz,
    settled_by text COLLATE "C" NOT NULL DEFAULT '',
    reason     text COLLATE "C" NOT NULL DEFAULT '',
    PRIMARY KEY (desk, handler, version),
    CHECK ((settled IS NULL) = (state IN ('pending', 'dead'))),
    FOREIGN KEY (desk, version) REFERENCES helpdesk_regulations (desk, version)
);

-- Of what was published so far nobody is told any more.
INSERT INTO helpdesk_announcements (desk, handler, version, state, due, settled, settled_by, reason)
SELECT r.desk, h.handler, r.version, 'skipped', r.at, r.at, 'system:migration', 'published before publications were told'
FROM helpdesk_regulations r JOIN helpdesk_handled h ON h.desk = r.desk AND h.kind = ''
WHERE r.event IS NOT NULL;
