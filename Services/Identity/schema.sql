CREATE TABLE tenants (
    id BLOB PRIMARY KEY CHECK (length(id) = 16),
    version INTEGER NOT NULL CHECK (version >= 1),
    name TEXT NOT NULL UNIQUE CHECK (name <> ''),
    locale TEXT NOT NULL CHECK (locale <> ''),
    currency TEXT NOT NULL CHECK (length(currency) = 3),
    time_zone TEXT NOT NULL CHECK (time_zone <> ''),
    created_at INTEGER NOT NULL
) STRICT;

CREATE TABLE partners (
    id BLOB PRIMARY KEY CHECK (length(id) = 16),
    tenant_id BLOB NOT NULL REFERENCES tenants (id),
    version INTEGER NOT NULL CHECK (version >= 1),
    name TEXT NOT NULL CHECK (name <> ''),
    status TEXT NOT NULL CHECK (status IN ('active', 'suspended')),
    created_at INTEGER NOT NULL
) STRICT;

CREATE INDEX partners_by_name ON partners (tenant_id, name, id);

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

CREATE TABLE end_users (
    id BLOB PRIMARY KEY CHECK (length(id) = 16),
    tenant_id BLOB NOT NULL REFERENCES tenants (id),
    version INTEGER NOT NULL CHECK (version >= 1),
    -- The End-user ID, in its canonical form.
    code TEXT NOT NULL UNIQUE CHECK (length(code) = 10),
    status TEXT NOT NULL CHECK (status IN ('active', 'blocked', 'erased')),
    name TEXT,
    email TEXT CHECK (email = lower(email)),
    phone TEXT CHECK (phone GLOB '+[1-9]*'),
    created_at INTEGER NOT NULL,
    UNIQUE (tenant_id, email),
    UNIQUE (tenant_id, phone),
    CHECK (status = 'erased' OR email IS NOT NULL OR phone IS NOT NULL)
) STRICT;

