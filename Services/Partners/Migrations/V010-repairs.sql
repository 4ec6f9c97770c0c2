-- Approved partnerships that have no account, since somebody has the owner's address.
CREATE TABLE stuck_partnerships (
    -- The request, whose id the partner bears.
    id BLOB PRIMARY KEY CHECK (length(id) = 16),
    tenant BLOB NOT NULL CHECK (length(tenant) = 16),
    since INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE INDEX stuck_partnerships_by_tenant ON stuck_partnerships (tenant, id);

-- When what a rejected stranger said of themselves is erased.
ALTER TABLE requests ADD COLUMN forget_at INTEGER;

CREATE INDEX requests_forgettable ON requests (forget_at) WHERE forget_at IS NOT NULL;

UPDATE requests SET forget_at = decided_at + 2592000000
WHERE kind = 'partnership' AND status = 'rejected';
