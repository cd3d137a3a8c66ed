-- Since when a delivery waits for a rider, and whether that is too long.
ALTER TABLE deliveries ADD COLUMN waiting_since timestamptz;
UPDATE deliveries SET waiting_since = created_at;
ALTER TABLE deliveries ALTER COLUMN waiting_since SET NOT NULL;
ALTER TABLE deliveries ADD COLUMN urgent boolean NOT NULL DEFAULT false;
ALTER TABLE deliveries ADD CONSTRAINT only_what_waits_is_urgent CHECK (NOT urgent OR status = 'AVAILABLE');

-- What riders look through, in the order in which they see it.
DROP INDEX deliveries_available;
CREATE INDEX deliveries_available ON deliveries ((NOT urgent), delivery_id) WHERE status = 'AVAILABLE';

-- What the sweeper looks through.
CREATE INDEX deliveries_waiting ON deliveries (waiting_since) WHERE status = 'AVAILABLE' AND NOT urgent;
CREATE INDEX deliveries_claimed ON deliveries (greatest(claimed_at, ready_at))
    WHERE status = 'CLAIMED' AND ready_at IS NOT NULL;
