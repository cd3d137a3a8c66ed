-- One payment for each order, for ever: the order id is the key of idempotency, here and at the provider.
CREATE TABLE payments (
    order_id uuid PRIMARY KEY,
    payment_id uuid NOT NULL UNIQUE,
    -- The terms are missing together on a tombstone: an order that was voided before anybody asked to pay for it.
    customer_id text,
    store_id uuid,
    amount_minor bigint CHECK (amount_minor > 0),
    currency text CHECK (currency ~ '^[A-Z]{3}$'),
    card_fingerprint bytea CHECK (octet_length(card_fingerprint) = 32),
    status text NOT NULL CHECK (status IN (
        'PENDING', 'APPROVED', 'DECLINED', 'VOIDING', 'VOIDED', 'REFUND_PENDING', 'REFUNDED'
    )),
    decline_reason text,
    version bigint NOT NULL CHECK (version > 0),
    traceparent text,
    created_at timestamptz NOT NULL,
    updated_at timestamptz NOT NULL,
    approved_at timestamptz,
    voided_at timestamptz,
    refunded_at timestamptz,
    -- Open payments (see payments_open): somebody is asking the provider until then; it is not to be asked twice at once.
    reserved_until timestamptz NOT NULL,
    -- Open payments: when the settler looks at it next.
    next_try_at timestamptz NOT NULL,
    -- How often the provider was asked since the payment became open; the pause grows with it.
    tries integer NOT NULL DEFAULT 0,
    CONSTRAINT terms_are_whole CHECK (
        num_nulls(customer_id, store_id, amount_minor, currency, card_fingerprint) IN (0, 5)
    ),
    CONSTRAINT only_a_tombstone_has_no_terms CHECK (
        customer_id IS NOT NULL OR (status = 'VOIDED' AND approved_at IS NULL)
    )
);

-- What still needs the provider's word. Small at all times, so that looking for work costs nothing.
CREATE INDEX payments_open ON payments (next_try_at)
    WHERE status IN ('PENDING', 'VOIDING', 'REFUND_PENDING');

-- Payment ids are UUIDv7: their order is the order of creation.
CREATE INDEX payments_by_customer ON payments (customer_id, payment_id DESC);

-- What happened to the money. A payment's amounts add up to what is held for it.
CREATE TABLE ledger (
    entry_id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    order_id uuid NOT NULL REFERENCES payments (order_id),
    kind text NOT NULL CHECK (kind IN ('APPROVAL', 'DECLINE', 'VOID', 'REFUND_REQUEST', 'REFUND')),
    amount_minor bigint NOT NULL,
    currency text NOT NULL,
    recorded_at timestamptz NOT NULL,
    CONSTRAINT each_kind_once UNIQUE (order_id, kind),
    CONSTRAINT amount_fits_kind CHECK (
        CASE kind
            WHEN 'APPROVAL' THEN amount_minor > 0
            WHEN 'VOID' THEN amount_minor < 0
            WHEN 'REFUND' THEN amount_minor < 0
            ELSE amount_minor = 0
        END
    )
);

CREATE FUNCTION ledger_is_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'the ledger is append-only: % refused', tg_op USING ERRCODE = 'restrict_violation';
END
$$;

CREATE TRIGGER ledger_is_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON ledger
    FOR EACH STATEMENT EXECUTE FUNCTION ledger_is_append_only();
