CREATE TABLE tenants (
    id BLOB PRIMARY KEY CHECK (length(id) = 16),
    version INTEGER NOT NULL CHECK (version >= 1),
    name TEXT NOT NULL UNIQUE CHECK (name <> ''),
    locale TEXT NOT NULL CHECK (locale <> ''),
    currency TEXT NOT NULL CHECK (length(currency) = 3),
    time_zone TEXT NOT NULL CHECK (time_zone <> ''),
    created_at INTEGER NOT NULL
, links_base TEXT, sender_name TEXT, reply_to TEXT) STRICT;

CREATE TABLE partners (
    id BLOB PRIMARY KEY CHECK (length(id) = 16),
    tenant_id BLOB NOT NULL REFERENCES tenants (id),
    version INTEGER NOT NULL CHECK (version >= 1),
    name TEXT NOT NULL CHECK (name <> ''),
    status TEXT NOT NULL CHECK (status IN ('active', 'suspended')),
    created_at INTEGER NOT NULL
) STRICT;

CREATE INDEX partners_by_name ON partners (tenant_id, name, id);

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
    created_at INTEGER NOT NULL, profile_values TEXT
CHECK (profile_values IS NULL OR json_valid(profile_values) AND status <> 'erased'), consents TEXT
CHECK (consents IS NULL OR json_valid(consents) AND status <> 'erased'),
    UNIQUE (tenant_id, email),
    UNIQUE (tenant_id, phone),
    CHECK (status = 'erased' OR email IS NOT NULL OR phone IS NOT NULL)
) STRICT;

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
    CHECK (partner_id IS NULL OR tenant_id IS NOT NULL), ends_at INTEGER, replaces BLOB CHECK (length(replaces) = 16)) STRICT, WITHOUT ROWID;

