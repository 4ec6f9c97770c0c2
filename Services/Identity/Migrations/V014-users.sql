-- Users have a phone, a role other than the Account owner's, a password that is temporary, a second factor.
CREATE TABLE new_users (
    id BLOB PRIMARY KEY CHECK (length(id) = 16),
    tenant_id BLOB NOT NULL REFERENCES tenants (id),
    -- Whose account; null for the tenant's own.
    partner_id BLOB REFERENCES partners (id),
    version INTEGER NOT NULL CHECK (version >= 1),
    name TEXT NOT NULL,
    -- Normalised, so that it is unique as people mean it.
    email TEXT NOT NULL CHECK (email = lower(email)),
    -- Name and e-mail as they are searched and ordered.
    search_key TEXT NOT NULL,
    phone TEXT CHECK (phone GLOB '+[1-9]*'),
    role TEXT NOT NULL CHECK (role IN ('owner', 'custom')),
    role_id BLOB REFERENCES roles (id),
    status TEXT NOT NULL CHECK (status IN ('invited', 'active', 'disabled')),
    -- Argon2id with its parameters and salt.
    password_hash TEXT,
    -- Until when a password opens that somebody else set; null for one's own.
    temporary_until INTEGER,
    has_second_factor INTEGER NOT NULL DEFAULT 0 CHECK (has_second_factor IN (0, 1)),
    created_at INTEGER NOT NULL,
    UNIQUE (tenant_id, email),
    CHECK (status <> 'active' OR password_hash IS NOT NULL),
    CHECK (temporary_until IS NULL OR password_hash IS NOT NULL),
    CHECK ((role = 'owner') = (role_id IS NULL)),
    CHECK (role <> 'owner' OR status IN ('invited', 'active'))
) STRICT;

INSERT INTO new_users (
    id, tenant_id, partner_id, version, name, email, search_key, role, role_id, status, password_hash,
    created_at
)
SELECT id, tenant_id, partner_id, version, name, email, lower(name) || char(10) || email, role,
    role_id, status, password_hash, created_at
FROM users;

CREATE TABLE links (
    -- SHA-256 of the secret, which only the mailed person has.
    hash BLOB PRIMARY KEY CHECK (length(hash) = 32),
    purpose TEXT NOT NULL CHECK (purpose IN ('invitation', 'passwordReset', 'newEmail')),
    user_id BLOB NOT NULL REFERENCES new_users (id) ON DELETE CASCADE,
    -- The address that counts once the link is opened.
    email TEXT CHECK (email = lower(email)),
    created_at INTEGER NOT NULL,
    expires_at INTEGER NOT NULL,
    consumed_at INTEGER,
    CHECK ((purpose = 'newEmail') = (email IS NOT NULL))
) STRICT, WITHOUT ROWID;

INSERT INTO links (hash, purpose, user_id, created_at, expires_at, consumed_at)
SELECT hash, 'invitation', user_id, created_at, expires_at, consumed_at FROM invitations;

CREATE TABLE second_factors (
    user_id BLOB PRIMARY KEY REFERENCES new_users (id) ON DELETE CASCADE,
    -- What one's device counts from, sealed with the key file.
    sealed_seed BLOB NOT NULL,
    -- The number of the 30 seconds of the last code that opened: none opens twice.
    last_step INTEGER NOT NULL DEFAULT 0
) STRICT, WITHOUT ROWID;

CREATE TABLE recovery_codes (
    -- SHA-256 of 120 random bits.
    hash BLOB PRIMARY KEY CHECK (length(hash) = 32),
    user_id BLOB NOT NULL REFERENCES new_users (id) ON DELETE CASCADE,
    used_at INTEGER
) STRICT, WITHOUT ROWID;

CREATE TABLE reset_requests (
    id BLOB PRIMARY KEY CHECK (length(id) = 16),
    tenant_id BLOB NOT NULL REFERENCES tenants (id),
    -- Who forgot a password, somebody or nobody; sealed with the key file.
    sealed_email BLOB NOT NULL
) STRICT, WITHOUT ROWID;

DROP TABLE invitations;

DROP TABLE users;

ALTER TABLE new_users RENAME TO users;

CREATE UNIQUE INDEX users_own_tenant ON users (tenant_id) WHERE role = 'owner' AND partner_id IS NULL;

CREATE UNIQUE INDEX users_own_partner ON users (partner_id)
WHERE role = 'owner' AND partner_id IS NOT NULL;

CREATE INDEX users_by_name ON users (tenant_id, partner_id, search_key, id);

CREATE INDEX users_by_role ON users (role_id, id) WHERE role_id IS NOT NULL;

CREATE INDEX links_by_user ON links (user_id, purpose, created_at);

CREATE INDEX links_by_expiry ON links (expires_at);

CREATE INDEX recovery_codes_by_user ON recovery_codes (user_id);
