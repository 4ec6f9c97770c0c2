-- What was answered to a command that named a key. Keys begin with their time, so rows are added
-- at the end of the tree and forgotten at its beginning.
CREATE TABLE answers (
    key BLOB NOT NULL CHECK (length(key) = 16),
    scope BLOB NOT NULL CHECK (length(scope) = 16),
    request BLOB NOT NULL CHECK (length(request) = 16),
    status INTEGER NOT NULL,
    effect INTEGER NOT NULL,
    seq INTEGER,
    body BLOB NOT NULL,
    PRIMARY KEY (key, scope)
) STRICT, WITHOUT ROWID;
