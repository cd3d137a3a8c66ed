-- Dead letters get a name of their own, and can be worked once more. `parked_at` is the first time and `failed_at` the last.
ALTER TABLE dead_letters ADD COLUMN id BLOB NOT NULL DEFAULT x'';
ALTER TABLE dead_letters ADD COLUMN failed_at INTEGER NOT NULL DEFAULT 0;
ALTER TABLE dead_letters ADD COLUMN due INTEGER NOT NULL DEFAULT 0;
-- Until when a process that took it is believed to be working on it.
ALTER TABLE dead_letters ADD COLUMN taken_until INTEGER NOT NULL DEFAULT 0;
ALTER TABLE dead_letters ADD COLUMN redriven_at INTEGER;
UPDATE dead_letters SET id = randomblob(16), failed_at = parked_at;

CREATE UNIQUE INDEX dead_letters_id ON dead_letters (id);
DROP INDEX dead_letters_parked_at;
CREATE INDEX dead_letters_parked_at ON dead_letters (parked_at, id);
CREATE INDEX dead_letters_due ON dead_letters (consumer) WHERE due = 1;

-- Each request to work one again: the same request never does it twice.
CREATE TABLE redrives (
    request_id     BLOB    NOT NULL PRIMARY KEY,
    dead_letter_id BLOB    NOT NULL REFERENCES dead_letters (id) ON DELETE CASCADE,
    requested_at   INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX redrives_dead_letter_id ON redrives (dead_letter_id);
