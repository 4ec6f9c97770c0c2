-- How often something has failed lately. The key is a hash: no e-mail or phone lies here.
CREATE TABLE throttles (
    key BLOB PRIMARY KEY CHECK (length(key) = 32),
    failures INTEGER NOT NULL CHECK (failures >= 0),
    -- Up to when forgotten failures have been taken off.
    drained_at INTEGER NOT NULL,
    blocked_until INTEGER NOT NULL,
    -- When the row says nothing any more.
    forgettable_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE INDEX throttles_to_forget ON throttles (forgettable_at);
