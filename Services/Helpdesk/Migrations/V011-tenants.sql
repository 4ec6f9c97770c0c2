-- What tenants decide of the chats of their partners; absent numbers are no bounds.
CREATE TABLE tenant_chat_policies (
    id BLOB PRIMARY KEY CHECK (length(id) = 16),
    version INTEGER NOT NULL,
    attachment_types TEXT NOT NULL,
    most_attachment_bytes INTEGER CHECK (most_attachment_bytes > 0),
    -- How long things are kept.
    chat_days INTEGER CHECK (chat_days > 0),
    file_days INTEGER CHECK (file_days > 0),
    visit_days INTEGER CHECK (visit_days > 0),
    notification_days INTEGER CHECK (notification_days > 0)
) STRICT, WITHOUT ROWID;
