-- Prepared answers of a partner's operators.
CREATE TABLE canned_responses (
    id BLOB PRIMARY KEY CHECK (length(id) = 16),
    tenant BLOB NOT NULL CHECK (length(tenant) = 16),
    partner BLOB NOT NULL CHECK (length(partner) = 16),
    version INTEGER NOT NULL,
    topic TEXT NOT NULL,
    topic_key TEXT NOT NULL,
    title TEXT NOT NULL,
    title_key TEXT NOT NULL,
    short_code TEXT NOT NULL,
    short_code_key TEXT NOT NULL,
    body TEXT NOT NULL,
    body_key TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE UNIQUE INDEX canned_responses_by_short_code ON canned_responses (partner, short_code_key);

CREATE INDEX canned_responses_by_topic ON canned_responses (partner, topic_key, title_key, id);
