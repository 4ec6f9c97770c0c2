CREATE TABLE tenants (
    id BLOB PRIMARY KEY CHECK (length(id) = 16),
    version INTEGER NOT NULL,
    -- IANA; in it are counted the days and months after which things expire.
    time_zone TEXT NOT NULL
, currency TEXT NOT NULL DEFAULT '') STRICT, WITHOUT ROWID;

CREATE TABLE partners (
    id BLOB PRIMARY KEY CHECK (length(id) = 16),
    tenant BLOB NOT NULL CHECK (length(tenant) = 16),
    version INTEGER NOT NULL,
    name TEXT NOT NULL,
    status TEXT NOT NULL CHECK (status IN ('active', 'suspended'))
) STRICT, WITHOUT ROWID;

CREATE TABLE end_users (
    id BLOB PRIMARY KEY CHECK (length(id) = 16),
    tenant BLOB NOT NULL CHECK (length(tenant) = 16),
    version INTEGER NOT NULL,
    -- The End-user ID that people type.
    code TEXT NOT NULL,
    status TEXT NOT NULL CHECK (status IN ('active', 'blocked', 'erased')),
    -- Personal: null once the end user is erased.
    name TEXT,
    CHECK (status <> 'erased' OR name IS NULL)
) STRICT, WITHOUT ROWID;

CREATE INDEX end_users_by_code ON end_users (tenant, code);

CREATE TABLE point_types (
    id BLOB PRIMARY KEY CHECK (length(id) = 16),
    partner BLOB NOT NULL REFERENCES partners (id),
    version INTEGER NOT NULL,
    name TEXT NOT NULL,
    -- The name in small letters: unique among a partner's active ones, and searched.
    name_key TEXT NOT NULL,
    valid_months INTEGER CHECK (valid_months > 0),
    valid_days INTEGER CHECK (valid_days > 0),
    notice_days INTEGER CHECK (notice_days > 0),
    notice_message TEXT,
    status TEXT NOT NULL CHECK (status IN ('active', 'retired')),
    created_at INTEGER NOT NULL, tenant BLOB CHECK (length(tenant) = 16), key_form INTEGER NOT NULL DEFAULT 0, namesake INTEGER NOT NULL DEFAULT 0, rate TEXT, channels TEXT, valid_until TEXT CHECK (valid_until IS NULL OR ifnull(valid_months, valid_days) IS NULL), notice_due_at INTEGER,
    CHECK (valid_months IS NULL OR valid_days IS NULL),
    CHECK ((notice_days IS NULL) = (notice_message IS NULL))
) STRICT, WITHOUT ROWID;

CREATE INDEX point_types_by_partner ON point_types (partner, id);

CREATE TABLE lots (
    seq INTEGER PRIMARY KEY,
    id BLOB NOT NULL UNIQUE CHECK (length(id) = 16),
    partner BLOB NOT NULL,
    end_user BLOB NOT NULL REFERENCES end_users (id),
    point_type BLOB NOT NULL REFERENCES point_types (id),
    amount INTEGER NOT NULL CHECK (amount > 0),
    remaining INTEGER NOT NULL CHECK (remaining BETWEEN 0 AND amount),
    awarded_at INTEGER NOT NULL,
    -- From then on it can't be spent. Null: never.
    expires_at INTEGER,
    reversed_at INTEGER
, told_at INTEGER, age INTEGER) STRICT;

CREATE TABLE ledger_notes (
    entry INTEGER PRIMARY KEY REFERENCES ledger (seq),
    end_user BLOB NOT NULL,
    note TEXT NOT NULL
) STRICT;

CREATE INDEX ledger_notes_by_end_user ON ledger_notes (end_user);

CREATE TABLE balances (
    end_user BLOB NOT NULL,
    point_type BLOB NOT NULL,
    amount INTEGER NOT NULL CHECK (amount >= 0), on_hold INTEGER NOT NULL DEFAULT 0 CHECK (on_hold >= 0), owed INTEGER NOT NULL DEFAULT 0 CHECK (owed >= 0),
    PRIMARY KEY (end_user, point_type)
) STRICT, WITHOUT ROWID;

CREATE INDEX balances_by_point_type ON balances (point_type);

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
    created_at INTEGER NOT NULL, tenant BLOB CHECK (length(tenant) = 16), key_form INTEGER NOT NULL DEFAULT 0, taken_from TEXT
