-- oldest program: V005
-- What is told of one thing is found without reading the log, and so is what erasing a person erases.
CREATE INDEX events_by_subject ON events (subject);
DROP INDEX events_personal;

-- Set while a follower forgets what a snapshot no longer had: the kinds that the snapshot was of.
ALTER TABLE followers ADD COLUMN snapshot_kinds TEXT;
