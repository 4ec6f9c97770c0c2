-- What identity tells of chat operators; who is none any more has no row.
CREATE TABLE operators (
    id BLOB PRIMARY KEY CHECK (length(id) = 16),
    version INTEGER NOT NULL,
    tenant BLOB NOT NULL CHECK (length(tenant) = 16),
    -- Null: of the tenant's own account.
    partner BLOB CHECK (length(partner) = 16),
    is_administrator INTEGER NOT NULL CHECK (is_administrator IN (0, 1)),
    is_active INTEGER NOT NULL CHECK (is_active IN (0, 1)),
    -- Personal.
    name TEXT,
    email TEXT
) STRICT, WITHOUT ROWID;

CREATE INDEX operators_by_partner ON operators (partner, id);

-- What partners tells of channels; an archived one's row stays, since its conversations do.
CREATE TABLE channels (
    id BLOB PRIMARY KEY CHECK (length(id) = 16),
    version INTEGER NOT NULL,
    tenant BLOB NOT NULL CHECK (length(tenant) = 16),
    partner BLOB NOT NULL CHECK (length(partner) = 16),
    name TEXT NOT NULL,
    is_published INTEGER NOT NULL CHECK (is_published IN (0, 1))
) STRICT, WITHOUT ROWID;

CREATE INDEX channels_by_partner ON channels (partner, id);

-- Who follows what.
CREATE TABLE channel_followers (
    id BLOB PRIMARY KEY CHECK (length(id) = 16),
    version INTEGER NOT NULL,
    channel BLOB NOT NULL CHECK (length(channel) = 16),
    end_user BLOB NOT NULL CHECK (length(end_user) = 16)
) STRICT, WITHOUT ROWID;

CREATE UNIQUE INDEX channel_followers_once ON channel_followers (channel, end_user);

CREATE INDEX channel_followers_by_end_user ON channel_followers (end_user);

-- What a partner's package includes; a partner without a row has everything.
CREATE TABLE entitlements (
    id BLOB PRIMARY KEY CHECK (length(id) = 16),
    version INTEGER NOT NULL,
    has_chat INTEGER NOT NULL CHECK (has_chat IN (0, 1)),
    has_messages INTEGER NOT NULL CHECK (has_messages IN (0, 1)),
    has_canned_responses INTEGER NOT NULL CHECK (has_canned_responses IN (0, 1)),
    given_messages INTEGER,
    asked_messages INTEGER
) STRICT, WITHOUT ROWID;

-- What can be offered in a chat.
CREATE TABLE coupons (
    id BLOB PRIMARY KEY CHECK (length(id) = 16),
    version INTEGER NOT NULL,
    partner BLOB NOT NULL CHECK (length(partner) = 16),
    title TEXT NOT NULL,
    is_published INTEGER NOT NULL CHECK (is_published IN (0, 1))
) STRICT, WITHOUT ROWID;

CREATE TABLE promos (
    id BLOB PRIMARY KEY CHECK (length(id) = 16),
    version INTEGER NOT NULL,
    partner BLOB NOT NULL CHECK (length(partner) = 16),
    title TEXT NOT NULL,
    is_live INTEGER NOT NULL CHECK (is_live IN (0, 1))
) STRICT, WITHOUT ROWID;
