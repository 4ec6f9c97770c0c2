-- On which day, counted from 1970 in UTC, end users were last there.
CREATE TABLE sightings (
    -- The end user.
    id BLOB PRIMARY KEY CHECK (length(id) = 16),
    tenant_id BLOB NOT NULL REFERENCES tenants (id),
    version INTEGER NOT NULL,
    seen_on INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- What the sessions that are remembered tell of the time before this table was there.
INSERT INTO sightings
SELECT subject_id, sessions.tenant_id, 1, max(last_used_at) / 86400000
FROM sessions JOIN end_users ON end_users.id = subject_id AND end_users.status <> 'erased'
WHERE kind = 'endUser' GROUP BY subject_id;
