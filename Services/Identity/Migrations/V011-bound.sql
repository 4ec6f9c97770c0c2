-- A session belongs to the key that began it: a name may get another key later. A session that is open
-- gets the key that its program had when it began, also if that one is revoked.
ALTER TABLE sessions ADD COLUMN program_key TEXT;

UPDATE sessions SET program_key = (
    SELECT public_key FROM principals
    WHERE name = program AND created_at <= started_at
        AND (revoked_at IS NULL OR revoked_at > started_at)
    ORDER BY created_at DESC LIMIT 1
)
WHERE ended_at IS NULL AND subject_id >= x'';

-- The installation that tokens are for (`aud`), named when its first key is made.
CREATE TABLE installation (
    only_row INTEGER PRIMARY KEY CHECK (only_row = 1),
    id BLOB NOT NULL CHECK (length(id) = 16)
) STRICT;

ALTER TABLE signing_keys ADD COLUMN audience TEXT;
