-- Whose machine a webhook is on: no host may keep a channel's senders to itself. NULL where an older release wrote the row.
ALTER TABLE preferences ADD COLUMN webhook_host TEXT;