CREATE TABLE login_codes (
    -- One at a time: a new one voids the one before it.
    end_user_id BLOB PRIMARY KEY REFERENCES end_users (id),
    -- Where it was sent.
    contact TEXT NOT NULL CHECK (contact IN ('email', 'phone')),
    -- Eight digits are soon guessed from a hash, so they are sealed with the key file.
    sealed_code BLOB NOT NULL,
    attempts_left INTEGER NOT NULL CHECK (attempts_left >= 0),
    expires_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE INDEX login_codes_by_expiry ON login_codes (expires_at);

CREATE TABLE sessions (
    id BLOB PRIMARY KEY CHECK (length(id) = 16),
    tenant_id BLOB NOT NULL REFERENCES tenants (id),
    partner_id BLOB REFERENCES partners (id),
    kind TEXT NOT NULL CHECK (kind IN ('user', 'endUser')),
    -- A user's or an end user's id.
    subject_id BLOB NOT NULL CHECK (length(subject_id) = 16),
    -- The name of the principal that began it and alone may continue it.
    program TEXT NOT NULL,
    started_at INTEGER NOT NULL,
    last_used_at INTEGER NOT NULL,
    -- When it ends unless it is used before.
    idle_ends_at INTEGER NOT NULL,
    -- When it ends however much it is used.
    expires_at INTEGER NOT NULL,
    ended_at INTEGER,
    -- When the last token of an ended session is dead by itself.
    forgettable_at INTEGER, begun_by BLOB CHECK (length(begun_by) = 16), program_key TEXT, era INTEGER NOT NULL DEFAULT 0, started_from TEXT, last_used_from TEXT, actor_id BLOB CHECK (length(actor_id) = 16), own_session_id BLOB CHECK (length(own_session_id) = 16),
    CHECK (idle_ends_at <= expires_at),
    CHECK ((ended_at IS NULL) = (forgettable_at IS NULL))
) STRICT, WITHOUT ROWID;

CREATE INDEX sessions_by_subject ON sessions (subject_id) WHERE ended_at IS NULL;

CREATE INDEX sessions_by_partner ON sessions (partner_id)
WHERE ended_at IS NULL AND partner_id IS NOT NULL;

CREATE INDEX sessions_by_end ON sessions (idle_ends_at);

CREATE INDEX sessions_to_forget ON sessions (forgettable_at) WHERE forgettable_at IS NOT NULL;

CREATE TABLE refresh_tokens (
    hash BLOB PRIMARY KEY CHECK (length(hash) = 32),
    session_id BLOB NOT NULL REFERENCES sessions (id) ON DELETE CASCADE,
    -- fresh: not used yet. used: traded for the successor. void: its reply was lost, and another
    -- took its place; whoever has it nevertheless must not.
    state TEXT NOT NULL CHECK (state IN ('fresh', 'used', 'void')),
    used_at INTEGER,
    successor BLOB,
    CHECK ((state = 'used') = (used_at IS NOT NULL)),
    CHECK ((state = 'used') = (successor IS NOT NULL))
) STRICT, WITHOUT ROWID;

CREATE INDEX refresh_tokens_by_session ON refresh_tokens (session_id);

CREATE UNIQUE INDEX refresh_tokens_fresh ON refresh_tokens (session_id) WHERE state = 'fresh';

CREATE TABLE signing_keys (
    id BLOB PRIMARY KEY CHECK (length(id) = 16),
    version INTEGER NOT NULL CHECK (version >= 1),
    public_key BLOB NOT NULL CHECK (length(public_key) = 32),
    -- Sealed with the key file; gone when the key is retired.
    sealed_private_key BLOB,
    created_at INTEGER NOT NULL,
    -- Published at creation, signs from here on until the next one does.
    used_from_at INTEGER NOT NULL CHECK (used_from_at >= created_at),
    retired_at INTEGER, audience TEXT,
    CHECK ((retired_at IS NULL) = (sealed_private_key IS NOT NULL))
) STRICT, WITHOUT ROWID;

CREATE TABLE principals (
    id BLOB PRIMARY KEY CHECK (length(id) = 16),
    version INTEGER NOT NULL CHECK (version >= 1),
    name TEXT NOT NULL CHECK (name <> ''),
    -- CURVE, in Z85. A key that was revoked stays here, so that it never comes back.
    public_key TEXT NOT NULL UNIQUE CHECK (length(public_key) = 40),
    tenant_id BLOB REFERENCES tenants (id),
    -- A JSON array of texts.
    grants TEXT NOT NULL CHECK (json_valid(grants)),
    created_at INTEGER NOT NULL,
    revoked_at INTEGER
, partner_id BLOB REFERENCES partners (id)
    CHECK (partner_id IS NULL OR tenant_id IS NOT NULL)) STRICT, WITHOUT ROWID;

CREATE UNIQUE INDEX principals_by_name ON principals (name) WHERE revoked_at IS NULL;

CREATE TABLE refresh_successors (
    -- The token that was traded last in its session.
    token BLOB PRIMARY KEY REFERENCES refresh_tokens (hash) ON DELETE CASCADE,
    -- What it was traded for, sealed with the key file.
    sealed BLOB NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE login_code_uses (
    end_user_id BLOB PRIMARY KEY REFERENCES login_codes (end_user_id) ON DELETE CASCADE,
    -- The session that the code began.
    session_id BLOB NOT NULL CHECK (length(session_id) = 16)
) STRICT, WITHOUT ROWID;

CREATE TABLE installation (
    only_row INTEGER PRIMARY KEY CHECK (only_row = 1),
    id BLOB NOT NULL CHECK (length(id) = 16)
) STRICT;

CREATE TABLE session_eras (
    era INTEGER PRIMARY KEY,
    began_at INTEGER NOT NULL
) STRICT;

CREATE INDEX sessions_by_actor ON sessions (actor_id)
WHERE ended_at IS NULL AND actor_id IS NOT NULL;

CREATE TABLE known_devices (
    -- SHA-256 of the secret, which only the device has.
    hash BLOB PRIMARY KEY CHECK (length(hash) = 32),
    user_id BLOB NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    last_used_at INTEGER NOT NULL,
    expires_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE INDEX known_devices_by_user ON known_devices (user_id, last_used_at);

CREATE INDEX known_devices_by_expiry ON known_devices (expires_at);
