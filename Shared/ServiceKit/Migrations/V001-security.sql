-- What every service knows of identity's security log, so that it can judge tokens and programs
-- by itself, from its first millisecond on.

CREATE TABLE security_keys (
    id TEXT NOT NULL PRIMARY KEY,
    version INTEGER NOT NULL CHECK (version > 0),
    public_key TEXT NOT NULL,
    retired_at INTEGER,
    -- What its events are about.
    subject BLOB NOT NULL CHECK (length(subject) = 16)
) STRICT, WITHOUT ROWID;

CREATE TABLE security_sessions (
    id BLOB NOT NULL PRIMARY KEY CHECK (length(id) = 16),
    ended_at INTEGER NOT NULL,
    forgettable_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE INDEX security_sessions_forgettable ON security_sessions (forgettable_at);

CREATE TABLE security_principals (
    id BLOB NOT NULL PRIMARY KEY CHECK (length(id) = 16),
    version INTEGER NOT NULL CHECK (version > 0),
    name TEXT NOT NULL,
    public_key TEXT NOT NULL,
    tenant BLOB CHECK (length(tenant) = 16),
    -- A JSON array of texts.
    grants TEXT NOT NULL,
    revoked_at INTEGER
) STRICT, WITHOUT ROWID;
