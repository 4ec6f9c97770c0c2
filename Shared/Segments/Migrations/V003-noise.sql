-- A random number of each end user. The sum over some of them says who they are and of none who that is:
-- the offset of a size follows from it, the same for the same people.
ALTER TABLE segment_people ADD COLUMN noise INTEGER NOT NULL DEFAULT 0;
UPDATE segment_people SET noise = random() & 2147483647 WHERE id > x'';

-- What makes an offset of a sum, which nobody else can compute.
CREATE TABLE segment_secret (
    id INTEGER PRIMARY KEY CHECK (id = 1),
    key BLOB NOT NULL CHECK (length(key) = 32)
) STRICT;
INSERT INTO segment_secret VALUES (1, randomblob(32));
