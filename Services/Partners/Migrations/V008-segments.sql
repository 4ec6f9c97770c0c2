-- Rules of partners that select end users.
CREATE TABLE segments (
    id BLOB PRIMARY KEY CHECK (length(id) = 16),
    tenant BLOB NOT NULL CHECK (length(tenant) = 16),
    partner BLOB NOT NULL CHECK (length(partner) = 16),
    version INTEGER NOT NULL,
    name TEXT NOT NULL,
    -- What names are compared and searched by.
    name_key TEXT NOT NULL,
    -- The rule as JSON.
    rule TEXT NOT NULL,
    status TEXT NOT NULL CHECK (status IN ('active', 'archived')),
    created_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE INDEX segments_by_partner ON segments (partner, id);

CREATE INDEX segments_by_status ON segments (partner, status, id);

CREATE UNIQUE INDEX segments_by_name ON segments (partner, name_key) WHERE status = 'active';
