-- What identity tells of tenants, partners and end users, as far as points and coupons need it.
CREATE TABLE tenants (
    id BLOB PRIMARY KEY CHECK (length(id) = 16),
    version INTEGER NOT NULL,
    -- IANA; in it are counted the days and months after which things expire.
    time_zone TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE partners (
    id BLOB PRIMARY KEY CHECK (length(id) = 16),
    tenant BLOB NOT NULL CHECK (length(tenant) = 16),
    version INTEGER NOT NULL,
    name TEXT NOT NULL,
    status TEXT NOT NULL CHECK (status IN ('active', 'suspended'))
) STRICT, WITHOUT ROWID;

CREATE TABLE end_users (
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

CREATE INDEX end_users_by_code ON end_users (tenant, code);
