-- Followers are told once all is known that was so before the promo began: which version of it began, and
-- when it was heard of.
ALTER TABLE promo_notices ADD COLUMN version INTEGER NOT NULL DEFAULT 0;

ALTER TABLE promo_notices ADD COLUMN heard_at INTEGER NOT NULL DEFAULT 0;
