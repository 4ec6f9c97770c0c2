-- The keys that sign access tokens, and the programs that may connect.
CREATE TABLE signing_keys (
    id BLOB PRIMARY KEY CHECK (length(id) = 16),
    version INTEGER NOT NULL CHECK (version >= 1),
    public_key BLOB NOT NULL CHECK (length(public_key) = 32),
    -- Sealed with the key file; gone when the key is retired.
    sealed_private_key BLOB,
    created_at INTEGER NOT NULL,
    -- Published at creation, signs from here on until the next one does.
    used_from_at INTEGER NOT NULL CHECK (used_from_at >= created_at),
    retired_at INTEGER,
    CHECK ((retired_at IS NULL) = (sealed_private_key IS NOT NULL))
) STRICT, WITHOUT ROWID;

CREATE TABLE principals (
    id BLOB PRIMARY KEY CHECK (length(id) = 16),
    version INTEGER NOT NULL CHECK (version >= 1),
    name TEXT NOT NULL CHECK (name <> ''),
    -- CURVE, in Z85. A key that was revoked stays here, so that it never comes back.
    public_key TEXT NOT NULL UNIQUE CHECK (length(public_key) = 40),
    tenant_id BLOB REFERENCES tenants (id),
    -- A JSON array of texts.
    grants TEXT NOT NULL CHECK (json_valid(grants)),
    created_at INTEGER NOT NULL,
    revoked_at INTEGER
) STRICT, WITHOUT ROWID;

CREATE UNIQUE INDEX principals_by_name ON principals (name) WHERE revoked_at IS NULL;
