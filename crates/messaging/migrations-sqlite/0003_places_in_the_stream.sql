-- Where a consumer last handled an event that its handler did not claim in the inbox: a ring of a few rows for each.
CREATE TABLE consumer_evidence (
    consumer        TEXT    NOT NULL,
    slot            INTEGER NOT NULL,
    event_id        BLOB    NOT NULL,
    stream_sequence INTEGER NOT NULL,
    handled_at      INTEGER NOT NULL,
    PRIMARY KEY (consumer, slot)
) STRICT, WITHOUT ROWID;
