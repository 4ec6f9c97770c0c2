-- Keys that sign the codes on phones, sealed with the key file outside of the database. The
-- newest signs; the others are kept for as long as their last code lives.
CREATE TABLE code_keys (
    id INTEGER PRIMARY KEY,
    sealed BLOB NOT NULL,
    created_at INTEGER NOT NULL
) STRICT;

-- Signed codes that were honoured, until they would be too old anyway.
CREATE TABLE spent_codes (
    mac BLOB PRIMARY KEY CHECK (length(mac) = 16),
    expires_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE INDEX spent_codes_by_expiry ON spent_codes (expires_at);

-- Who was scanned by whom: good for one gift.
CREATE TABLE scans (
    -- A digest of what the operator's program was told.
    token BLOB PRIMARY KEY CHECK (length(token) = 32),
    partner BLOB NOT NULL,
    operator BLOB NOT NULL,
    end_user BLOB NOT NULL REFERENCES end_users (id),
    expires_at INTEGER NOT NULL,
    used_at INTEGER
) STRICT, WITHOUT ROWID;

CREATE INDEX scans_by_expiry ON scans (expires_at);

-- How many wrong codes somebody has typed of late.
CREATE TABLE guesses (
    guesser BLOB PRIMARY KEY CHECK (length(guesser) = 16),
    level INTEGER NOT NULL CHECK (level > 0),
    failed_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE INDEX guesses_by_time ON guesses (failed_at);
