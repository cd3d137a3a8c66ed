-- The copy of every store's menu, kept by the store's events. `version` is the store's own: an older event
-- never overwrites a newer one. No foreign key: an item may be heard of before its store.
CREATE TABLE stores (
    id       uuid    PRIMARY KEY,
    owner_id text    NOT NULL,
    name     text    NOT NULL,
    open     boolean NOT NULL,
    currency text    NOT NULL,
    version  bigint  NOT NULL
);
CREATE INDEX stores_owner ON stores (owner_id);

CREATE TABLE menu_items (
    id          uuid    PRIMARY KEY,
    store_id    uuid    NOT NULL,
    name        text    NOT NULL,
    price_minor bigint  NOT NULL CHECK (price_minor >= 0),
    currency    text    NOT NULL,
    available   boolean NOT NULL,
    version     bigint  NOT NULL
);

-- What is being paid for. OPEN: payment may have been asked. VOIDING: no order may come of it any more, and payment
-- is told so; the row goes when payment has confirmed. DONE: the order exists. DECLINED: the card was refused.
-- Whoever works on a row holds its lease; after it ran out, somebody else may.
CREATE TABLE checkouts (
    order_id     uuid        PRIMARY KEY,
    customer_id  text        NOT NULL,
    request_id   uuid        NOT NULL,
    request_hash bytea       NOT NULL,
    status       text        NOT NULL DEFAULT 'OPEN' CHECK (status IN ('OPEN', 'VOIDING', 'DONE', 'DECLINED')),
    attempts     integer     NOT NULL DEFAULT 1,
    purchase     jsonb       NOT NULL,
    traceparent  text,
    lease_until  timestamptz NOT NULL,
    created_at   timestamptz NOT NULL,
    UNIQUE (customer_id, request_id)
);
CREATE INDEX checkouts_unsettled ON checkouts (created_at) WHERE status IN ('OPEN', 'VOIDING');

-- Ids are UUIDv7: newest first is `id DESC`.
CREATE TABLE orders (
    id                 uuid        PRIMARY KEY,
    customer_id        text        NOT NULL,
    store_id           uuid        NOT NULL,
    store_name         text        NOT NULL,
    lines              jsonb       NOT NULL,
    total_minor        bigint      NOT NULL CHECK (total_minor > 0),
    currency           text        NOT NULL,
    fulfillment        text        NOT NULL CHECK (fulfillment IN ('PICKUP', 'DELIVERY')),
    address_text       text,
    latitude           double precision,
    longitude          double precision,
    note               text        NOT NULL,
    payment_id         uuid        NOT NULL,
    status             text        NOT NULL DEFAULT 'PLACED',
    accept_by          timestamptz NOT NULL,
    cancel_by          text        CHECK (cancel_by IN ('CUSTOMER', 'TIMEOUT')),
    reason             text,
    ticket_accepted    boolean     NOT NULL DEFAULT false,
    version            bigint      NOT NULL DEFAULT 1,
    placed_at          timestamptz NOT NULL,
    updated_at         timestamptz NOT NULL,
    accepted_at        timestamptz,
    cooking_started_at timestamptz,
    cooked_at          timestamptz,
    picked_up_at       timestamptz,
    delivered_at       timestamptz,
    completed_at       timestamptz,
    rejected_at        timestamptz,
    canceled_at        timestamptz,
    traceparent        text,
    CHECK ((fulfillment = 'DELIVERY') = (address_text IS NOT NULL)),
    CHECK ((address_text IS NULL) = (latitude IS NULL) AND (latitude IS NULL) = (longitude IS NULL))
);
CREATE INDEX orders_by_customer ON orders (customer_id, id DESC);
CREATE INDEX orders_by_store ON orders (store_id, id DESC);
CREATE INDEX orders_unanswered ON orders (accept_by) WHERE status = 'PLACED';
