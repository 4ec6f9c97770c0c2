-- Roles of tenants' and partners' accounts, what partners' packages include, and whose tokens are outdated.
CREATE TABLE roles (
    id BLOB PRIMARY KEY CHECK (length(id) = 16),
    tenant_id BLOB NOT NULL REFERENCES tenants (id),
    -- Whose account; null for the tenant's own.
    partner_id BLOB REFERENCES partners (id),
    version INTEGER NOT NULL CHECK (version >= 1),
    name TEXT NOT NULL CHECK (name <> ''),
    -- What names are compared and searched by.
    name_key TEXT NOT NULL CHECK (name_key <> ''),
    -- A JSON object: a level by product.
    levels TEXT NOT NULL CHECK (json_valid(levels)),
    demands_second_factor INTEGER NOT NULL CHECK (demands_second_factor IN (0, 1)),
    created_at INTEGER NOT NULL
) STRICT;

CREATE UNIQUE INDEX roles_of_tenant ON roles (tenant_id, name_key) WHERE partner_id IS NULL;
CREATE UNIQUE INDEX roles_of_partner ON roles (partner_id, name_key) WHERE partner_id IS NOT NULL;

DROP INDEX users_own_tenant;
DROP INDEX users_own_partner;
ALTER TABLE users DROP COLUMN role;
ALTER TABLE users ADD COLUMN role TEXT NOT NULL DEFAULT 'owner' CHECK (role IN ('owner', 'custom'));
-- Null for an Account owner.
ALTER TABLE users ADD COLUMN role_id BLOB REFERENCES roles (id)
CHECK (role <> 'owner' OR role_id IS NULL AND status <> 'disabled');

-- Exactly one Account owner: of each tenant's account, and of each partner's.
CREATE UNIQUE INDEX users_own_tenant ON users (tenant_id) WHERE role = 'owner' AND partner_id IS NULL;
CREATE UNIQUE INDEX users_own_partner ON users (partner_id)
WHERE role = 'owner' AND partner_id IS NOT NULL;
CREATE INDEX users_by_role ON users (role_id, id) WHERE role_id IS NOT NULL;

-- Followed from partners.
CREATE TABLE entitlements (
    -- The partner.
    id BLOB PRIMARY KEY CHECK (length(id) = 16),
    version INTEGER NOT NULL,
    -- A JSON array of texts.
    products TEXT NOT NULL CHECK (json_valid(products))
) STRICT, WITHOUT ROWID;

-- What partners have of whom no entitlement is known; without a row, everything.
CREATE TABLE default_packages (
    tenant_id BLOB PRIMARY KEY REFERENCES tenants (id),
    version INTEGER NOT NULL CHECK (version >= 1),
    -- A JSON array of texts.
    products TEXT NOT NULL CHECK (json_valid(products))
) STRICT, WITHOUT ROWID;

CREATE TABLE rights_changes (
    -- A user, a role, a partner or a tenant.
    subject BLOB PRIMARY KEY CHECK (length(subject) = 16),
    tenant_id BLOB NOT NULL REFERENCES tenants (id),
    partner_id BLOB REFERENCES partners (id),
    -- The position of the log up to which tokens are outdated.
    version INTEGER NOT NULL CHECK (version >= 0),
    epoch BLOB NOT NULL CHECK (length(epoch) = 16),
    forgettable_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE INDEX rights_changes_by_end ON rights_changes (forgettable_at);
