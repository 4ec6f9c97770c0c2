-- What is remembered of failures, so that the next attempt is slowed down: the form "throttle".
CREATE TABLE failures (
    -- A hash of the policy's name and of whose failures they are: nothing personal.
    key BLOB PRIMARY KEY CHECK (length(key) = 32),
    count INTEGER NOT NULL CHECK (count >= 0),
    -- Up to when forgotten failures have been taken off.
    drained_at INTEGER NOT NULL,
    -- From then on, for so long, nothing is looked at.
    failed_at INTEGER NOT NULL,
    delay INTEGER NOT NULL CHECK (delay >= 0),
    -- When the row says nothing any more.
    forgettable_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE INDEX failures_to_forget ON failures (forgettable_at);
