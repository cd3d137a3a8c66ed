-- Stores and their menus.
CREATE TABLE stores (
    id          uuid             PRIMARY KEY,
    owner       text             NOT NULL,
    name        text             NOT NULL,
    kind        text             NOT NULL,
    currency    text             NOT NULL,
    address     text             NOT NULL,
    latitude    double precision NOT NULL,
    longitude   double precision NOT NULL,
    open        boolean          NOT NULL,
    version     bigint           NOT NULL,
    created_at  timestamptz      NOT NULL,
    updated_at  timestamptz      NOT NULL
);
CREATE INDEX stores_by_name ON stores (name, id);
CREATE INDEX stores_by_owner ON stores (owner, name, id);

CREATE TABLE menu_items (
    id          uuid        PRIMARY KEY,
    store_id    uuid        NOT NULL REFERENCES stores (id),
    name        text        NOT NULL,
    price_minor bigint      NOT NULL CHECK (price_minor >= 0),
    currency    text        NOT NULL,
    available   boolean     NOT NULL,
    version     bigint      NOT NULL,
    updated_at  timestamptz NOT NULL
);
CREATE INDEX menu_items_by_name ON menu_items (store_id, name, id);

-- What a caller's request_id came to, so that the same call again gives the same answer.
CREATE TABLE requests (
    caller      text        NOT NULL,
    request_id  uuid        NOT NULL,
    fingerprint bytea       NOT NULL,
    result_id   uuid        NOT NULL,
    created_at  timestamptz NOT NULL,
    PRIMARY KEY (caller, request_id)
);

-- Kitchen tickets, one per order. The store may be unknown here: what was paid for is cooked or refused
-- by whoever owns that id. The lines are read and written only as a whole.
CREATE TABLE tickets (
    order_id    uuid             PRIMARY KEY,
    store_id    uuid             NOT NULL,
    store_name  text             NOT NULL,
    customer    text             NOT NULL,
    state       text             NOT NULL,
    version     bigint           NOT NULL,
    lines       jsonb            NOT NULL,
    total_minor bigint           NOT NULL CHECK (total_minor >= 0),
    currency    text             NOT NULL,
    fulfillment text             NOT NULL,
    address     text,
    latitude    double precision,
    longitude   double precision,
    note        text             NOT NULL,
    reason      text             NOT NULL,
    traceparent text,
    placed_at   timestamptz      NOT NULL,
    updated_at  timestamptz      NOT NULL,
    accepted_at        timestamptz,
    cooking_started_at timestamptz,
    cooked_at          timestamptz,
    handed_over_at     timestamptz,
    rejected_at        timestamptz,
    canceled_at        timestamptz
);
CREATE INDEX tickets_by_store ON tickets (store_id, placed_at, order_id);
CREATE INDEX tickets_by_state ON tickets (store_id, state, placed_at, order_id);

-- What each store sold, per item; counted when it is cooked, which nothing takes back.
CREATE TABLE item_sales (
    store_id     uuid        NOT NULL,
    item_id      uuid        NOT NULL,
    name         text        NOT NULL,
    quantity     bigint      NOT NULL,
    amount_minor bigint      NOT NULL,
    currency     text        NOT NULL,
    updated_at   timestamptz NOT NULL,
    PRIMARY KEY (store_id, item_id)
);
CREATE INDEX item_sales_most ON item_sales (store_id, quantity DESC, item_id);
