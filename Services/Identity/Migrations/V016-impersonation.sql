-- Where it was begun and last refreshed, as IP addresses.
ALTER TABLE sessions ADD COLUMN started_from TEXT;
ALTER TABLE sessions ADD COLUMN last_used_from TEXT;
-- The tenant user who acts in the person's place, and their own session, with which this one ends.
ALTER TABLE sessions ADD COLUMN actor_id BLOB CHECK (length(actor_id) = 16);
ALTER TABLE sessions ADD COLUMN own_session_id BLOB CHECK (length(own_session_id) = 16);

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
