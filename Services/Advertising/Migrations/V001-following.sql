-- Whether a partner's package has advertising; a partner without a row has everything.
CREATE TABLE entitlements (
    id BLOB PRIMARY KEY CHECK (length(id) = 16),
    version INTEGER NOT NULL,
    has_advertising INTEGER NOT NULL CHECK (has_advertising IN (0, 1))
) STRICT, WITHOUT ROWID;