CHECK (taken_from IS NULL
    OR taken_from IN ('draft', 'published', 'paused') AND status = 'archived'), valid_from_date TEXT
CHECK (valid_from_date IS NULL OR valid_from IS NOT NULL), valid_to_date TEXT
CHECK (valid_to_date IS NULL OR valid_to IS NOT NULL), channel_ids TEXT, limit_period TEXT CHECK (limit_period IN ('day', 'week', 'month')), limit_times INTEGER
CHECK ((limit_times IS NULL) = (limit_period IS NULL) AND limit_times > 0), deleted_at INTEGER
CHECK (deleted_at IS NULL OR status = 'archived' AND taken_from IS NULL),
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
    code_hash TEXT NOT NULL UNIQUE,
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
    program TEXT, sealed_code BLOB,
    CHECK (uses BETWEEN 0 AND uses_allowed),
    CHECK ((status = 'redeemed') <= (uses = uses_allowed)),
    CHECK ((status = 'held') = (ended_at IS NULL))
) STRICT, WITHOUT ROWID;

CREATE INDEX issued_coupons_expiring ON issued_coupons (expires_at)
WHERE status = 'held' AND expires_at IS NOT NULL;

CREATE TABLE code_keys (
    id INTEGER PRIMARY KEY,
    sealed BLOB NOT NULL,
    created_at INTEGER NOT NULL
) STRICT;

