-- Consumers, and the one-time codes that they log in with.
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
