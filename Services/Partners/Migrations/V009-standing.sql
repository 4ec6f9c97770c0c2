-- Whether a partner may do business, and what its tenant keeps of it.
CREATE TABLE standings (
    -- The partner.
    id BLOB PRIMARY KEY CHECK (length(id) = 16),
    tenant BLOB NOT NULL CHECK (length(tenant) = 16),
    version INTEGER NOT NULL,
    name TEXT NOT NULL,
    -- What names are compared and searched by.
    name_key TEXT NOT NULL,
    status TEXT NOT NULL CHECK (status IN ('active', 'suspended')),
    status_since INTEGER NOT NULL,
    -- Why it is suspended, in the tenant's words.
    status_reason TEXT,
    -- What the tenant's billing system calls it.
    invoice_id TEXT,
    joined_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE INDEX standings_by_name ON standings (tenant, name_key, id);
CREATE INDEX standings_by_status ON standings (tenant, status, name_key, id);
CREATE UNIQUE INDEX standings_invoice_ids ON standings (tenant, invoice_id)
    WHERE invoice_id IS NOT NULL;

-- What happened to a partner, as it reads of it.
CREATE TABLE activities (
    seq INTEGER PRIMARY KEY,
    partner BLOB NOT NULL CHECK (length(partner) = 16),
    kind TEXT NOT NULL CHECK (kind IN (
        'joined', 'packageGiven', 'requested', 'approved', 'rejected', 'cancelled', 'suspended',
        'reactivated')),
    at INTEGER NOT NULL,
    request BLOB CHECK (length(request) = 16),
    title TEXT,
    reason TEXT
) STRICT;

CREATE INDEX activities_by_partner ON activities (partner, seq);

INSERT INTO activities (partner, kind, at, request, title, reason)
SELECT partner, kind, at, id, title, reason FROM (
    SELECT partner, 'requested' AS kind, requested_at AS at, id, title, NULL AS reason
    FROM requests WHERE partner IS NOT NULL
    UNION ALL
    SELECT partner, status, decided_at, id, title, reason
    FROM requests WHERE partner IS NOT NULL AND status <> 'pending'
) ORDER BY at;
