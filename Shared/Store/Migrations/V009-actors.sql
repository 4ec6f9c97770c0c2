-- Whose call caused the event, and who acted in that person's place.
ALTER TABLE events ADD COLUMN person BLOB CHECK (length(person) = 16);
ALTER TABLE events ADD COLUMN actor BLOB CHECK (length(actor) = 16);
ALTER TABLE parked ADD COLUMN person BLOB CHECK (length(person) = 16);
ALTER TABLE parked ADD COLUMN actor BLOB CHECK (length(actor) = 16);
