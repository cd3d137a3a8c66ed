-- A place in the stream means something only in the stream that gave it, so a row says which one that was: `stream_generation` counts
-- the streams that this outbox has seen, and 0 is the one there was before they were counted. Processes of the release before
-- write no generation: where it has moved on meanwhile, what they publish is told once more.
ALTER TABLE outbox ADD COLUMN stream_generation bigint NOT NULL DEFAULT 0;
ALTER TABLE relay_lease
    ADD COLUMN stream_generation bigint NOT NULL DEFAULT 0,
    -- When the stream of that generation was made. `verified_stream` follows it once everything of earlier ones is unpublished.
    ADD COLUMN stream_created timestamptz;

-- `outbox_stream_sequence` stays for processes of the release before.
CREATE INDEX outbox_stream_place ON outbox (stream_generation, stream_sequence) WHERE stream_sequence IS NOT NULL;
CREATE INDEX outbox_published_at ON outbox (published_at) WHERE published_at IS NOT NULL;

-- Where a consumer last handled an event that its handler did not claim in the inbox: a ring of a few rows for each.
CREATE TABLE consumer_evidence (
    consumer        text        NOT NULL,
    slot            smallint    NOT NULL,
    event_id        uuid        NOT NULL,
    stream_sequence bigint      NOT NULL,
    handled_at      timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (consumer, slot)
);
