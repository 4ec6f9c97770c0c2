-- What lets a call be repeated whose answer was lost.

CREATE TABLE refresh_successors (
    -- The token that was traded last in its session.
    token BLOB PRIMARY KEY REFERENCES refresh_tokens (hash) ON DELETE CASCADE,
    -- What it was traded for, sealed with the key file.
    sealed BLOB NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE login_code_uses (
    end_user_id BLOB PRIMARY KEY REFERENCES login_codes (end_user_id) ON DELETE CASCADE,
    -- The session that the code began.
    session_id BLOB NOT NULL CHECK (length(session_id) = 16)
) STRICT, WITHOUT ROWID;
