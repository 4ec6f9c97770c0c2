-- A program may have two keys for a while: the one that it has now, and the one before, which has an end.
ALTER TABLE principals ADD COLUMN ends_at INTEGER;
ALTER TABLE principals ADD COLUMN replaces BLOB CHECK (length(replaces) = 16);

DROP INDEX principals_by_name;

CREATE UNIQUE INDEX principals_by_name ON principals (name)
    WHERE revoked_at IS NULL AND ends_at IS NULL;
CREATE INDEX principals_living ON principals (name) WHERE revoked_at IS NULL;
CREATE INDEX principals_ending ON principals (ends_at)
    WHERE revoked_at IS NULL AND ends_at IS NOT NULL;

-- What a tenant's mails say of themselves.
ALTER TABLE tenants ADD COLUMN links_base TEXT;
ALTER TABLE tenants ADD COLUMN sender_name TEXT;
ALTER TABLE tenants ADD COLUMN reply_to TEXT;
