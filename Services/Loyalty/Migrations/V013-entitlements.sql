-- What partners' packages include and give, as far as coupons and points go.
CREATE TABLE entitlements (
    -- The partner.
    id BLOB PRIMARY KEY CHECK (length(id) = 16),
    version INTEGER NOT NULL,
    has_coupons INTEGER NOT NULL CHECK (has_coupons IN (0, 1)),
    has_points INTEGER NOT NULL CHECK (has_points IN (0, 1)),
    -- How many coupons may be published: by the package in force, and by the one that is asked for.
    given_coupons INTEGER,
    asked_coupons INTEGER,
    -- The has_coupons that the partner's coupons have come to; null while they are on the way.
    coupons_follow INTEGER DEFAULT 1 CHECK (coupons_follow IN (0, 1))
) STRICT, WITHOUT ROWID;

-- Those whose coupons are still to be taken or given back.
CREATE INDEX entitlements_due ON entitlements (id) WHERE has_coupons IS NOT coupons_follow;

-- What a coupon was before the package without coupons archived it; null: nothing did.
ALTER TABLE coupons ADD COLUMN taken_from TEXT
CHECK (taken_from IS NULL
    OR taken_from IN ('draft', 'published', 'paused') AND status = 'archived');

CREATE INDEX coupons_taken ON coupons (partner, id) WHERE taken_from IS NOT NULL;
