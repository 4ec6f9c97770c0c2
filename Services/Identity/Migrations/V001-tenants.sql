-- Who runs this installation, and the businesses that joined them.
CREATE TABLE tenants (
    id BLOB PRIMARY KEY CHECK (length(id) = 16),
    version INTEGER NOT NULL CHECK (version >= 1),
    name TEXT NOT NULL UNIQUE CHECK (name <> ''),
    locale TEXT NOT NULL CHECK (locale <> ''),
    currency TEXT NOT NULL CHECK (length(currency) = 3),
    time_zone TEXT NOT NULL CHECK (time_zone <> ''),
    created_at INTEGER NOT NULL
) STRICT;

CREATE TABLE partners (
    id BLOB PRIMARY KEY CHECK (length(id) = 16),
    tenant_id BLOB NOT NULL REFERENCES tenants (id),
    version INTEGER NOT NULL CHECK (version >= 1),
    name TEXT NOT NULL CHECK (name <> ''),
    status TEXT NOT NULL CHECK (status IN ('active', 'suspended')),
    created_at INTEGER NOT NULL
) STRICT;

CREATE INDEX partners_by_name ON partners (tenant_id, name, id);
