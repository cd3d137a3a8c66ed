-- Facts that this database made true, on their way to the stream. `seq` orders them; a row that commits late
-- is found all the same, because the relay looks for what is unpublished and never for what comes "after".
CREATE TABLE outbox (
    seq             bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    id              uuid        NOT NULL UNIQUE,
    aggregate       text        NOT NULL,
    aggregate_id    uuid        NOT NULL,
    version         bigint      NOT NULL,
    event_type      text        NOT NULL,
    fact            text        NOT NULL,
    key             uuid        NOT NULL,
    payload         bytea       NOT NULL CHECK (octet_length(payload) <= 524288), -- below the server's max_payload
    traceparent     text,
    occurred_at     timestamptz NOT NULL,
    published_at    timestamptz,
    stream_sequence bigint,
    -- How often healing published the row again; makes a message id that deduplication has not seen.
    healed          integer     NOT NULL DEFAULT 0,
    CHECK ((published_at IS NULL) = (stream_sequence IS NULL))
) WITH (autovacuum_vacuum_scale_factor = 0.02, autovacuum_vacuum_insert_scale_factor = 0.05);

CREATE INDEX outbox_unpublished ON outbox (seq) WHERE published_at IS NULL;
CREATE INDEX outbox_stream_sequence ON outbox (stream_sequence) WHERE stream_sequence IS NOT NULL;

-- One row: which process relays, until when (by this database's clock), and up to where which stream (by its
-- time of creation) was last found intact. `outbox_id` names this outbox on the broker, so that processes can nudge the leader.
CREATE TABLE relay_lease (
    the_one           boolean     PRIMARY KEY DEFAULT true CHECK (the_one),
    outbox_id         uuid        NOT NULL DEFAULT gen_random_uuid(),
    holder            uuid,
    generation        bigint      NOT NULL DEFAULT 0,
    expires_at        timestamptz NOT NULL DEFAULT '-infinity',
    verified_sequence bigint      NOT NULL DEFAULT 0,
    verified_stream   timestamptz
);
INSERT INTO relay_lease DEFAULT VALUES;

-- Events whose effect is in this database. Written in the transaction of the effect.
CREATE TABLE inbox (
    consumer        text        NOT NULL,
    event_id        uuid        NOT NULL,
    stream_sequence bigint      NOT NULL,
    handled_at      timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (consumer, event_id)
);
CREATE INDEX inbox_handled_at ON inbox USING brin (handled_at);

-- Events that could not be handled, kept for an operator.
CREATE TABLE dead_letters (
    consumer        text        NOT NULL,
    event_id        uuid        NOT NULL,
    event_type      text        NOT NULL,
    subject         text        NOT NULL,
    aggregate_id    uuid        NOT NULL,
    version         bigint      NOT NULL,
    key             uuid        NOT NULL,
    payload         bytea       NOT NULL,
    traceparent     text,
    occurred_at     timestamptz NOT NULL,
    stream_sequence bigint      NOT NULL,
    attempts        integer     NOT NULL,
    reason          text        NOT NULL,
    parked_at       timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (consumer, event_id)
);
CREATE INDEX dead_letters_parked_at ON dead_letters (parked_at, event_id);
