-- Chat operators and their SIP accounts.
ALTER TABLE users ADD COLUMN chat_operator TEXT
CHECK (chat_operator IN ('administrator', 'normal') AND (role <> 'owner' OR chat_operator <> 'normal'));

CREATE TABLE sip_accounts (
    user_id BLOB PRIMARY KEY REFERENCES users (id) ON DELETE CASCADE,
    -- Drawn at random; it tells nothing of the person.
    username TEXT NOT NULL UNIQUE CHECK (username <> ''),
    -- The digests of name, realm and secret, sealed with the key file: who has them can log in.
    sealed_digests BLOB,
    secret_made_at INTEGER,
    created_at INTEGER NOT NULL,
    CHECK ((sealed_digests IS NULL) = (secret_made_at IS NULL))
) STRICT, WITHOUT ROWID;
