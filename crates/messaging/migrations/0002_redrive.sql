-- Dead letters get a name of their own, and can be worked once more. `parked_at` is the first time and `failed_at` the last.
ALTER TABLE dead_letters
    ADD COLUMN id           uuid        NOT NULL DEFAULT gen_random_uuid() UNIQUE,
    ADD COLUMN failed_at    timestamptz NOT NULL DEFAULT now(),
    ADD COLUMN due          boolean     NOT NULL DEFAULT false,
    -- Until when a process that took it is believed to be working on it.
    ADD COLUMN taken_until  timestamptz NOT NULL DEFAULT '-infinity',
    ADD COLUMN redriven_at  timestamptz,
    ADD CHECK (NOT (due AND redriven_at IS NOT NULL));
UPDATE dead_letters SET failed_at = parked_at;

DROP INDEX dead_letters_parked_at;
CREATE INDEX dead_letters_parked_at ON dead_letters (parked_at, id);
CREATE INDEX dead_letters_due ON dead_letters (consumer) WHERE due;

-- Each request to work one again: the same request never does it twice.
CREATE TABLE redrives (
    request_id     uuid        PRIMARY KEY,
    dead_letter_id uuid        NOT NULL REFERENCES dead_letters (id) ON DELETE CASCADE,
    requested_at   timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX redrives_dead_letter_id ON redrives (dead_letter_id);
