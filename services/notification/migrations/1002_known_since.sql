-- Since when this file knows what customers were told. What happened before may have been told out of a file that
-- was lost: it is written down when its event comes, and not sent.
CREATE TABLE known_since (
    only INTEGER NOT NULL PRIMARY KEY CHECK (only = 1),
    at   INTEGER NOT NULL
) STRICT;

INSERT INTO known_since (only, at)
SELECT 1, coalesce(min(created_at), CAST(unixepoch('now', 'subsec') * 1000000 AS INTEGER))
FROM notifications;
