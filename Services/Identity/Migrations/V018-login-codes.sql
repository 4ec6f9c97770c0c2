-- A code goes to the end user alone and opens for the program that asked; those of before live five minutes.
DROP TABLE login_code_uses;

DROP TABLE login_codes;

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

-- Who wants to log in, somebody or nobody, until a job has looked.
CREATE TABLE code_requests (
    id BLOB PRIMARY KEY CHECK (length(id) = 16),
    tenant_id BLOB NOT NULL REFERENCES tenants (id),
    program TEXT NOT NULL,
    program_key TEXT NOT NULL,
    sealed_contact BLOB NOT NULL,
    expires_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- The one program of a tenant that delivers messages to phones.
CREATE TABLE message_programs (
    tenant_id BLOB PRIMARY KEY REFERENCES tenants (id),
    principal_id BLOB NOT NULL REFERENCES principals (id)
) STRICT, WITHOUT ROWID;