CREATE TABLE spent_codes (
    mac BLOB PRIMARY KEY CHECK (length(mac) = 16),
    expires_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE INDEX spent_codes_by_expiry ON spent_codes (expires_at);

CREATE TABLE scans (
    -- A digest of what the operator's program was told.
    token BLOB PRIMARY KEY CHECK (length(token) = 32),
    partner BLOB NOT NULL,
    operator BLOB NOT NULL,
    end_user BLOB NOT NULL REFERENCES end_users (id),
    expires_at INTEGER NOT NULL,
    used_at INTEGER
) STRICT, WITHOUT ROWID;

CREATE INDEX scans_by_expiry ON scans (expires_at);

CREATE INDEX point_types_unfolded ON point_types (key_form, id) WHERE key_form = 0;

CREATE INDEX coupons_unfolded ON coupons (key_form, id) WHERE key_form = 0;

CREATE UNIQUE INDEX point_types_by_name ON point_types (partner, name_key, namesake)
WHERE status = 'active';

CREATE INDEX point_types_by_status ON point_types (partner, status, id);

CREATE INDEX coupons_by_status ON coupons (partner, status, id);

CREATE TABLE expiries (
    end_user BLOB NOT NULL,
    point_type BLOB NOT NULL,
    expires_at INTEGER NOT NULL,
    amount INTEGER NOT NULL CHECK (amount >= 0),
    PRIMARY KEY (end_user, point_type, expires_at)
) STRICT, WITHOUT ROWID;

CREATE INDEX expiries_due ON expiries (expires_at);

CREATE INDEX lots_open ON lots (end_user, point_type, expires_at) WHERE remaining > 0;

CREATE TRIGGER lots_expire_when_given AFTER INSERT ON lots
WHEN new.expires_at IS NOT NULL AND new.remaining > 0
BEGIN
    INSERT INTO expiries VALUES (new.end_user, new.point_type, new.expires_at, new.remaining)
    ON CONFLICT DO UPDATE SET amount = amount + excluded.amount;
END;

CREATE TRIGGER lots_expire_when_put_back AFTER UPDATE OF remaining ON lots
WHEN new.expires_at IS NOT NULL AND new.remaining > old.remaining
BEGIN
    INSERT INTO expiries
    VALUES (new.end_user, new.point_type, new.expires_at, new.remaining - old.remaining)
    ON CONFLICT DO UPDATE SET amount = amount + excluded.amount;
END;

CREATE TRIGGER lots_expire_no_more_when_taken AFTER UPDATE OF remaining ON lots
WHEN new.expires_at IS NOT NULL AND new.remaining < old.remaining
BEGIN
    UPDATE expiries SET amount = amount + new.remaining - old.remaining
    WHERE end_user = new.end_user AND point_type = new.point_type
        AND expires_at = new.expires_at;
    DELETE FROM expiries
    WHERE end_user = new.end_user AND point_type = new.point_type
        AND expires_at = new.expires_at AND amount = 0;
END;

CREATE INDEX issued_coupons_unsealed ON issued_coupons (sealed_code, id)
WHERE sealed_code IS NULL;

CREATE INDEX issued_coupons_by_holder ON issued_coupons (end_user, id);

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

CREATE INDEX entitlements_due ON entitlements (id) WHERE has_coupons IS NOT coupons_follow;

CREATE INDEX coupons_taken ON coupons (partner, id) WHERE taken_from IS NOT NULL;

CREATE TABLE end_user_activities (
    id BLOB NOT NULL CHECK (length(id) = 16),
    end_user BLOB NOT NULL CHECK (length(end_user) = 16),
    partner BLOB NOT NULL CHECK (length(partner) = 16),
    tenant BLOB NOT NULL CHECK (length(tenant) = 16),
    version INTEGER NOT NULL,
    earned_on INTEGER,
    redeemed_on INTEGER,
    PRIMARY KEY (end_user, partner)
) STRICT, WITHOUT ROWID;

CREATE UNIQUE INDEX end_user_activities_by_id ON end_user_activities (id);

CREATE TABLE channels (
    id BLOB PRIMARY KEY CHECK (length(id) = 16),
    version INTEGER NOT NULL,
    tenant BLOB NOT NULL CHECK (length(tenant) = 16),
    partner BLOB NOT NULL CHECK (length(partner) = 16),
    name TEXT NOT NULL,
    is_published INTEGER NOT NULL CHECK (is_published IN (0, 1))
) STRICT, WITHOUT ROWID;

CREATE INDEX channels_by_partner ON channels (partner, id);

CREATE TABLE channel_followers (
    id BLOB PRIMARY KEY CHECK (length(id) = 16),
    version INTEGER NOT NULL,
    channel BLOB NOT NULL CHECK (length(channel) = 16),
    end_user BLOB NOT NULL CHECK (length(end_user) = 16)
) STRICT, WITHOUT ROWID;

CREATE UNIQUE INDEX channel_followers_once ON channel_followers (channel, end_user);

CREATE INDEX channel_followers_by_end_user ON channel_followers (end_user, channel);

CREATE TABLE ledger_kinds (
    kind TEXT NOT NULL,
    from_account TEXT NOT NULL,
    to_account TEXT NOT NULL,
    PRIMARY KEY (kind, from_account, to_account)
) STRICT, WITHOUT ROWID;

CREATE TABLE "ledger" (
    seq INTEGER PRIMARY KEY,
    at INTEGER NOT NULL,
    partner BLOB NOT NULL,
    end_user BLOB NOT NULL,
    point_type BLOB NOT NULL,
    kind TEXT NOT NULL,
    from_account TEXT NOT NULL,
    to_account TEXT NOT NULL,
    amount INTEGER NOT NULL CHECK (amount > 0),
    lot INTEGER NOT NULL REFERENCES lots (seq),
    issued_coupon BLOB CHECK (length(issued_coupon) = 16),
    -- The hold, or the award whose reversal this is, be it of another lot.
    cause BLOB CHECK (length(cause) = 16),
    actor_kind TEXT NOT NULL CHECK (actor_kind IN ('user', 'endUser', 'service')),
    actor BLOB CHECK (length(actor) = 16),
    impersonator BLOB CHECK (length(impersonator) = 16),
    program TEXT,
    FOREIGN KEY (kind, from_account, to_account)
        REFERENCES ledger_kinds (kind, from_account, to_account),
    CHECK ((actor_kind = 'service') = (actor IS NULL)),
    CHECK ((kind IN ('spend', 'refund')) <= (issued_coupon IS NOT NULL OR cause IS NOT NULL)),
    CHECK ((kind IN ('reversal', 'debt', 'hold', 'release', 'post')) <= (cause IS NOT NULL))
) STRICT;

CREATE INDEX ledger_by_partner ON ledger (partner);

CREATE INDEX ledger_by_issued_coupon ON ledger (issued_coupon) WHERE issued_coupon IS NOT NULL;

CREATE INDEX ledger_by_holding ON ledger (end_user, point_type);

CREATE INDEX ledger_by_point_type ON ledger (point_type);

CREATE INDEX ledger_by_cause ON ledger (cause) WHERE cause IS NOT NULL;

CREATE INDEX ledger_expired ON ledger (lot) WHERE kind = 'expiry';

CREATE TRIGGER ledger_is_never_changed BEFORE UPDATE ON ledger
BEGIN SELECT raise(ABORT, 'the ledger is append-only'); END;

CREATE TRIGGER ledger_is_never_shortened BEFORE DELETE ON ledger
BEGIN SELECT raise(ABORT, 'the ledger is append-only'); END;

CREATE TABLE holds (
    id BLOB PRIMARY KEY CHECK (length(id) = 16),
    partner BLOB NOT NULL REFERENCES partners (id),
    end_user BLOB NOT NULL REFERENCES end_users (id),
    point_type BLOB NOT NULL REFERENCES point_types (id),
    status TEXT NOT NULL
        CHECK (status IN ('pending', 'posted', 'voided', 'expired', 'refunded')),
    amount INTEGER NOT NULL CHECK (amount > 0),
    -- What of it was spent.
    posted INTEGER NOT NULL DEFAULT 0,
    created_at INTEGER NOT NULL,
    -- From then on it can't be posted.
    expires_at INTEGER NOT NULL,
    ended_at INTEGER,
    CHECK (posted BETWEEN 0 AND amount),
    CHECK ((status IN ('posted', 'refunded')) = (posted > 0)),
    CHECK ((status = 'pending') = (ended_at IS NULL))
) STRICT, WITHOUT ROWID;

CREATE INDEX holds_by_partner ON holds (partner, id);

CREATE INDEX holds_by_status ON holds (partner, status, id);

CREATE INDEX holds_by_end_user ON holds (end_user, partner, id);

CREATE INDEX holds_due ON holds (expires_at) WHERE status = 'pending';

CREATE TABLE issuance_limits (
    -- The tenant or the partner.
    id BLOB PRIMARY KEY CHECK (length(id) = 16),
    tenant BLOB NOT NULL CHECK (length(tenant) = 16),
    version INTEGER NOT NULL,
    -- Null: what holds otherwise.
    operator_points INTEGER CHECK (operator_points >= 0),
    partner_points INTEGER CHECK (partner_points >= 0),
    tenant_points INTEGER CHECK (tenant_points >= 0),
    approval_above INTEGER CHECK (approval_above >= 0), undo_minutes INTEGER CHECK (undo_minutes >= 0),
    CHECK (tenant_points IS NULL OR id = tenant)
) STRICT, WITHOUT ROWID;

CREATE TABLE issuance_days (
    -- The operator, the partner or the tenant.
    id BLOB NOT NULL CHECK (length(id) = 16),
    -- Of the tenant's calendar, counted from 1970.
    day INTEGER NOT NULL,
    ends_at INTEGER NOT NULL,
    points INTEGER NOT NULL CHECK (points > 0),
    PRIMARY KEY (id, day)
) STRICT;

CREATE INDEX issuance_days_by_end ON issuance_days (ends_at);

CREATE TABLE issuance_refusals (
    -- The operator, the partner or the tenant.
    id BLOB NOT NULL CHECK (length(id) = 16),
    day INTEGER NOT NULL,
    scope TEXT NOT NULL CHECK (scope IN ('operator', 'partner', 'tenant')),
    tenant BLOB NOT NULL CHECK (length(tenant) = 16),
    partner BLOB NOT NULL CHECK (length(partner) = 16),
    operator BLOB NOT NULL CHECK (length(operator) = 16),
    points INTEGER NOT NULL,
    refused_at INTEGER NOT NULL,
    is_told INTEGER NOT NULL DEFAULT 0 CHECK (is_told IN (0, 1)),
    PRIMARY KEY (id, day)
) STRICT;

CREATE INDEX issuance_refusals_untold ON issuance_refusals (is_told, refused_at)
WHERE is_told = 0;

CREATE INDEX issuance_refusals_by_time ON issuance_refusals (refused_at);

CREATE TABLE award_requests (
    id BLOB PRIMARY KEY CHECK (length(id) = 16),
    tenant BLOB NOT NULL CHECK (length(tenant) = 16),
    partner BLOB NOT NULL REFERENCES partners (id),
    version INTEGER NOT NULL,
    -- One that is pending for seven days has expired.
    status TEXT NOT NULL CHECK (status IN ('pending', 'approved', 'rejected', 'cancelled')),
    end_user BLOB NOT NULL REFERENCES end_users (id),
    point_type BLOB NOT NULL REFERENCES point_types (id),
    amount INTEGER NOT NULL CHECK (amount > 0),
    note TEXT,
    asked_at INTEGER NOT NULL,
    asker BLOB NOT NULL CHECK (length(asker) = 16),
    asker_kind TEXT NOT NULL CHECK (asker_kind IN ('user', 'service')),
    asker_impersonator BLOB CHECK (length(asker_impersonator) = 16),
    asker_program TEXT,
    decided_at INTEGER,
    decider BLOB CHECK (length(decider) = 16),
    award BLOB CHECK (length(award) = 16), reference TEXT, purchase INTEGER CHECK (purchase > 0), channel BLOB CHECK (length(channel) = 16), place TEXT, reason TEXT,
    CHECK ((status = 'pending') = (decided_at IS NULL)),
    CHECK ((decider IS NULL) = (decided_at IS NULL)),
    CHECK ((status = 'approved') = (award IS NOT NULL))
) STRICT, WITHOUT ROWID;

CREATE INDEX award_requests_by_partner ON award_requests (partner, asked_at, id);

CREATE INDEX award_requests_by_status ON award_requests (partner, status, asked_at, id);

CREATE INDEX award_requests_by_end_user ON award_requests (end_user, id);

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

CREATE INDEX ledger_by_actor ON ledger (actor, at) WHERE actor_kind = 'user';

CREATE INDEX issued_coupons_by_giver ON issued_coupons (actor, issued_at)
WHERE actor_kind = 'user';

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

CREATE TABLE display_uses (
    display BLOB NOT NULL REFERENCES displays (id) ON DELETE CASCADE,
    use INTEGER NOT NULL CHECK (use > 0),
    end_user BLOB NOT NULL REFERENCES end_users (id),
    at INTEGER NOT NULL,
    PRIMARY KEY (display, use),
    UNIQUE (display, end_user)
) STRICT, WITHOUT ROWID;

CREATE TABLE "redemptions" (
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

CREATE TRIGGER redemptions_are_never_changed BEFORE UPDATE ON redemptions
BEGIN SELECT raise(ABORT, 'redemptions are append-only'); END;

CREATE TRIGGER redemptions_are_never_forgotten BEFORE DELETE ON redemptions
BEGIN SELECT raise(ABORT, 'redemptions are append-only'); END;

CREATE INDEX redemptions_by_actor ON redemptions (actor, at) WHERE actor_kind = 'user';

CREATE INDEX lots_untold ON lots (point_type, expires_at)
WHERE told_at IS NULL AND remaining > 0 AND expires_at IS NOT NULL;

CREATE INDEX point_types_noticing ON point_types (notice_due_at) WHERE notice_due_at IS NOT NULL;

CREATE INDEX issued_coupons_by_state ON issued_coupons (end_user, status, id);

CREATE INDEX coupons_by_price ON coupons (price_type, price_amount)
WHERE status = 'published' AND price_type IS NOT NULL;

CREATE TABLE coupon_channels (
    coupon BLOB NOT NULL REFERENCES coupons (id),
    channel BLOB NOT NULL CHECK (length(channel) = 16),
    PRIMARY KEY (coupon, channel)
) STRICT, WITHOUT ROWID;

CREATE INDEX issued_coupons_by_user ON issued_coupons (coupon, end_user, issued_at)
WHERE status <> 'revoked';

CREATE INDEX issued_coupons_held_of ON issued_coupons (coupon) WHERE status = 'held';

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

CREATE TABLE point_ages (
    seq INTEGER PRIMARY KEY,
    tenant BLOB NOT NULL CHECK (length(tenant) = 16),
    partner BLOB NOT NULL CHECK (length(partner) = 16),
    point_type BLOB NOT NULL REFERENCES point_types (id),
    -- As `2026-10`.
    month TEXT NOT NULL CHECK (length(month) = 7),
    UNIQUE (point_type, month)
) STRICT;

CREATE INDEX point_ages_by_tenant ON point_ages (tenant, seq);

CREATE INDEX point_ages_by_partner ON point_ages (partner, seq);

CREATE TABLE point_age_days (
    age INTEGER NOT NULL REFERENCES point_ages (seq),
    day INTEGER NOT NULL,
    change INTEGER NOT NULL,
    PRIMARY KEY (age, day)
) STRICT, WITHOUT ROWID;

CREATE INDEX ledger_returned ON ledger (lot, seq)
WHERE kind IN ('refund', 'release', 'reversal', 'settlement');

CREATE TABLE point_age_marks (
    id INTEGER PRIMARY KEY CHECK (id = 1),
    entry INTEGER NOT NULL
) STRICT;
