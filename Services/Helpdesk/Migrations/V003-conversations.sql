CREATE TABLE conversations (
    seq INTEGER PRIMARY KEY,
    id BLOB NOT NULL UNIQUE CHECK (length(id) = 16),
    tenant BLOB NOT NULL CHECK (length(tenant) = 16),
    partner BLOB NOT NULL CHECK (length(partner) = 16),
    channel BLOB NOT NULL CHECK (length(channel) = 16),
    -- Who writes from outside: one of the two.
    end_user BLOB CHECK (length(end_user) = 16),
    visitor BLOB CHECK (length(visitor) = 16),
    version INTEGER NOT NULL,
    status TEXT NOT NULL CHECK (status IN ('quiet', 'unanswered', 'active', 'finished')),
    agent BLOB CHECK (length(agent) = 16),
    -- Who had it before, or closed it.
    last_agent BLOB CHECK (length(last_agent) = 16),
    -- The routing rule that chose who answers; null: all of the partner's operators do.
    rule BLOB CHECK (length(rule) = 16),
    waiting_since_at INTEGER,
    -- When the operator loses it unless they answer.
    due_at INTEGER,
    last_seq INTEGER NOT NULL CHECK (last_seq >= 0),
    customer_delivered INTEGER NOT NULL,
    customer_read INTEGER NOT NULL,
    operators_delivered INTEGER NOT NULL,
    operators_read INTEGER NOT NULL,
    customer_unread INTEGER NOT NULL CHECK (customer_unread >= 0),
    operators_unread INTEGER NOT NULL CHECK (operators_unread >= 0),
    opened_at INTEGER NOT NULL,
    changed_at INTEGER NOT NULL,
    CHECK ((status = 'active') = (agent IS NOT NULL)),
    CHECK ((status = 'unanswered') = (waiting_since_at IS NOT NULL)),
    CHECK ((end_user IS NULL) <> (visitor IS NULL)),
    CHECK (due_at IS NULL OR status = 'active')
) STRICT;

CREATE UNIQUE INDEX conversations_of_end_user ON conversations (channel, end_user)
    WHERE end_user IS NOT NULL;

CREATE UNIQUE INDEX conversations_of_visitor ON conversations (channel, visitor)
    WHERE visitor IS NOT NULL;

CREATE INDEX conversations_by_status ON conversations (partner, status, changed_at, seq);

CREATE INDEX conversations_waiting ON conversations (partner, waiting_since_at, seq)
    WHERE status = 'unanswered';

CREATE INDEX conversations_by_agent ON conversations (agent, changed_at, seq)
    WHERE status = 'active';

CREATE INDEX conversations_by_end_user ON conversations (end_user, changed_at, seq)
    WHERE end_user IS NOT NULL;

CREATE INDEX conversations_by_visitor ON conversations (visitor, changed_at, seq)
    WHERE visitor IS NOT NULL;

CREATE INDEX conversations_due ON conversations (due_at) WHERE due_at IS NOT NULL;

CREATE TABLE messages (
    id INTEGER PRIMARY KEY,
    conversation INTEGER NOT NULL REFERENCES conversations (seq),
    seq INTEGER NOT NULL,
    at INTEGER NOT NULL,
    side TEXT NOT NULL CHECK (side IN ('customer', 'agent', 'partner', 'system')),
    sender BLOB CHECK (length(sender) = 16),
    kind TEXT NOT NULL CHECK (kind IN ('text', 'attachment', 'engagement', 'system')),
    client_id TEXT,
    -- Personal.
    text TEXT,
    file BLOB CHECK (length(file) = 16),
    -- What its sender calls it. Personal.
    file_name TEXT,
    coupon BLOB CHECK (length(coupon) = 16),
    promo BLOB CHECK (length(promo) = 16),
    -- What the coupon or the promo was called then.
    title TEXT,
    happening TEXT,
    -- Whom the happening is about, or the points.
    agent BLOB CHECK (length(agent) = 16),
    point_type BLOB CHECK (length(point_type) = 16),
    amount INTEGER,
    edited_at INTEGER,
    deleted_at INTEGER,
    CHECK ((side IN ('customer', 'agent')) = (sender IS NOT NULL)),
    CHECK ((kind = 'system') = (happening IS NOT NULL)),
    CHECK (deleted_at IS NULL OR (text IS NULL AND file IS NULL)),
    CHECK (file_name IS NULL OR file IS NOT NULL)
) STRICT;

CREATE UNIQUE INDEX messages_in_order ON messages (conversation, seq);

CREATE UNIQUE INDEX messages_once ON messages (conversation, sender, client_id)
    WHERE client_id IS NOT NULL;

