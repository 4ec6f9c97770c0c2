-- What people left when nobody was there to answer.
CREATE TABLE offline_messages (
    id BLOB PRIMARY KEY CHECK (length(id) = 16),
    tenant BLOB NOT NULL CHECK (length(tenant) = 16),
    partner BLOB NOT NULL CHECK (length(partner) = 16),
    channel BLOB NOT NULL CHECK (length(channel) = 16),
    -- Who left it: one of the two.
    end_user BLOB CHECK (length(end_user) = 16),
    visitor BLOB CHECK (length(visitor) = 16),
    left_at INTEGER NOT NULL,
    handled_at INTEGER,
    handled_by BLOB CHECK (length(handled_by) = 16),
    -- Personal, all four.
    name TEXT NOT NULL,
    email TEXT NOT NULL,
    text TEXT NOT NULL,
    page TEXT,
    CHECK ((end_user IS NULL) <> (visitor IS NULL)),
    CHECK ((handled_at IS NULL) = (handled_by IS NULL))
) STRICT, WITHOUT ROWID;

CREATE INDEX offline_messages_open ON offline_messages (partner, id) WHERE handled_at IS NULL;

CREATE INDEX offline_messages_handled ON offline_messages (partner, id)
    WHERE handled_at IS NOT NULL;

CREATE INDEX offline_messages_by_end_user ON offline_messages (end_user, id);

CREATE INDEX offline_messages_by_time ON offline_messages (left_at);

-- Which operators get them by mail; of a partner without a row all administrators do.
CREATE TABLE offline_policies (
    id BLOB PRIMARY KEY CHECK (length(id) = 16),
    tenant BLOB NOT NULL CHECK (length(tenant) = 16),
    version INTEGER NOT NULL,
    -- Their ids, as JSON.
    operator_ids TEXT NOT NULL
) STRICT, WITHOUT ROWID;
