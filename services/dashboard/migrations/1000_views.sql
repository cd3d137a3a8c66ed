-- How far the read model is. One row, and its lock: batches commit one after another, so that versions
-- become visible in their order and a watcher that has seen one has seen all before it.
CREATE TABLE projection (
    singleton       boolean     PRIMARY KEY DEFAULT true CHECK (singleton),
    version         bigint      NOT NULL DEFAULT 0,
    stream_sequence bigint      NOT NULL DEFAULT 0,
    as_of           timestamptz,
    last_applied_at timestamptz
);
INSERT INTO projection DEFAULT VALUES;

-- One row per order. Each part has the version of the fact it shows, and only moves forward.
CREATE TABLE order_views (
    order_id         uuid        PRIMARY KEY,
    customer         text,
    store_id         uuid,
    -- Known once order.placed is: all or none of these.
    store_name       text,
    fulfillment      text,
    lines            jsonb,
    total_minor      bigint,
    currency         text,
    placed_at        timestamptz,
    order_status     text,
    order_version    bigint      NOT NULL,
    order_at         timestamptz,
    reason           text        NOT NULL,
    reason_version   bigint      NOT NULL,
    payment_status   text,
    payment_version  bigint      NOT NULL,
    payment_at       timestamptz,
    payment_id       uuid,
    amount_minor     bigint,
    amount_currency  text,
    ticket_status    text,
    ticket_version   bigint      NOT NULL,
    ticket_at        timestamptz,
    delivery_status  text,
    delivery_version bigint      NOT NULL,
    delivery_at      timestamptz,
    delivery_id      uuid,
    rider            text,
    updated_at       timestamptz NOT NULL,
    version          bigint      NOT NULL,
    -- A payment alone may be of an order that never came to be.
    is_order         boolean     NOT NULL
        GENERATED ALWAYS AS (order_version > 0 OR ticket_version > 0 OR delivery_version > 0) STORED
) WITH (fillfactor = 80);
-- Order ids are UUIDv7: by id is by age.
CREATE INDEX order_views_of_customer ON order_views (customer, order_id DESC) WHERE is_order;
CREATE INDEX order_views_of_store ON order_views (store_id, order_id DESC) WHERE is_order;
CREATE INDEX order_views_of_rider ON order_views (rider, order_id DESC)
    WHERE is_order AND rider IS NOT NULL;
CREATE UNIQUE INDEX order_views_by_version ON order_views (version);

-- Whose store is whose.
CREATE TABLE stores (
    id      uuid   PRIMARY KEY,
    owner   text   NOT NULL,
    name    text   NOT NULL,
    version bigint NOT NULL
);
CREATE INDEX stores_of_owner ON stores (owner);

CREATE TABLE item_sales (
    store_id     uuid   NOT NULL,
    item_id      uuid   NOT NULL,
    name         text   NOT NULL,
    quantity     bigint NOT NULL,
    amount_minor bigint NOT NULL,
    currency     text   NOT NULL,
    PRIMARY KEY (store_id, item_id)
);
CREATE INDEX item_sales_most ON item_sales (store_id, quantity DESC, item_id);

CREATE TABLE rider_stats (
    rider     text   PRIMARY KEY,
    active    bigint NOT NULL,
    completed bigint NOT NULL
);
CREATE INDEX rider_stats_most ON rider_stats (completed DESC, rider);
