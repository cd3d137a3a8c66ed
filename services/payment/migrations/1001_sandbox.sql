-- The built-in sandbox plays the payment provider, a remote party: it remembers by key what it did, whatever becomes of
-- its callers. Nothing but the sandbox reads or writes here.
CREATE TABLE sandbox_charges (
    key uuid PRIMARY KEY,
    status text NOT NULL CHECK (status IN ('APPROVED', 'DECLINED', 'VOIDED', 'REFUNDED')),
    decline_reason text,
    amount_minor bigint,
    currency text,
    -- How often the charge was asked for: more than once is a repetition, which changes nothing.
    asked integer NOT NULL DEFAULT 1,
    created_at timestamptz NOT NULL DEFAULT now(),
    updated_at timestamptz NOT NULL DEFAULT now()
);
