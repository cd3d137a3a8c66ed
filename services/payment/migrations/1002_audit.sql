-- What payment has heard of the orders: enough for the audit to say whether their money is right. Each fact sets its own
-- column, the earliest time stays, so facts may come in any order and again.
CREATE TABLE order_facts (
    order_id uuid PRIMARY KEY,
    placed_at timestamptz,
    -- Delivered or completed: the customer has the goods.
    delivered_at timestamptz,
    -- Rejected or canceled: the money is to go back.
    called_off_at timestamptz
);

-- For the test cards whose refunds the sandbox refuses at first.
ALTER TABLE sandbox_charges ADD COLUMN refusals_left integer NOT NULL DEFAULT 0 CHECK (refusals_left >= 0);
