-- Whom events concern beside what they are about. A bucket is 1,024 events: rows of one time stand
-- together, so that a commit changes few pages of a large log's.
CREATE TABLE event_audience (
    bucket INTEGER NOT NULL,
    id BLOB NOT NULL CHECK (length(id) = 16),
    seq INTEGER NOT NULL,
    PRIMARY KEY (bucket, id, seq)
) STRICT, WITHOUT ROWID;
