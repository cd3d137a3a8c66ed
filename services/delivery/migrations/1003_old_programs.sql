-- Programs that do not know of waiting run beside those that do, in an upgrade and after a rollback: they put deliveries on the
-- list without a time, and claim urgent ones without a word about that.
ALTER TABLE deliveries ALTER COLUMN waiting_since SET DEFAULT now();
ALTER TABLE deliveries DROP CONSTRAINT only_what_waits_is_urgent;
