-- All sessions end at once by one row: those of an earlier era than the newest are over, however many
-- they are.
CREATE TABLE session_eras (
    era INTEGER PRIMARY KEY,
    began_at INTEGER NOT NULL
) STRICT;

INSERT INTO session_eras VALUES (0, 0);

ALTER TABLE sessions ADD COLUMN era INTEGER NOT NULL DEFAULT 0;
