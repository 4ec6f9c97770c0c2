-- Codes that operators display for end users to scan.
CREATE TABLE displays (
    id BLOB PRIMARY KEY CHECK (length(id) = 16),
    partner BLOB NOT NULL REFERENCES partners (id),
    -- Who displays it, and alone is told who used it.
    displayed_by BLOB NOT NULL CHECK (length(displayed_by) = 16),
    kind TEXT NOT NULL CHECK (kind IN ('follow', 'points', 'coupon', 'redeem')),
    -- The channel, the point type or the coupon.
    thing BLOB NOT NULL CHECK (length(thing) = 16),
    amount INTEGER CHECK (amount > 0),
    -- What the thing was called when it was displayed.
    title TEXT NOT NULL,
    uses INTEGER NOT NULL DEFAULT 0,
    uses_allowed INTEGER NOT NULL CHECK (uses_allowed > 0),
    -- From then on it can't be used.
    expires_at INTEGER NOT NULL,
    -- In whose name things are given.
    actor_kind TEXT NOT NULL CHECK (actor_kind IN ('user', 'endUser', 'service')),
    actor BLOB CHECK (length(actor) = 16),
    impersonator BLOB CHECK (length(impersonator) = 16),
    program TEXT,
    CHECK (uses BETWEEN 0 AND uses_allowed),
    CHECK ((kind = 'points') = (amount IS NOT NULL))
) STRICT, WITHOUT ROWID;

CREATE INDEX displays_by_expiry ON displays (expires_at);

-- Who used which, each once.
CREATE TABLE display_uses (
    display BLOB NOT NULL REFERENCES displays (id) ON DELETE CASCADE,
    use INTEGER NOT NULL CHECK (use > 0),
    end_user BLOB NOT NULL REFERENCES end_users (id),
    at INTEGER NOT NULL,
    PRIMARY KEY (display, use),
    UNIQUE (display, end_user)
) STRICT, WITHOUT ROWID;

-- A coupon comes to the till a third way, which its CHECK did not know.
CREATE TABLE new_redemptions (
    issued_coupon BLOB NOT NULL REFERENCES issued_coupons (id),
    use INTEGER NOT NULL CHECK (use > 0),
    at INTEGER NOT NULL,
    way TEXT NOT NULL CHECK (way IN ('scan', 'code', 'display')),
    actor_kind TEXT NOT NULL CHECK (actor_kind IN ('user', 'endUser', 'service')),
    actor BLOB CHECK (length(actor) = 16),
    impersonator BLOB CHECK (length(impersonator) = 16),
    program TEXT,
    PRIMARY KEY (issued_coupon, use)
) STRICT, WITHOUT ROWID;

INSERT INTO new_redemptions SELECT * FROM redemptions;

DROP TABLE redemptions;

ALTER TABLE new_redemptions RENAME TO redemptions;

CREATE TRIGGER redemptions_are_never_changed BEFORE UPDATE ON redemptions
BEGIN SELECT raise(ABORT, 'redemptions are append-only'); END;

CREATE TRIGGER redemptions_are_never_forgotten BEFORE DELETE ON redemptions
BEGIN SELECT raise(ABORT, 'redemptions are append-only'); END;

-- What a user redeemed lately.
CREATE INDEX redemptions_by_actor ON redemptions (actor, at) WHERE actor_kind = 'user';
