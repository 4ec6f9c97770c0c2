CREATE TABLE coupons (
    id BLOB PRIMARY KEY CHECK (length(id) = 16),
    partner BLOB NOT NULL REFERENCES partners (id),
    version INTEGER NOT NULL,
    status TEXT NOT NULL CHECK (status IN ('draft', 'published', 'paused', 'archived')),
    title TEXT NOT NULL,
    -- The title in small letters, searched.
    title_key TEXT NOT NULL,
    description TEXT,
    terms TEXT,
    -- Both null: free.
    price_type BLOB REFERENCES point_types (id),
    price_amount INTEGER CHECK (price_amount > 0),
    valid_from INTEGER,
    valid_to INTEGER,
    valid_days INTEGER CHECK (valid_days > 0),
    -- Null: without end.
    stock INTEGER CHECK (stock >= 0),
    issued INTEGER NOT NULL DEFAULT 0 CHECK (issued >= 0),
    limit_per_user INTEGER CHECK (limit_per_user > 0),
    redeemable_times INTEGER NOT NULL CHECK (redeemable_times > 0),
    created_at INTEGER NOT NULL,
    CHECK (stock IS NULL OR issued <= stock),
    CHECK ((price_type IS NULL) = (price_amount IS NULL)),
    CHECK (valid_from IS NULL OR valid_to IS NULL OR valid_from < valid_to)
) STRICT, WITHOUT ROWID;

CREATE INDEX coupons_by_partner ON coupons (partner, id);

CREATE TABLE issued_coupons (
    id BLOB PRIMARY KEY CHECK (length(id) = 16),
    coupon BLOB NOT NULL REFERENCES coupons (id),
    partner BLOB NOT NULL,
    end_user BLOB NOT NULL REFERENCES end_users (id),
    -- 80 random bits and a check symbol, as it is typed.
    code TEXT NOT NULL UNIQUE,
    status TEXT NOT NULL CHECK (status IN ('held', 'redeemed', 'expired', 'revoked')),
    uses INTEGER NOT NULL DEFAULT 0,
    uses_allowed INTEGER NOT NULL CHECK (uses_allowed > 0),
    issued_at INTEGER NOT NULL,
    -- From then on it can't be used. Null: never.
    expires_at INTEGER,
    ended_at INTEGER,
    actor_kind TEXT NOT NULL CHECK (actor_kind IN ('user', 'endUser', 'service')),
    actor BLOB CHECK (length(actor) = 16),
    impersonator BLOB CHECK (length(impersonator) = 16),
    program TEXT,
    CHECK (uses BETWEEN 0 AND uses_allowed),
    CHECK ((status = 'redeemed') <= (uses = uses_allowed)),
    CHECK ((status = 'held') = (ended_at IS NULL))
) STRICT, WITHOUT ROWID;

CREATE INDEX issued_coupons_held ON issued_coupons (end_user, id) WHERE status = 'held';
CREATE INDEX issued_coupons_by_user ON issued_coupons (coupon, end_user) WHERE status <> 'revoked';
CREATE INDEX issued_coupons_expiring ON issued_coupons (expires_at)
WHERE status = 'held' AND expires_at IS NOT NULL;

-- Every use of an issued coupon: who, where, how.
CREATE TABLE redemptions (
    issued_coupon BLOB NOT NULL REFERENCES issued_coupons (id),
    use INTEGER NOT NULL CHECK (use > 0),
    at INTEGER NOT NULL,
    way TEXT NOT NULL CHECK (way IN ('scan', 'code')),
    actor_kind TEXT NOT NULL CHECK (actor_kind IN ('user', 'endUser', 'service')),
    actor BLOB CHECK (length(actor) = 16),
    impersonator BLOB CHECK (length(impersonator) = 16),
    program TEXT,
    PRIMARY KEY (issued_coupon, use)
) STRICT, WITHOUT ROWID;

CREATE TRIGGER redemptions_are_never_changed BEFORE UPDATE ON redemptions
BEGIN SELECT raise(ABORT, 'redemptions are append-only'); END;

CREATE TRIGGER redemptions_are_never_forgotten BEFORE DELETE ON redemptions
BEGIN SELECT raise(ABORT, 'redemptions are append-only'); END;
