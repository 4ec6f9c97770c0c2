-- How far the things of tenants that keep nothing for ever were looked at, and when again.
CREATE TABLE keeping (
    tenant BLOB NOT NULL CHECK (length(tenant) = 16),
    kind TEXT NOT NULL CHECK (kind IN ('chats', 'visits', 'notifications')),
    due_at INTEGER NOT NULL,
    -- The number of the conversation or the visitor after which it goes on.
    place INTEGER NOT NULL,
    PRIMARY KEY (tenant, kind)
) STRICT, WITHOUT ROWID;

CREATE INDEX keeping_by_time ON keeping (due_at);

CREATE INDEX conversations_by_tenant ON conversations (tenant, seq);

CREATE INDEX messages_with_files ON messages (conversation, seq) WHERE file IS NOT NULL;

CREATE INDEX visitors_by_tenant ON visitors (tenant, seq);
