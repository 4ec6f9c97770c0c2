-- What strangers ask for, until they open the link that was mailed to them.
CREATE TABLE partnership_forms (
    id BLOB PRIMARY KEY CHECK (length(id) = 16),
    tenant BLOB NOT NULL CHECK (length(tenant) = 16),
    -- SHA-256 of the link's secret.
    hash BLOB NOT NULL UNIQUE CHECK (length(hash) = 32),
    -- All that was typed, as CBOR.
    sealed BLOB NOT NULL,
    expires_at INTEGER NOT NULL,
    -- The request that it has become.
    request BLOB REFERENCES requests (id)
) STRICT;

CREATE INDEX partnership_forms_old ON partnership_forms (expires_at);
