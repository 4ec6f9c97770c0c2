-- JSON: what a purchase gives, so many points for each so many minor units.
ALTER TABLE point_types ADD COLUMN rate TEXT;
-- JSON: the partner's channels that it is for; null is all.
ALTER TABLE point_types ADD COLUMN channels TEXT;

-- The last day on which they can be used and given, as 2026-12-31.
ALTER TABLE point_types ADD COLUMN valid_until TEXT CHECK (valid_until IS NULL OR ifnull(valid_months, valid_days) IS NULL);

-- What was decided as days; valid_from and valid_to are the moments that these meant then.
ALTER TABLE coupons ADD COLUMN valid_from_date TEXT
CHECK (valid_from_date IS NULL OR valid_from IS NOT NULL);
ALTER TABLE coupons ADD COLUMN valid_to_date TEXT
CHECK (valid_to_date IS NULL OR valid_to IS NOT NULL);

ALTER TABLE issuance_limits ADD COLUMN undo_minutes INTEGER CHECK (undo_minutes >= 0);

ALTER TABLE award_requests ADD COLUMN reference TEXT;
ALTER TABLE award_requests ADD COLUMN purchase INTEGER CHECK (purchase > 0);
ALTER TABLE award_requests ADD COLUMN channel BLOB CHECK (length(channel) = 16);
ALTER TABLE award_requests ADD COLUMN place TEXT;
ALTER TABLE award_requests ADD COLUMN reason TEXT;

-- What a till tells of an award; most awards have none.
CREATE TABLE awards (
    id BLOB PRIMARY KEY CHECK (length(id) = 16),
    partner BLOB NOT NULL CHECK (length(partner) = 16),
    reference TEXT,
    -- In minor units of the tenant's currency.
    purchase INTEGER CHECK (purchase > 0),
    channel BLOB CHECK (length(channel) = 16),
    place TEXT,
    reason TEXT
) STRICT, WITHOUT ROWID;

CREATE UNIQUE INDEX awards_by_reference ON awards (partner, reference)
WHERE reference IS NOT NULL;

-- What a user did lately.
CREATE INDEX ledger_by_actor ON ledger (actor, at) WHERE actor_kind = 'user';

CREATE INDEX issued_coupons_by_giver ON issued_coupons (actor, issued_at)
WHERE actor_kind = 'user';
