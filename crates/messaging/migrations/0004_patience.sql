-- Why a dead letter is one: `not_yet` is what time may mend, and is worked again by itself; `failing` failed too often; `poison` never
-- can be handled. Rows of earlier releases are `failing`.
ALTER TABLE dead_letters
    ADD COLUMN failure  text    NOT NULL DEFAULT 'failing',
    -- Somebody's money waits for it.
    ADD COLUMN money    boolean NOT NULL DEFAULT false,
    -- How often it was worked again by itself.
    ADD COLUMN redrives integer NOT NULL DEFAULT 0;

CREATE INDEX dead_letters_not_yet ON dead_letters (consumer, failed_at)
    WHERE failure = 'not_yet' AND NOT due AND redriven_at IS NULL;
CREATE INDEX dead_letters_parked ON dead_letters (consumer, money) WHERE redriven_at IS NULL;
-- For pruning.
CREATE INDEX dead_letters_redriven_at ON dead_letters (consumer, redriven_at) WHERE redriven_at IS NOT NULL;
CREATE INDEX redrives_requested_at ON redrives (requested_at);
