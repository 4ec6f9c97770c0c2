-- Whether the chat of a channel is on; a channel without a row has never had one.
CREATE TABLE chat_settings (
    id BLOB PRIMARY KEY CHECK (length(id) = 16),
    tenant BLOB NOT NULL CHECK (length(tenant) = 16),
    partner BLOB NOT NULL CHECK (length(partner) = 16),
    version INTEGER NOT NULL,
    is_enabled INTEGER NOT NULL CHECK (is_enabled IN (0, 1))
) STRICT, WITHOUT ROWID;

-- How a partner's operators share their conversations.
CREATE TABLE chat_policies (
    id BLOB PRIMARY KEY CHECK (length(id) = 16),
    tenant BLOB NOT NULL CHECK (length(tenant) = 16),
    version INTEGER NOT NULL,
    most_conversations INTEGER NOT NULL CHECK (most_conversations BETWEEN 1 AND 100),
    assignment TEXT NOT NULL CHECK (assignment IN ('taken', 'roundRobin')),
    silent_minutes INTEGER CHECK (silent_minutes BETWEEN 1 AND 1440)
) STRICT, WITHOUT ROWID;
