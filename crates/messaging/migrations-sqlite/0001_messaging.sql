-- Events whose effect is in this database. Written in the transaction of the effect. Times are microseconds since 1970.
CREATE TABLE inbox (
    consumer        TEXT    NOT NULL,
    event_id        BLOB    NOT NULL,
    stream_sequence INTEGER NOT NULL,
    handled_at      INTEGER NOT NULL,
    PRIMARY KEY (consumer, event_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX inbox_handled_at ON inbox (handled_at);

-- Events that could not be handled, kept for an operator.
CREATE TABLE dead_letters (
    consumer        TEXT    NOT NULL,
    event_id        BLOB    NOT NULL,
    event_type      TEXT    NOT NULL,
    subject         TEXT    NOT NULL,
    aggregate_id    BLOB    NOT NULL,
    version         INTEGER NOT NULL,
    key             BLOB    NOT NULL,
    payload         BLOB    NOT NULL,
    traceparent     TEXT,
    occurred_at     INTEGER NOT NULL,
    stream_sequence INTEGER NOT NULL,
    attempts        INTEGER NOT NULL,
    reason          TEXT    NOT NULL,
    parked_at       INTEGER NOT NULL,
    PRIMARY KEY (consumer, event_id)
) STRICT;
CREATE INDEX dead_letters_parked_at ON dead_letters (parked_at, event_id);
