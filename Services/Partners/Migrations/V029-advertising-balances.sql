-- What partners have of impressions, as advertising tells it.
CREATE TABLE advertising_balances (
    -- The partner.
    id BLOB PRIMARY KEY CHECK (length(id) = 16),
    version INTEGER NOT NULL,
    total INTEGER NOT NULL,
    available INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