-- What messages said before they were edited.
CREATE TABLE message_revisions (
    message INTEGER NOT NULL REFERENCES messages (id) ON DELETE CASCADE,
    edited_at INTEGER NOT NULL,
    -- Personal.
    text TEXT NOT NULL
) STRICT;

CREATE INDEX message_revisions_by_message ON message_revisions (message, edited_at);

-- Up to where operators may read conversations that they had; null: they have it.
CREATE TABLE holdings (
    agent BLOB NOT NULL CHECK (length(agent) = 16),
    conversation INTEGER NOT NULL REFERENCES conversations (seq),
    until_seq INTEGER,
    PRIMARY KEY (agent, conversation)
) STRICT, WITHOUT ROWID;

CREATE INDEX holdings_by_conversation ON holdings (conversation);

-- From when somebody asked until an operator closed it.
CREATE TABLE rounds (
    id INTEGER PRIMARY KEY,
    conversation INTEGER NOT NULL REFERENCES conversations (seq),
    partner BLOB NOT NULL CHECK (length(partner) = 16),
    channel BLOB NOT NULL CHECK (length(channel) = 16),
    from_seq INTEGER NOT NULL,
    began_at INTEGER NOT NULL,
    answered_at INTEGER,
    answered_by BLOB CHECK (length(answered_by) = 16),
    finished_at INTEGER,
    finished_by BLOB CHECK (length(finished_by) = 16)
) STRICT;

CREATE UNIQUE INDEX rounds_open ON rounds (conversation) WHERE finished_at IS NULL;

CREATE INDEX rounds_by_conversation ON rounds (conversation, id);

-- How operators are there, as they said last.
CREATE TABLE presences (
    id BLOB PRIMARY KEY CHECK (length(id) = 16),
    tenant BLOB NOT NULL CHECK (length(tenant) = 16),
    partner BLOB NOT NULL CHECK (length(partner) = 16),
    version INTEGER NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('available', 'busy', 'away')),
    until_at INTEGER NOT NULL,
    -- When they last got a conversation.
    assigned_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE INDEX presences_available ON presences (partner, assigned_at, id)
    WHERE state = 'available';

CREATE INDEX presences_ending ON presences (until_at) WHERE state <> 'away';

-- Partners whose waiting conversations may have somebody to answer them.
CREATE TABLE assigning (
    partner BLOB PRIMARY KEY CHECK (length(partner) = 16)
) STRICT, WITHOUT ROWID;

-- End users whose messages a partner does not take.
CREATE TABLE blocks (
    partner BLOB NOT NULL CHECK (length(partner) = 16),
    end_user BLOB NOT NULL CHECK (length(end_user) = 16),
    blocked_at INTEGER NOT NULL,
    -- The operator who did it.
    blocked_by BLOB NOT NULL CHECK (length(blocked_by) = 16),
    PRIMARY KEY (partner, end_user)
) STRICT, WITHOUT ROWID;

CREATE INDEX blocks_by_time ON blocks (partner, blocked_at, end_user);

CREATE INDEX blocks_by_operator ON blocks (partner, blocked_by, blocked_at, end_user);

CREATE INDEX blocks_by_end_user ON blocks (end_user);

-- Channels of which an end user does not want to be told.
CREATE TABLE mutes (
    end_user BLOB NOT NULL CHECK (length(end_user) = 16),
    channel BLOB NOT NULL CHECK (length(channel) = 16),
    muted_at INTEGER NOT NULL,
    PRIMARY KEY (end_user, channel)
) STRICT, WITHOUT ROWID;

CREATE INDEX mutes_by_time ON mutes (end_user, muted_at, channel);

-- Conversations of erased end users, of which a job deletes what was written.
CREATE TABLE forgetting (
    conversation INTEGER PRIMARY KEY
) STRICT;

-- As the kit makes it, whose step comes after this one in a new database: a trigger stands on it.
CREATE TABLE IF NOT EXISTS end_users (
    id BLOB PRIMARY KEY CHECK (length(id) = 16),
    tenant BLOB NOT NULL CHECK (length(tenant) = 16),
    version INTEGER NOT NULL,
    code TEXT NOT NULL,
    status TEXT NOT NULL CHECK (status IN ('active', 'blocked', 'erased')),
    -- Personal: null once the end user is erased.
    name TEXT,
    CHECK (status <> 'erased' OR name IS NULL)
) STRICT, WITHOUT ROWID;

CREATE TRIGGER conversations_are_forgotten AFTER UPDATE OF status ON end_users
WHEN NEW.status = 'erased' AND OLD.status <> 'erased'
BEGIN
    INSERT OR IGNORE INTO forgetting (conversation)
    SELECT seq FROM conversations WHERE end_user = NEW.id;
END;
