-- Promos for a segment, and those that begin and end with days.
ALTER TABLE promos ADD COLUMN segment BLOB REFERENCES segments (id);

-- What the segment's rule was when the promo was scheduled, as JSON.
ALTER TABLE promos ADD COLUMN rule TEXT;

ALTER TABLE promos ADD COLUMN starts_on TEXT CHECK (length(starts_on) = 10);

ALTER TABLE promos ADD COLUMN ends_on TEXT CHECK (length(ends_on) = 10);

-- The draft's version that was scheduled last: who asks again is told the same.
ALTER TABLE promos ADD COLUMN scheduled_version INTEGER;
