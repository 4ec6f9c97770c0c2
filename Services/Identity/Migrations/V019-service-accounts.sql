CREATE TABLE service_accounts (
    -- The program by the first of its keys: what it may do outlives a rotation.
    id BLOB PRIMARY KEY REFERENCES principals (id),
    version INTEGER NOT NULL CHECK (version >= 1),
    tenant_id BLOB NOT NULL REFERENCES tenants (id),
    partner_id BLOB REFERENCES partners (id),
    -- A JSON object: a level by product. Empty: nothing.
    levels TEXT NOT NULL CHECK (json_valid(levels)),
    changed_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE INDEX principals_of_tenant ON principals (tenant_id, id)
    WHERE revoked_at IS NULL AND ends_at IS NULL AND partner_id IS NULL;

CREATE INDEX principals_of_partner ON principals (partner_id, id)
    WHERE revoked_at IS NULL AND ends_at IS NULL AND partner_id IS NOT NULL;
