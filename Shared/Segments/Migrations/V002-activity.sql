-- The day, counted from 1970 in UTC, on which an end user was last seen.
ALTER TABLE segment_people ADD COLUMN seen_on INTEGER;
-- 0: nothing was told of it so far.
ALTER TABLE segment_people ADD COLUMN seen_version INTEGER NOT NULL DEFAULT 0;

-- The days on which an end user last earned and last redeemed something at a partner.
CREATE TABLE segment_activities (
    partner BLOB NOT NULL CHECK (length(partner) = 16),
    -- Personal: the row is gone once the end user is erased.
    end_user BLOB NOT NULL CHECK (length(end_user) = 16),
    id BLOB NOT NULL CHECK (length(id) = 16),
    version INTEGER NOT NULL,
    earned_on INTEGER,
    redeemed_on INTEGER,
    PRIMARY KEY (partner, end_user)
) STRICT, WITHOUT ROWID;

CREATE UNIQUE INDEX segment_activities_by_id ON segment_activities (id);

CREATE INDEX segment_activities_by_end_user ON segment_activities (end_user);
