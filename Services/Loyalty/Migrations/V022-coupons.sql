-- Which of the partner's channels show a coupon, as a list; null: all of them.
ALTER TABLE coupons ADD COLUMN channel_ids TEXT;

-- How many one end user can get in a day, a week or a month of the tenant's calendar.
ALTER TABLE coupons ADD COLUMN limit_period TEXT CHECK (limit_period IN ('day', 'week', 'month'));

ALTER TABLE coupons ADD COLUMN limit_times INTEGER
CHECK ((limit_times IS NULL) = (limit_period IS NULL) AND limit_times > 0);

-- It is in no list any more; its title stays for those who had one.
ALTER TABLE coupons ADD COLUMN deleted_at INTEGER
CHECK (deleted_at IS NULL OR status = 'archived' AND taken_from IS NULL);

-- The list of a coupon's channels once more, so that what a channel shows is found by an index.
CREATE TABLE coupon_channels (
    coupon BLOB NOT NULL REFERENCES coupons (id),
    channel BLOB NOT NULL CHECK (length(channel) = 16),
    PRIMARY KEY (coupon, channel)
) STRICT, WITHOUT ROWID;

-- What an end user got since a moment is counted without looking at what they got before.
DROP INDEX issued_coupons_by_user;

CREATE INDEX issued_coupons_by_user ON issued_coupons (coupon, end_user, issued_at)
WHERE status <> 'revoked';

-- Whether anybody holds one.
CREATE INDEX issued_coupons_held_of ON issued_coupons (coupon) WHERE status = 'held';

-- Uses that were taken back: the redemption stays, this stands beside it.
CREATE TABLE redemption_undos (
    issued_coupon BLOB NOT NULL REFERENCES issued_coupons (id),
    use INTEGER NOT NULL CHECK (use > 0),
    at INTEGER NOT NULL,
    actor_kind TEXT NOT NULL CHECK (actor_kind IN ('user', 'endUser', 'service')),
    actor BLOB CHECK (length(actor) = 16),
    impersonator BLOB CHECK (length(impersonator) = 16),
    program TEXT,
    PRIMARY KEY (issued_coupon, use)
) STRICT, WITHOUT ROWID;

CREATE TRIGGER redemption_undos_are_never_changed BEFORE UPDATE ON redemption_undos
BEGIN SELECT raise(ABORT, 'redemptions are append-only'); END;

CREATE TRIGGER redemption_undos_are_never_forgotten BEFORE DELETE ON redemption_undos
BEGIN SELECT raise(ABORT, 'redemptions are append-only'); END;

-- How many of a coupon were issued and redeemed, and whether that is still to be told.
CREATE TABLE coupon_uses (
    -- The coupon.
    id BLOB PRIMARY KEY CHECK (length(id) = 16),
    tenant BLOB NOT NULL CHECK (length(tenant) = 16),
    partner BLOB NOT NULL CHECK (length(partner) = 16),
    -- 0: nothing was told yet.
    version INTEGER NOT NULL,
    issued INTEGER NOT NULL,
    redeemed INTEGER NOT NULL,
    is_due INTEGER NOT NULL CHECK (is_due IN (0, 1))
) STRICT, WITHOUT ROWID;

CREATE INDEX coupon_uses_due ON coupon_uses (is_due, id) WHERE is_due = 1;

INSERT INTO coupon_uses
SELECT coupons.id, partners.tenant, coupons.partner, 0, issued, ifnull(used, 0), 1
FROM coupons JOIN partners ON partners.id = coupons.partner
LEFT JOIN (
    SELECT coupon, sum(uses) AS used FROM issued_coupons WHERE status <> 'revoked' GROUP BY coupon
) AS copies ON copies.coupon = coupons.id
WHERE issued > 0;
