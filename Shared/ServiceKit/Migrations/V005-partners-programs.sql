-- oldest program: V005
-- A program may be bound to a partner of its tenant.
ALTER TABLE security_principals ADD COLUMN partner BLOB CHECK (length(partner) = 16);
