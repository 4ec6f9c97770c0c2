-- Who searches: a partner, or one of its operators; the number stands before each word of theirs.
CREATE TABLE search_scopes (
    id INTEGER PRIMARY KEY,
    owner BLOB NOT NULL UNIQUE CHECK (length(owner) = 16)
) STRICT;

-- The words of messages, by the messages' numbers, for each who may find them. It splits at blanks alone:
-- what a word is, is decided before.
CREATE VIRTUAL TABLE message_words USING fts5 (
    words, tokenize = "ascii tokenchars ':'", detail = none, columnsize = 0
);

-- Messages that the index does not have as they are.
CREATE TABLE unindexed (
    conversation INTEGER NOT NULL REFERENCES conversations (seq),
    from_seq INTEGER NOT NULL,
    to_seq INTEGER NOT NULL,
    PRIMARY KEY (conversation, from_seq)
) STRICT, WITHOUT ROWID;

-- A row while deleted words are removed from the file.
CREATE TABLE history_merge (
    is_begun INTEGER PRIMARY KEY CHECK (is_begun = 1)
) STRICT;

-- When messages were written, for searches of a time and for what is kept no longer.
CREATE INDEX messages_by_time ON messages (at, id);
