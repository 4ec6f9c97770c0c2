-- oldest program: V003
-- What effects have acted on: each thing once, even if its event is read again.
CREATE TABLE deeds (
    follower TEXT NOT NULL,
    kind TEXT NOT NULL,
    thing BLOB NOT NULL CHECK (length(thing) = 16),
    done_at INTEGER NOT NULL,
    PRIMARY KEY (follower, kind, thing)
) STRICT;

CREATE INDEX deeds_to_forget ON deeds (done_at);