CREATE TABLE refresh_successors (
    -- The token that was traded last in its session.
    token BLOB PRIMARY KEY REFERENCES refresh_tokens (hash) ON DELETE CASCADE,
    -- What it was traded for, sealed with the key file.
    sealed BLOB NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE installation (
    only_row INTEGER PRIMARY KEY CHECK (only_row = 1),
    id BLOB NOT NULL CHECK (length(id) = 16)
) STRICT;

CREATE TABLE session_eras (
    era INTEGER PRIMARY KEY,
    began_at INTEGER NOT NULL
) STRICT;

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

CREATE TABLE entitlements (
    -- The partner.
    id BLOB PRIMARY KEY CHECK (length(id) = 16),
    version INTEGER NOT NULL,
    -- A JSON array of texts.
    products TEXT NOT NULL CHECK (json_valid(products))
, chat_operators INTEGER, asked_chat_operators INTEGER) STRICT, WITHOUT ROWID;

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

CREATE TABLE "users" (
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
    created_at INTEGER NOT NULL, chat_operator TEXT
CHECK (chat_operator IN ('administrator', 'normal') AND (role <> 'owner' OR chat_operator <> 'normal')),
    UNIQUE (tenant_id, email),
    CHECK (status <> 'active' OR password_hash IS NOT NULL),
    CHECK (temporary_until IS NULL OR password_hash IS NOT NULL),
    CHECK ((role = 'owner') = (role_id IS NULL)),
    CHECK (role <> 'owner' OR status IN ('invited', 'active'))
) STRICT;

CREATE TABLE links (
    -- SHA-256 of the secret, which only the mailed person has.
    hash BLOB PRIMARY KEY CHECK (length(hash) = 32),
    purpose TEXT NOT NULL CHECK (purpose IN ('invitation', 'passwordReset', 'newEmail')),
    user_id BLOB NOT NULL REFERENCES "users" (id) ON DELETE CASCADE,
    -- The address that counts once the link is opened.
    email TEXT CHECK (email = lower(email)),
    created_at INTEGER NOT NULL,
    expires_at INTEGER NOT NULL,
    consumed_at INTEGER,
    CHECK ((purpose = 'newEmail') = (email IS NOT NULL))
) STRICT, WITHOUT ROWID;

CREATE TABLE second_factors (
    user_id BLOB PRIMARY KEY REFERENCES "users" (id) ON DELETE CASCADE,
    -- What one's device counts from, sealed with the key file.
    sealed_seed BLOB NOT NULL,
    -- The number of the 30 seconds of the last code that opened: none opens twice.
    last_step INTEGER NOT NULL DEFAULT 0
) STRICT, WITHOUT ROWID;

CREATE TABLE recovery_codes (
    -- SHA-256 of 120 random bits.
    hash BLOB PRIMARY KEY CHECK (length(hash) = 32),
    user_id BLOB NOT NULL REFERENCES "users" (id) ON DELETE CASCADE,
    used_at INTEGER
) STRICT, WITHOUT ROWID;

CREATE TABLE reset_requests (
    id BLOB PRIMARY KEY CHECK (length(id) = 16),
    tenant_id BLOB NOT NULL REFERENCES tenants (id),
    -- Who forgot a password, somebody or nobody; sealed with the key file.
    sealed_email BLOB NOT NULL
) STRICT, WITHOUT ROWID;

CREATE UNIQUE INDEX users_own_tenant ON users (tenant_id) WHERE role = 'owner' AND partner_id IS NULL;

CREATE UNIQUE INDEX users_own_partner ON users (partner_id)
WHERE role = 'owner' AND partner_id IS NOT NULL;

CREATE INDEX users_by_name ON users (tenant_id, partner_id, search_key, id);

CREATE INDEX users_by_role ON users (role_id, id) WHERE role_id IS NOT NULL;

CREATE INDEX links_by_user ON links (user_id, purpose, created_at);

CREATE INDEX links_by_expiry ON links (expires_at);

CREATE INDEX recovery_codes_by_user ON recovery_codes (user_id);

CREATE TABLE sip_accounts (
    user_id BLOB PRIMARY KEY REFERENCES users (id) ON DELETE CASCADE,
    -- Drawn at random; it tells nothing of the person.
    username TEXT NOT NULL UNIQUE CHECK (username <> ''),
    -- The digests of name, realm and secret, sealed with the key file: who has them can log in.
    sealed_digests BLOB,
    secret_made_at INTEGER,
    created_at INTEGER NOT NULL,
    CHECK ((sealed_digests IS NULL) = (secret_made_at IS NULL))
) STRICT, WITHOUT ROWID;

CREATE TABLE known_devices (
    -- SHA-256 of the secret, which only the device has.
    hash BLOB PRIMARY KEY CHECK (length(hash) = 32),
    user_id BLOB NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    last_used_at INTEGER NOT NULL,
    expires_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE INDEX known_devices_by_user ON known_devices (user_id, last_used_at);

CREATE INDEX known_devices_by_expiry ON known_devices (expires_at);

CREATE UNIQUE INDEX principals_by_name ON principals (name)
    WHERE revoked_at IS NULL AND ends_at IS NULL;

CREATE INDEX principals_living ON principals (name) WHERE revoked_at IS NULL;

CREATE INDEX principals_ending ON principals (ends_at)
    WHERE revoked_at IS NULL AND ends_at IS NOT NULL;

CREATE TABLE login_codes (
    id BLOB PRIMARY KEY CHECK (length(id) = 16),
    end_user_id BLOB NOT NULL REFERENCES end_users (id),
    -- Who asked for it, by name, and by the key that it had; no other program can use it.
    program TEXT NOT NULL,
    program_key TEXT NOT NULL,
    -- Where it was sent.
    contact TEXT NOT NULL CHECK (contact IN ('email', 'phone')),
    -- Eight digits are soon guessed from a hash, so they are sealed with the key file.
    sealed_code BLOB NOT NULL,
    attempts_left INTEGER NOT NULL CHECK (attempts_left >= 0),
    expires_at INTEGER NOT NULL,
    -- The session that it began.
    session_id BLOB CHECK (length(session_id) = 16),
    -- One at a time: a new one voids the one before it.
    UNIQUE (end_user_id, program)
) STRICT, WITHOUT ROWID;

CREATE INDEX login_codes_by_expiry ON login_codes (expires_at);

CREATE TABLE code_requests (
    id BLOB PRIMARY KEY CHECK (length(id) = 16),
    tenant_id BLOB NOT NULL REFERENCES tenants (id),
    program TEXT NOT NULL,
    program_key TEXT NOT NULL,
    sealed_contact BLOB NOT NULL,
    expires_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE message_programs (
    tenant_id BLOB PRIMARY KEY REFERENCES tenants (id),
    principal_id BLOB NOT NULL REFERENCES principals (id)
) STRICT, WITHOUT ROWID;

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

CREATE TABLE "sessions" (
    id BLOB PRIMARY KEY CHECK (length(id) = 16),
    tenant_id BLOB NOT NULL REFERENCES tenants (id),
    partner_id BLOB REFERENCES partners (id),
    kind TEXT NOT NULL CHECK (kind IN ('user', 'endUser', 'visitor')),
    -- A user's, an end user's or a visitor's id.
    subject_id BLOB NOT NULL CHECK (length(subject_id) = 16),
    -- The name that the principal had which began it.
    program TEXT NOT NULL,
    -- Its key, by which it alone continues it.
    program_key TEXT,
    started_at INTEGER NOT NULL,
    last_used_at INTEGER NOT NULL,
    -- When it ends unless it is used before.
    idle_ends_at INTEGER NOT NULL,
    -- When it ends however much it is used.
    expires_at INTEGER NOT NULL,
    ended_at INTEGER,
    -- When the last token of an ended session is dead by itself.
    forgettable_at INTEGER,
    -- The key of the call that began it.
    begun_by BLOB CHECK (length(begun_by) = 16),
    era INTEGER NOT NULL DEFAULT 0,
    -- Where it was begun and last refreshed, as IP addresses.
    started_from TEXT,
    last_used_from TEXT,
    -- The tenant user who acts in the person's place, and their own session, with which this one ends.
    actor_id BLOB CHECK (length(actor_id) = 16),
    own_session_id BLOB CHECK (length(own_session_id) = 16),
    CHECK (idle_ends_at <= expires_at),
    CHECK ((ended_at IS NULL) = (forgettable_at IS NULL))
) STRICT, WITHOUT ROWID;

CREATE INDEX sessions_by_subject ON sessions (subject_id) WHERE ended_at IS NULL;

CREATE INDEX sessions_by_partner ON sessions (partner_id)
WHERE ended_at IS NULL AND partner_id IS NOT NULL;

CREATE INDEX sessions_by_end ON sessions (idle_ends_at);

CREATE INDEX sessions_to_forget ON sessions (forgettable_at) WHERE forgettable_at IS NOT NULL;

CREATE INDEX sessions_by_actor ON sessions (actor_id)
WHERE ended_at IS NULL AND actor_id IS NOT NULL;

CREATE INDEX sessions_of_visitors ON sessions (tenant_id, last_used_at)
WHERE ended_at IS NULL AND kind = 'visitor';

CREATE TABLE visitor_counts (
    tenant_id BLOB PRIMARY KEY REFERENCES tenants (id),
    open INTEGER NOT NULL CHECK (open >= 0)
) STRICT, WITHOUT ROWID;

CREATE TRIGGER visitors_are_counted AFTER INSERT ON sessions WHEN NEW.kind = 'visitor'
BEGIN
    INSERT OR IGNORE INTO visitor_counts VALUES (NEW.tenant_id, 0);
    UPDATE visitor_counts SET open = open + 1 WHERE tenant_id = NEW.tenant_id;
END;

CREATE TRIGGER ended_visitors_are_not_counted AFTER UPDATE OF ended_at ON sessions
WHEN NEW.kind = 'visitor' AND OLD.ended_at IS NULL AND NEW.ended_at IS NOT NULL
BEGIN UPDATE visitor_counts SET open = open - 1 WHERE tenant_id = NEW.tenant_id; END;

CREATE TRIGGER purged_visitors_are_not_counted AFTER DELETE ON sessions
WHEN OLD.kind = 'visitor' AND OLD.ended_at IS NULL
BEGIN UPDATE visitor_counts SET open = open - 1 WHERE tenant_id = OLD.tenant_id; END;

CREATE TABLE joined_visitors (
    id BLOB PRIMARY KEY CHECK (length(id) = 16),
    -- They are joined once.
    version INTEGER NOT NULL CHECK (version = 1),
    tenant_id BLOB NOT NULL REFERENCES tenants (id),
    end_user_id BLOB NOT NULL REFERENCES end_users (id),
    joined_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE INDEX joined_visitors_by_end_user ON joined_visitors (end_user_id);

CREATE INDEX joined_visitors_by_time ON joined_visitors (joined_at);

CREATE TABLE profile_attributes (
    id BLOB PRIMARY KEY CHECK (length(id) = 16),
    tenant_id BLOB NOT NULL REFERENCES tenants (id),
    version INTEGER NOT NULL CHECK (version >= 1),
    name TEXT NOT NULL CHECK (name <> ''),
    -- What names are compared by.
    name_key TEXT NOT NULL CHECK (name_key <> ''),
    kind TEXT NOT NULL CHECK (kind IN ('text', 'number', 'date', 'choice', 'place')),
    -- A JSON array of texts.
    choices TEXT CHECK (choices IS NULL OR json_valid(choices)),
    created_at INTEGER NOT NULL,
    retired_at INTEGER,
    CHECK ((kind = 'choice') = (choices IS NOT NULL))
) STRICT;

CREATE INDEX profile_attributes_by_tenant ON profile_attributes (tenant_id, id);

CREATE UNIQUE INDEX profile_attributes_by_name ON profile_attributes (tenant_id, name_key)
WHERE retired_at IS NULL;

CREATE TABLE attribute_sweeps (
    attribute_id BLOB PRIMARY KEY REFERENCES profile_attributes (id),
    -- The last end user who was looked at.
    swept_to BLOB NOT NULL CHECK (length(swept_to) = 16)
) STRICT, WITHOUT ROWID;

CREATE INDEX end_users_with_values ON end_users (tenant_id, id) WHERE profile_values IS NOT NULL;

CREATE TABLE consent_decisions (
    seq INTEGER PRIMARY KEY,
    end_user_id BLOB NOT NULL REFERENCES end_users (id),
    kind TEXT NOT NULL CHECK (kind <> ''),
    is_given INTEGER NOT NULL CHECK (is_given IN (0, 1)),
    decided_at INTEGER NOT NULL,
    program TEXT NOT NULL,
    text_version TEXT NOT NULL
) STRICT;

CREATE INDEX consent_decisions_by_end_user ON consent_decisions (end_user_id, kind, seq);

CREATE INDEX users_chat_operators ON users (partner_id)
WHERE partner_id IS NOT NULL AND chat_operator IS NOT NULL;

CREATE TABLE standings (
    -- The partner.
    id BLOB PRIMARY KEY CHECK (length(id) = 16),
    version INTEGER NOT NULL,
    status TEXT NOT NULL CHECK (status IN ('active', 'suspended'))
) STRICT, WITHOUT ROWID;

CREATE TABLE sightings (
    -- The end user.
    id BLOB PRIMARY KEY CHECK (length(id) = 16),
    tenant_id BLOB NOT NULL REFERENCES tenants (id),
    version INTEGER NOT NULL,
    seen_on INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
