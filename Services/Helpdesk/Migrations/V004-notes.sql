-- What operators write about a conversation for each other.
CREATE TABLE notes (
    id BLOB PRIMARY KEY CHECK (length(id) = 16),
    conversation INTEGER NOT NULL REFERENCES conversations (seq),
    author BLOB NOT NULL CHECK (length(author) = 16),
    at INTEGER NOT NULL,
    -- The last message then: who lost the conversation before reads no further.
    after_seq INTEGER NOT NULL,
    -- Personal of the end user.
    text TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE INDEX notes_by_conversation ON notes (conversation, id);

-- A partner's words for its conversations; one that stands at none has no row.
CREATE TABLE tags (
    id INTEGER PRIMARY KEY,
    partner BLOB NOT NULL CHECK (length(partner) = 16),
    -- As it was written first.
    name TEXT NOT NULL,
    name_key TEXT NOT NULL
) STRICT;

CREATE UNIQUE INDEX tags_by_name ON tags (partner, name_key);

CREATE TABLE conversation_tags (
    tag INTEGER NOT NULL REFERENCES tags (id),
    conversation INTEGER NOT NULL REFERENCES conversations (seq),
    PRIMARY KEY (tag, conversation)
) STRICT, WITHOUT ROWID;

CREATE INDEX conversation_tags_by_conversation ON conversation_tags (conversation, tag);

-- What customers thought of rounds that were finished.
CREATE TABLE ratings (
    round INTEGER PRIMARY KEY REFERENCES rounds (id),
    conversation INTEGER NOT NULL REFERENCES conversations (seq),
    partner BLOB NOT NULL CHECK (length(partner) = 16),
    -- Who finished the round.
    agent BLOB NOT NULL CHECK (length(agent) = 16),
    stars INTEGER NOT NULL CHECK (stars BETWEEN 1 AND 5),
    -- Personal.
    text TEXT,
    rated_at INTEGER NOT NULL,
    changed_at INTEGER NOT NULL
) STRICT;

CREATE INDEX ratings_by_partner ON ratings (partner, round);

CREATE INDEX ratings_by_agent ON ratings (partner, agent, round);

CREATE INDEX ratings_by_conversation ON ratings (conversation);
