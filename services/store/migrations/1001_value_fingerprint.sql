-- A hash of the values that were asked for. `fingerprint`, of the message's bytes, is for releases that know only that; rows of
-- those have none of this.
ALTER TABLE requests ADD COLUMN value_fingerprint bytea;
