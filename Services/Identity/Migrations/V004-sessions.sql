-- Who is logged in where.
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
    forgettable_at INTEGER,
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
