-- What identity tells, beside people and partners, as far as mails need it.
CREATE TABLE tenant_names (
    id BLOB PRIMARY KEY CHECK (length(id) = 16),
    version INTEGER NOT NULL,
    name TEXT NOT NULL,
    -- As whom its mails are sent, and where answers go.
    sender_name TEXT,
    reply_to TEXT,
    -- What the links in its mails begin with; null: the installation's.
    links_base TEXT
) STRICT, WITHOUT ROWID;

-- Admin users; a deleted one's row goes.
CREATE TABLE users (
    id BLOB PRIMARY KEY CHECK (length(id) = 16),
    version INTEGER NOT NULL,
    tenant BLOB NOT NULL CHECK (length(tenant) = 16),
    -- Null: a user of the tenant's own account.
    partner BLOB CHECK (length(partner) = 16),
    is_owner INTEGER NOT NULL CHECK (is_owner IN (0, 1)),
    is_chat_operator INTEGER NOT NULL CHECK (is_chat_operator IN (0, 1)),
    -- Personal.
    name TEXT,
    email TEXT,
    phone TEXT
) STRICT, WITHOUT ROWID;

CREATE INDEX users_emails ON users (tenant, email) WHERE email IS NOT NULL;
CREATE INDEX users_chat_operators ON users (partner) WHERE is_chat_operator = 1;
CREATE INDEX users_owners ON users (partner) WHERE is_owner = 1 AND partner IS NOT NULL;
