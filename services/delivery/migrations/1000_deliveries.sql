-- One delivery for each accepted DELIVERY order. Ids are UUIDv7: their order is the order of creation.
CREATE TABLE deliveries (
    delivery_id uuid PRIMARY KEY,
    order_id uuid NOT NULL UNIQUE,
    customer_id text NOT NULL,
    store_id uuid NOT NULL,
    store_name text NOT NULL,
    pickup_text text NOT NULL,
    pickup_latitude double precision NOT NULL,
    pickup_longitude double precision NOT NULL,
    dropoff_text text NOT NULL,
    dropoff_latitude double precision NOT NULL,
    dropoff_longitude double precision NOT NULL,
    status text NOT NULL CHECK (status IN ('AVAILABLE', 'CLAIMED', 'PICKED_UP', 'COMPLETED', 'CANCELED')),
    rider_id text,
    version bigint NOT NULL CHECK (version > 0),
    traceparent text,
    created_at timestamptz NOT NULL,
    updated_at timestamptz NOT NULL,
    ready_at timestamptz,
    claimed_at timestamptz,
    picked_up_at timestamptz,
    completed_at timestamptz,
    canceled_at timestamptz,
    CONSTRAINT rider_fits_status CHECK (
        CASE status
            WHEN 'AVAILABLE' THEN rider_id IS NULL
            WHEN 'CANCELED' THEN true
            ELSE rider_id IS NOT NULL
        END
    )
);

-- What riders look through: small at all times.
CREATE INDEX deliveries_available ON deliveries (delivery_id) WHERE status = 'AVAILABLE';

-- Orders called off before their acceptance arrived here. The acceptance still comes, late, and must not send a rider.
CREATE TABLE canceled_orders (
    order_id uuid PRIMARY KEY,
    canceled_at timestamptz NOT NULL
);

-- What each rider carries and carried, changed in the statement that changes the delivery. No CHECK keeps the numbers from
-- being negative: an upsert's proposed row is checked too, and that is a difference, not a sum.
CREATE TABLE rider_stats (
    rider_id text PRIMARY KEY,
    active bigint NOT NULL,
    completed bigint NOT NULL,
    last_completed_at timestamptz
);

CREATE INDEX rider_stats_ranked ON rider_stats (completed DESC, rider_id);
