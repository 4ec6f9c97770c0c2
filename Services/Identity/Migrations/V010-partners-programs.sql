-- oldest program: V010
-- A program may be bound to a partner of its tenant.
ALTER TABLE principals ADD COLUMN partner_id BLOB REFERENCES partners (id)
    CHECK (partner_id IS NULL OR tenant_id IS NOT NULL);
