-- oldest program: V008
-- The key of the call that began a session: a repetition whose first answer was lost gets this one.
ALTER TABLE sessions ADD COLUMN begun_by BLOB CHECK (length(begun_by) = 16);
