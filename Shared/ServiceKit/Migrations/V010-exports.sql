-- oldest program: V009
-- Files that somebody has the service make of a list: the form "export".
CREATE TABLE exports (
    id BLOB PRIMARY KEY CHECK (length(id) = 16),
    list TEXT NOT NULL,
    -- Who asks, as a digest: program, person, and who acts in the person's place.
    owner BLOB NOT NULL,
    -- What the owner must be able to see as long as it is read: a product of a role, or null.
    product TEXT,
    level TEXT,
    tenant BLOB CHECK (length(tenant) = 16),
    partner BLOB CHECK (length(partner) = 16),
    -- What is listed, as CBOR: the request, and the number of the list's newest row.
    request BLOB NOT NULL,
    upto INTEGER NOT NULL,
    -- Where the last slice ended, as CBOR; null before the first.
    place BLOB,
    rows INTEGER NOT NULL DEFAULT 0,
    bytes INTEGER NOT NULL DEFAULT 0,
    chunks INTEGER NOT NULL DEFAULT 0,
    state TEXT NOT NULL CHECK (state IN ('making', 'ready', 'failed')),
    created_at INTEGER NOT NULL,
    expires_at INTEGER NOT NULL
) STRICT;

CREATE INDEX exports_making ON exports (created_at, id) WHERE state = 'making';
CREATE INDEX exports_by_owner ON exports (owner);
CREATE INDEX exports_expiring ON exports (expires_at);

CREATE TABLE export_chunks (
    export BLOB NOT NULL REFERENCES exports (id) ON DELETE CASCADE,
    number INTEGER NOT NULL CHECK (number >= 0),
    sealed BLOB NOT NULL,
    PRIMARY KEY (export, number)
) STRICT;
