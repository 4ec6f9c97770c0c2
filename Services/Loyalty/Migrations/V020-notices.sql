-- When the end user was told that what is left of the lot ends soon, or was passed over because nobody
-- could be told. It is kept for the lot, so that no refund and no other lot of the day has it told again.
ALTER TABLE lots ADD COLUMN told_at INTEGER;

CREATE INDEX lots_untold ON lots (point_type, expires_at)
WHERE told_at IS NULL AND remaining > 0 AND expires_at IS NOT NULL;

-- When it is looked at next who is to be told; null without a notice.
ALTER TABLE point_types ADD COLUMN notice_due_at INTEGER;

UPDATE point_types SET notice_due_at = 0 WHERE notice_days IS NOT NULL;

CREATE INDEX point_types_noticing ON point_types (notice_due_at) WHERE notice_due_at IS NOT NULL;
