-- When the consumer was last known to have applied everything published. Apart from `projection`, whose lock batches wait for.
CREATE TABLE freshness (
    singleton    boolean     PRIMARY KEY DEFAULT true CHECK (singleton),
    caught_up_at timestamptz
);
INSERT INTO freshness DEFAULT VALUES;

-- Where a rebuild grows: tables of the same names, made when it begins and put in place of the others when it is done.
CREATE SCHEMA shadow;

-- Rebuilds of the read model, at most one unfinished.
CREATE TABLE rebuilds (
    request_id      uuid        PRIMARY KEY,
    requested_at    timestamptz NOT NULL,
    finished_at     timestamptz,
    -- The stream that it reads, by its time of creation; another one means to begin again.
    stream_created  timestamptz,
    first_sequence  bigint      NOT NULL DEFAULT 0,
    target_sequence bigint      NOT NULL DEFAULT 0,
    complete_since  timestamptz,
    applied_sequence bigint     NOT NULL DEFAULT 0,
    skipped_events  bigint      NOT NULL DEFAULT 0,
    carried_over    bigint      NOT NULL DEFAULT 0,
    differences     bigint      NOT NULL DEFAULT 0
);
CREATE UNIQUE INDEX rebuilds_one_at_a_time ON rebuilds ((true)) WHERE finished_at IS NULL;
