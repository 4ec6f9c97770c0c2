CREATE TABLE entitlements (
    id BLOB PRIMARY KEY CHECK (length(id) = 16),
    version INTEGER NOT NULL,
    has_advertising INTEGER NOT NULL CHECK (has_advertising IN (0, 1))
) STRICT, WITHOUT ROWID;
