-- How many messages partners have sent in a month, as the service that sends them tells it.
CREATE TABLE message_counts (
    -- The partner.
    id BLOB PRIMARY KEY CHECK (length(id) = 16),
    version INTEGER NOT NULL,
    -- As 2026-11.
    month TEXT NOT NULL,
    sent INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
