CREATE TABLE entitlements (
    id BLOB PRIMARY KEY CHECK (length(id) = 16),
    version INTEGER NOT NULL,
    has_advertising INTEGER NOT NULL CHECK (has_advertising IN (0, 1))
) STRICT, WITHOUT ROWID;

CREATE TABLE impression_packages (
    id BLOB PRIMARY KEY CHECK (length(id) = 16),
    tenant BLOB NOT NULL CHECK (length(tenant) = 16),
    version INTEGER NOT NULL,
    name TEXT NOT NULL,
    -- The name without case, accents and width.
    name_key TEXT NOT NULL,
    impressions INTEGER NOT NULL CHECK (impressions > 0),
    minor_units INTEGER NOT NULL CHECK (minor_units >= 0),
    status TEXT NOT NULL CHECK (status IN ('available', 'retired')),
    created_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE INDEX impression_packages_by_tenant ON impression_packages (tenant, id);

CREATE INDEX impression_packages_by_status ON impression_packages (tenant, status, id);

CREATE UNIQUE INDEX impression_packages_names ON impression_packages (tenant, name_key)
WHERE status = 'available';

CREATE TABLE impression_requests (
    id BLOB PRIMARY KEY CHECK (length(id) = 16),
    tenant BLOB NOT NULL CHECK (length(tenant) = 16),
    partner BLOB NOT NULL CHECK (length(partner) = 16),
    package BLOB NOT NULL REFERENCES impression_packages (id),
    impressions INTEGER NOT NULL CHECK (impressions > 0),
    status TEXT NOT NULL CHECK (status IN ('pending', 'approved', 'rejected', 'cancelled')),
    requested_at INTEGER NOT NULL,
    decided_at INTEGER,
    CHECK ((status = 'pending') = (decided_at IS NULL))
) STRICT, WITHOUT ROWID;

CREATE INDEX impression_requests_waiting ON impression_requests (partner, impressions)
WHERE status = 'pending';

CREATE TABLE impression_balances (
    partner BLOB PRIMARY KEY CHECK (length(partner) = 16),
    tenant BLOB NOT NULL CHECK (length(tenant) = 16),
    -- Rises with each movement but those of what is shown, which nobody is told of.
    version INTEGER NOT NULL DEFAULT 0,
    bought INTEGER NOT NULL DEFAULT 0 CHECK (bought >= 0),
    -- What the tenant has added, or taken if below zero.
    adjusted INTEGER NOT NULL DEFAULT 0,
    reserved INTEGER NOT NULL DEFAULT 0 CHECK (reserved >= 0),
    counted INTEGER NOT NULL DEFAULT 0 CHECK (counted >= 0),
    -- Nobody shows more than they have got.
    CHECK (counted + reserved <= bought + adjusted)
) STRICT, WITHOUT ROWID;

CREATE INDEX impression_balances_by_tenant ON impression_balances (tenant, partner);

CREATE TABLE impression_reservations (
    id BLOB PRIMARY KEY CHECK (length(id) = 16),
    partner BLOB NOT NULL CHECK (length(partner) = 16),
    reserved INTEGER NOT NULL DEFAULT 0 CHECK (reserved >= 0),
    counted INTEGER NOT NULL DEFAULT 0 CHECK (counted >= 0),
    returned INTEGER NOT NULL DEFAULT 0 CHECK (returned >= 0),
    -- What it can still show.
    remaining INTEGER NOT NULL GENERATED ALWAYS AS (reserved - counted - returned) STORED
        CHECK (remaining >= 0), unsettled INTEGER NOT NULL DEFAULT 0
    CHECK (unsettled >= 0 AND unsettled <= reserved - counted - returned),
    UNIQUE (id, partner)
) STRICT, WITHOUT ROWID;

CREATE INDEX impression_reservations_live ON impression_reservations (partner, remaining)
WHERE remaining > 0;

CREATE TABLE impression_ledger (
    seq INTEGER PRIMARY KEY,
    at INTEGER NOT NULL,
    partner BLOB NOT NULL REFERENCES impression_balances (partner),
    kind TEXT NOT NULL CHECK (kind IN
        ('purchase', 'reservation', 'count', 'giveBack', 'increase', 'decrease')),
    from_account TEXT NOT NULL,
    to_account TEXT NOT NULL,
    amount INTEGER NOT NULL CHECK (amount > 0),
    request BLOB CHECK (length(request) = 16),
    campaign BLOB CHECK (length(campaign) = 16),
    reason TEXT,
    actor_kind TEXT NOT NULL CHECK (actor_kind IN ('user', 'endUser', 'service')),
    actor BLOB CHECK (length(actor) = 16),
    impersonator BLOB CHECK (length(impersonator) = 16),
    program TEXT,
    FOREIGN KEY (campaign, partner) REFERENCES impression_reservations (id, partner),
    CHECK (
        CASE kind
        WHEN 'purchase' THEN from_account = 'bought' AND to_account = 'available'
        WHEN 'reservation' THEN from_account = 'available' AND to_account = 'reserved'
        WHEN 'count' THEN from_account = 'reserved' AND to_account = 'counted'
        WHEN 'giveBack' THEN from_account = 'reserved' AND to_account = 'available'
        WHEN 'increase' THEN from_account = 'adjusted' AND to_account = 'available'
        WHEN 'decrease' THEN from_account = 'available' AND to_account = 'adjusted'
        END),
    CHECK ((kind = 'purchase') = (request IS NOT NULL)),
    CHECK ((kind IN ('reservation', 'count', 'giveBack')) = (campaign IS NOT NULL)),
    CHECK ((kind IN ('increase', 'decrease')) = (reason IS NOT NULL)),
    CHECK ((actor_kind = 'service') = (actor IS NULL))
) STRICT;

CREATE INDEX impression_ledger_by_partner ON impression_ledger (partner);

CREATE INDEX impression_ledger_by_kind ON impression_ledger (partner, kind);

CREATE INDEX impression_ledger_by_campaign ON impression_ledger (campaign)
WHERE campaign IS NOT NULL;

CREATE UNIQUE INDEX impression_ledger_once ON impression_ledger (request)
WHERE request IS NOT NULL;

CREATE TRIGGER impression_ledger_is_never_changed BEFORE UPDATE ON impression_ledger
BEGIN SELECT raise(ABORT, 'the ledger is append-only'); END;

CREATE TRIGGER impression_ledger_is_never_shortened BEFORE DELETE ON impression_ledger
BEGIN SELECT raise(ABORT, 'the ledger is append-only'); END;

CREATE TRIGGER impression_ledger_counts AFTER INSERT ON impression_ledger
BEGIN
    UPDATE impression_balances SET
        version = version + iif(NEW.kind = 'count', 0, 1),
        bought = bought + iif(NEW.kind = 'purchase', NEW.amount, 0),
        adjusted = adjusted + CASE NEW.kind
            WHEN 'increase' THEN NEW.amount WHEN 'decrease' THEN -NEW.amount ELSE 0 END,
        reserved = reserved + CASE NEW.kind
            WHEN 'reservation' THEN NEW.amount
            WHEN 'count' THEN -NEW.amount WHEN 'giveBack' THEN -NEW.amount ELSE 0 END,
        counted = counted + iif(NEW.kind = 'count', NEW.amount, 0)
    WHERE partner = NEW.partner;
    UPDATE impression_reservations SET
        reserved = reserved + iif(NEW.kind = 'reservation', NEW.amount, 0),
        counted = counted + iif(NEW.kind = 'count', NEW.amount, 0),
        returned = returned + iif(NEW.kind = 'giveBack', NEW.amount, 0)
    WHERE id = NEW.campaign;
END;

CREATE TABLE ads (
    id BLOB PRIMARY KEY CHECK (length(id) = 16),
    tenant BLOB NOT NULL CHECK (length(tenant) = 16),
    partner BLOB NOT NULL CHECK (length(partner) = 16),
    version INTEGER NOT NULL,
    name TEXT NOT NULL,
    format TEXT NOT NULL CHECK (format IN ('picture', 'video', 'carousel', 'text')),
    headline TEXT,
    text TEXT,
    action TEXT,
    target TEXT,
    picture BLOB CHECK (length(picture) = 16),
    video BLOB CHECK (length(video) = 16),
    video_link TEXT,
    -- A JSON array of pictures with their words.
    cards TEXT NOT NULL,
    status TEXT NOT NULL
        CHECK (status IN ('draft', 'inReview', 'approved', 'rejected', 'archived')),
    -- The last one; a decision of an earlier one is about other words.
    request BLOB CHECK (length(request) = 16),
    reason TEXT,
    created_at INTEGER NOT NULL,
    CHECK (action IS NULL OR target IS NOT NULL),
    CHECK (status NOT IN ('inReview', 'approved', 'rejected') OR request IS NOT NULL),
    CHECK (status = 'rejected' OR reason IS NULL)
) STRICT, WITHOUT ROWID;

CREATE INDEX ads_by_partner ON ads (partner, id);

CREATE INDEX ads_by_status ON ads (partner, status, id);

CREATE UNIQUE INDEX ads_by_request ON ads (request) WHERE request IS NOT NULL;

CREATE TABLE segments (
    id BLOB PRIMARY KEY CHECK (length(id) = 16),
    version INTEGER NOT NULL,
    partner BLOB NOT NULL CHECK (length(partner) = 16),
    -- JSON.
    rule TEXT NOT NULL,
    is_active INTEGER NOT NULL CHECK (is_active IN (0, 1))
, name TEXT NOT NULL DEFAULT '') STRICT, WITHOUT ROWID;

CREATE TABLE campaigns (
    id BLOB PRIMARY KEY CHECK (length(id) = 16),
    tenant BLOB NOT NULL CHECK (length(tenant) = 16),
    partner BLOB NOT NULL CHECK (length(partner) = 16),
    version INTEGER NOT NULL,
    name TEXT NOT NULL,
    -- A JSON array, in the order in which they take turns.
    ads TEXT NOT NULL,
    impressions INTEGER NOT NULL CHECK (impressions > 0),
    starts_at INTEGER NOT NULL,
    ends_at INTEGER NOT NULL,
    -- JSON arrays.
    blocked_hours TEXT NOT NULL,
    segments TEXT NOT NULL,
    cap_most INTEGER CHECK (cap_most > 0),
    cap_period TEXT CHECK (cap_period IN ('hour', 'day', 'week', 'month', 'lifetime')),
    daily_impressions INTEGER CHECK (daily_impressions > 0),
    priority INTEGER NOT NULL CHECK (priority BETWEEN 1 AND 10),
    weight INTEGER NOT NULL CHECK (weight BETWEEN 1 AND 100),
    status TEXT NOT NULL CHECK (status IN
        ('draft', 'requested', 'approved', 'rejected', 'running', 'paused', 'finished')),
    -- The last one; a decision of an earlier one is about other terms.
    request BLOB CHECK (length(request) = 16),
    reason TEXT,
    -- Its partner has paused it.
    is_stopped INTEGER NOT NULL CHECK (is_stopped IN (0, 1)),
    -- What else keeps it from running.
    held_for TEXT CHECK (held_for IN ('suspended', 'package', 'ads')),
    -- A JSON array: those of its ads that are approved, from its request to its end.
    shown TEXT NOT NULL,
    -- When time makes something of it next.
    due_at INTEGER,
    created_at INTEGER NOT NULL,
    started_at INTEGER,
    ended_at INTEGER,
    ended_by TEXT CHECK (ended_by IN ('time', 'impressions', 'asked')), placements TEXT NOT NULL DEFAULT '[]',
    CHECK (ends_at > starts_at),
    CHECK ((cap_most IS NULL) = (cap_period IS NULL)),
    CHECK (status IN ('draft', 'finished') OR request IS NOT NULL),
    CHECK (status = 'rejected' OR reason IS NULL),
    CHECK (CASE status
        WHEN 'running' THEN is_stopped = 0 AND held_for IS NULL
        WHEN 'paused' THEN is_stopped = 1 OR held_for IS NOT NULL
        ELSE is_stopped = 0 AND held_for IS NULL END),
    -- Those that hold impressions are those of which time makes something.
    CHECK ((due_at IS NOT NULL) = (status IN ('requested', 'approved', 'running', 'paused'))),
    CHECK (status NOT IN ('running', 'paused') OR started_at IS NOT NULL),
    CHECK ((status = 'finished') = (ended_at IS NOT NULL)),
    CHECK ((ended_at IS NULL) = (ended_by IS NULL))
) STRICT, WITHOUT ROWID;

CREATE INDEX campaigns_by_partner ON campaigns (partner, id);

CREATE INDEX campaigns_by_status ON campaigns (partner, status, id);

CREATE UNIQUE INDEX campaigns_by_request ON campaigns (request) WHERE request IS NOT NULL;

CREATE INDEX campaigns_live ON campaigns (status);

CREATE INDEX campaigns_due ON campaigns (due_at) WHERE due_at IS NOT NULL;

CREATE INDEX campaigns_booked ON campaigns (tenant, due_at) WHERE due_at IS NOT NULL;

CREATE TABLE campaign_ads (
    ad BLOB NOT NULL REFERENCES ads (id),
    campaign BLOB NOT NULL REFERENCES campaigns (id),
    PRIMARY KEY (ad, campaign)
) STRICT, WITHOUT ROWID;

CREATE TABLE ad_traffic (
    tenant BLOB NOT NULL CHECK (length(tenant) = 16),
    -- Counted from 1970.
    day INTEGER NOT NULL,
    placement BLOB NOT NULL CHECK (length(placement) = 16),
    -- When the day began.
    day_at INTEGER NOT NULL,
    requests INTEGER NOT NULL CHECK (requests >= 0)
) STRICT;

CREATE UNIQUE INDEX ad_traffic_once ON ad_traffic (tenant, day, placement);

CREATE INDEX ad_traffic_by_day ON ad_traffic (day_at);

CREATE TABLE applications (
    id BLOB PRIMARY KEY CHECK (length(id) = 16),
    tenant BLOB NOT NULL CHECK (length(tenant) = 16),
    version INTEGER NOT NULL,
    name TEXT NOT NULL,
    -- The name without case, accents and width.
    name_key TEXT NOT NULL,
    kind TEXT NOT NULL CHECK (kind IN ('app', 'website')),
    shows_ads INTEGER NOT NULL CHECK (shows_ads IN (0, 1)),
    status TEXT NOT NULL CHECK (status IN ('active', 'archived')),
    created_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE INDEX applications_by_tenant ON applications (tenant, id);

CREATE INDEX applications_by_status ON applications (tenant, status, id);

CREATE UNIQUE INDEX applications_names ON applications (tenant, name_key)
WHERE status = 'active';

CREATE TABLE placements (
    id BLOB PRIMARY KEY CHECK (length(id) = 16),
    tenant BLOB NOT NULL CHECK (length(tenant) = 16),
    application BLOB NOT NULL REFERENCES applications (id),
    version INTEGER NOT NULL,
    name TEXT NOT NULL,
    name_key TEXT NOT NULL,
    sort TEXT NOT NULL CHECK (sort IN ('banner', 'native', 'interstitial')),
    -- A JSON array: which ads fit.
    formats TEXT NOT NULL,
    -- At which size pictures are shown.
    width INTEGER CHECK (width > 0),
    height INTEGER CHECK (height > 0),
    -- Null: as its sort has it.
    life_seconds INTEGER CHECK (life_seconds > 0),
    shows_ads INTEGER NOT NULL CHECK (shows_ads IN (0, 1)),
    status TEXT NOT NULL CHECK (status IN ('active', 'archived')),
    created_at INTEGER NOT NULL,
    CHECK ((width IS NULL) = (height IS NULL))
) STRICT, WITHOUT ROWID;

CREATE INDEX placements_by_application ON placements (application, id);

CREATE INDEX placements_by_status ON placements (application, status, id);

CREATE INDEX placements_by_tenant ON placements (tenant, status, id);

CREATE UNIQUE INDEX placements_names ON placements (application, name_key)
WHERE status = 'active';

CREATE TABLE impressions (
    -- The choice of the ad.
    id BLOB PRIMARY KEY CHECK (length(id) = 16),
    tenant BLOB NOT NULL CHECK (length(tenant) = 16),
    campaign BLOB NOT NULL CHECK (length(campaign) = 16),
    ad BLOB NOT NULL CHECK (length(ad) = 16),
    placement BLOB NOT NULL CHECK (length(placement) = 16),
    end_user BLOB NOT NULL CHECK (length(end_user) = 16),
    -- Until when it was set aside.
    expires_at INTEGER NOT NULL,
    counted_at INTEGER NOT NULL,
    viewable_at INTEGER,
    clicked_at INTEGER
) STRICT, WITHOUT ROWID;

CREATE INDEX impressions_by_end_user ON impressions (end_user, id);

CREATE INDEX impressions_by_expiry ON impressions (expires_at);

CREATE TABLE campaign_caps (
    campaign BLOB NOT NULL CHECK (length(campaign) = 16),
    end_user BLOB NOT NULL CHECK (length(end_user) = 16),
    counted INTEGER NOT NULL CHECK (counted > 0),
    last_at INTEGER NOT NULL,
    -- When the period ends, and the row says nothing more.
    until_at INTEGER NOT NULL
) STRICT;

CREATE UNIQUE INDEX campaign_caps_once ON campaign_caps (campaign, end_user);

CREATE INDEX campaign_caps_by_end_user ON campaign_caps (end_user, campaign);

CREATE INDEX campaign_caps_by_end ON campaign_caps (until_at);

CREATE TABLE campaign_days (
    campaign BLOB PRIMARY KEY REFERENCES campaigns (id),
    -- When the day began, in the tenant's zone.
    day_at INTEGER NOT NULL,
    counted INTEGER NOT NULL CHECK (counted > 0)
) STRICT, WITHOUT ROWID;

CREATE INDEX impression_reservations_unsettled ON impression_reservations (unsettled)
WHERE unsettled > 0;

CREATE TABLE channel_followers (
    id BLOB PRIMARY KEY CHECK (length(id) = 16),
    version INTEGER NOT NULL,
    channel BLOB NOT NULL CHECK (length(channel) = 16),
    end_user BLOB NOT NULL CHECK (length(end_user) = 16)
) STRICT, WITHOUT ROWID;

CREATE UNIQUE INDEX channel_followers_once ON channel_followers (channel, end_user);

CREATE INDEX channel_followers_by_end_user ON channel_followers (end_user);

CREATE TABLE campaign_reach (
    end_user BLOB NOT NULL CHECK (length(end_user) = 16),
    campaign BLOB NOT NULL REFERENCES campaigns (id),
    PRIMARY KEY (end_user, campaign)
) STRICT, WITHOUT ROWID;

CREATE INDEX campaign_reach_by_campaign ON campaign_reach (campaign);

CREATE VIEW reported_placements AS
SELECT placements.id, partners.id AS partner,
    applications.name || ' / ' || placements.name AS name
FROM placements
JOIN partners ON partners.tenant = placements.tenant
JOIN applications ON applications.id = placements.application;
