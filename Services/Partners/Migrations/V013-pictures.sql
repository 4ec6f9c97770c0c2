-- The files that channels and promos show.
ALTER TABLE channels ADD COLUMN picture BLOB CHECK (length(picture) = 16);

-- A JSON array of ids.
ALTER TABLE promos ADD COLUMN pictures TEXT NOT NULL DEFAULT '[]';

ALTER TABLE promos ADD COLUMN video BLOB CHECK (length(video) = 16);
