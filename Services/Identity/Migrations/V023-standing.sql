-- Whether a partner may do business, as partners told it.
CREATE TABLE standings (
    -- The partner.
    id BLOB PRIMARY KEY CHECK (length(id) = 16),
    version INTEGER NOT NULL,
    status TEXT NOT NULL CHECK (status IN ('active', 'suspended'))
) STRICT, WITHOUT ROWID;
