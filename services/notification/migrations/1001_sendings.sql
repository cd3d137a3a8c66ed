-- What a customer said about being told. Addresses and secrets are here and nowhere else, so that
-- taking them away is one update.
CREATE TABLE preferences (
    customer       TEXT    NOT NULL PRIMARY KEY,
    language       TEXT    NOT NULL,
    muted_channels TEXT    NOT NULL, -- JSON: a list of names
    muted_kinds    TEXT    NOT NULL, -- JSON: a list of kinds
    email          TEXT,
    phone          TEXT,
    webhook_url    TEXT,
    webhook_secret TEXT,
    updated_at     INTEGER NOT NULL
) STRICT;

-- The newest updates of each customer, so that a late copy of one is known.
CREATE TABLE preference_updates (
    seq        INTEGER PRIMARY KEY AUTOINCREMENT,
    customer   TEXT NOT NULL,
    request_id TEXT NOT NULL,
    digest     BLOB NOT NULL,
    UNIQUE (customer, request_id)
) STRICT;

-- One row per notification and channel: no change is told twice through one.
CREATE TABLE sendings (
    notification INTEGER NOT NULL REFERENCES notifications (seq) ON DELETE CASCADE,
    channel      TEXT    NOT NULL,
    customer     TEXT    NOT NULL,
    status       TEXT    NOT NULL CHECK (status IN ('PENDING', 'SENT', 'FAILED')),
    attempts     INTEGER NOT NULL DEFAULT 0,
    next_try_at  INTEGER NOT NULL,
    error        TEXT, -- the class of the last failure, nothing personal
    created_at   INTEGER NOT NULL,
    settled_at   INTEGER,
    PRIMARY KEY (notification, channel)
) STRICT, WITHOUT ROWID;
CREATE INDEX sendings_due ON sendings (channel, next_try_at, notification) WHERE status = 'PENDING';
CREATE INDEX sendings_in_turn ON sendings (channel, customer, notification) WHERE status = 'PENDING';

INSERT INTO sendings (notification, channel, customer, status, attempts, next_try_at, created_at, settled_at)
SELECT seq, 'log', customer, iif(sent_at IS NULL, 'PENDING', 'SENT'), iif(sent_at IS NULL, 0, 1),
       created_at, created_at, sent_at
FROM notifications;

DROP INDEX notifications_unsent;
ALTER TABLE notifications DROP COLUMN sent_at;
-- The language that the words are in.
ALTER TABLE notifications ADD COLUMN language TEXT NOT NULL DEFAULT 'en';
CREATE INDEX notifications_by_age ON notifications (occurred_at);
