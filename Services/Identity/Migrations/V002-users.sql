-- The admin users of tenants' and partners' accounts, and how they get their first password.
CREATE TABLE users (
    id BLOB PRIMARY KEY CHECK (length(id) = 16),
    tenant_id BLOB NOT NULL REFERENCES tenants (id),
    -- Whose account; null for the tenant's own.
    partner_id BLOB REFERENCES partners (id),
    version INTEGER NOT NULL CHECK (version >= 1),
    name TEXT NOT NULL,
    -- Normalised, so that it is unique as people mean it.
    email TEXT NOT NULL CHECK (email = lower(email)),
    role TEXT NOT NULL CHECK (role = 'owner'),
    status TEXT NOT NULL CHECK (status IN ('invited', 'active', 'disabled')),
    -- Argon2id with its parameters and salt.
    password_hash TEXT,
    created_at INTEGER NOT NULL,
    UNIQUE (tenant_id, email),
    CHECK (status <> 'active' OR password_hash IS NOT NULL)
) STRICT;

-- Exactly one Account owner: of each tenant's account, and of each partner's.
CREATE UNIQUE INDEX users_own_tenant ON users (tenant_id) WHERE role = 'owner' AND partner_id IS NULL;
CREATE UNIQUE INDEX users_own_partner ON users (partner_id)
WHERE role = 'owner' AND partner_id IS NOT NULL;

CREATE TABLE invitations (
    -- SHA-256 of the secret, which only the invited person has.
    hash BLOB PRIMARY KEY CHECK (length(hash) = 32),
    user_id BLOB NOT NULL REFERENCES users (id),
    created_at INTEGER NOT NULL,
    expires_at INTEGER NOT NULL,
    consumed_at INTEGER
) STRICT, WITHOUT ROWID;

CREATE INDEX invitations_by_user ON invitations (user_id);
CREATE INDEX invitations_by_expiry ON invitations (expires_at);
