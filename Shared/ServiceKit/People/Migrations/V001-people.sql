-- What identity tells of tenants, partners and end users. A service that had such tables of its own
-- before, with these columns, keeps them.
CREATE TABLE IF NOT EXISTS tenants (
    id BLOB PRIMARY KEY CHECK (length(id) = 16),
    version INTEGER NOT NULL,
    -- IANA; in it are counted the days and months after which things expire.
    time_zone TEXT NOT NULL,
    -- ISO 4217.
    currency TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE IF NOT EXISTS partners (
    id BLOB PRIMARY KEY CHECK (length(id) = 16),
    tenant BLOB NOT NULL CHECK (length(tenant) = 16),
    version INTEGER NOT NULL,
    name TEXT NOT NULL,
    status TEXT NOT NULL CHECK (status IN ('active', 'suspended'))
) STRICT, WITHOUT ROWID;

CREATE TABLE IF NOT EXISTS end_users (
    id BLOB PRIMARY KEY CHECK (length(id) = 16),
    tenant BLOB NOT NULL CHECK (length(tenant) = 16),
    version INTEGER NOT NULL,
    -- The End-user ID that people type.
    code TEXT NOT NULL,
    status TEXT NOT NULL CHECK (status IN ('active', 'blocked', 'erased')),
    -- Personal: null once the end user is erased.
    name TEXT,
    CHECK (status <> 'erased' OR name IS NULL)
) STRICT, WITHOUT ROWID;

CREATE INDEX IF NOT EXISTS end_users_by_code ON end_users (tenant, code);
