-- TURNED_AWAY: its caller was told that nothing was charged. Until `turned_away_until` nobody charges for this request id: by
-- then every call that was sent before is over. After it, the same call again is a new one. `purchase` is JSON's null.
ALTER TABLE checkouts DROP CONSTRAINT checkouts_status_check;
ALTER TABLE checkouts ADD CONSTRAINT checkouts_status
    CHECK (status IN ('OPEN', 'VOIDING', 'DONE', 'DECLINED', 'TURNED_AWAY')) NOT VALID;
ALTER TABLE checkouts ADD COLUMN turned_away_until timestamptz;
CREATE INDEX checkouts_turned_away ON checkouts (turned_away_until) WHERE status = 'TURNED_AWAY';

-- When a checkout that could not be settled is looked at again.
ALTER TABLE checkouts ADD COLUMN next_try_at timestamptz;

-- A hash of the values that were asked for. `request_hash`, of the message's bytes, is for releases that know only that; rows of
-- those have no fingerprint.
ALTER TABLE checkouts ADD COLUMN fingerprint bytea;

-- What stays of a checkout for ever: its request id means this order, or, without one, that the card was declined. `key` is the
-- first half of the SHA-256 of customer and request id.
CREATE TABLE remembered_requests (
    key           bytea       PRIMARY KEY,
    order_id      uuid,
    fingerprint   bytea       NOT NULL,
    remembered_at timestamptz NOT NULL DEFAULT now()
);
