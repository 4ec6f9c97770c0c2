-- Visitors of websites have sessions, too.
CREATE TABLE new_sessions (
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

INSERT INTO new_sessions (
    id, tenant_id, partner_id, kind, subject_id, program, program_key, started_at, last_used_at,
    idle_ends_at, expires_at, ended_at, forgettable_at, begun_by, era, started_from, last_used_from,
    actor_id, own_session_id
)
SELECT id, tenant_id, partner_id, kind, subject_id, program, program_key, started_at, last_used_at,
    idle_ends_at, expires_at, ended_at, forgettable_at, begun_by, era, started_from, last_used_from,
    actor_id, own_session_id
FROM sessions;

DROP TABLE sessions;

ALTER TABLE new_sessions RENAME TO sessions;

CREATE INDEX sessions_by_subject ON sessions (subject_id) WHERE ended_at IS NULL;

CREATE INDEX sessions_by_partner ON sessions (partner_id)
WHERE ended_at IS NULL AND partner_id IS NOT NULL;

CREATE INDEX sessions_by_end ON sessions (idle_ends_at);

CREATE INDEX sessions_to_forget ON sessions (forgettable_at) WHERE forgettable_at IS NOT NULL;

CREATE INDEX sessions_by_actor ON sessions (actor_id)
WHERE ended_at IS NULL AND actor_id IS NOT NULL;

CREATE INDEX sessions_of_visitors ON sessions (tenant_id, last_used_at)
WHERE ended_at IS NULL AND kind = 'visitor';

-- How many visitors of a tenant have an open session, counted as they come and go.
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
