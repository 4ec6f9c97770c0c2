-- Work that is due at a time. Null: idle until something wakes it.
CREATE TABLE jobs (
    name TEXT PRIMARY KEY,
    due_at INTEGER,
    slices INTEGER NOT NULL DEFAULT 0,
    failures INTEGER NOT NULL DEFAULT 0,
    failure TEXT,
    ran_at INTEGER
) STRICT, WITHOUT ROWID;
