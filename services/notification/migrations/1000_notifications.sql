-- One row per change that a customer is told of. The event's id is the natural key, so that an event that
-- comes twice is told once. Ids are hyphenated UUIDs, times are microseconds since 1970.
CREATE TABLE notifications (
    seq         INTEGER PRIMARY KEY AUTOINCREMENT,
    id          TEXT    NOT NULL UNIQUE,
    customer    TEXT    NOT NULL,
    order_id    TEXT    NOT NULL,
    kind        TEXT    NOT NULL,
    body        TEXT    NOT NULL,
    occurred_at INTEGER NOT NULL,
    created_at  INTEGER NOT NULL,
    sent_at     INTEGER
) STRICT;
CREATE INDEX notifications_by_customer ON notifications (customer, seq DESC);
CREATE INDEX notifications_by_order ON notifications (customer, order_id, seq DESC);
CREATE INDEX notifications_unsent ON notifications (seq) WHERE sent_at IS NULL;
