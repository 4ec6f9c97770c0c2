-- The segments of partners; their rules, as partners tells them.
CREATE TABLE segments (
    id BLOB PRIMARY KEY CHECK (length(id) = 16),
    version INTEGER NOT NULL,
    partner BLOB NOT NULL CHECK (length(partner) = 16),
    -- JSON.
    rule TEXT NOT NULL,
    is_active INTEGER NOT NULL CHECK (is_active IN (0, 1))
) STRICT, WITHOUT ROWID;

-- For how long, to whom and how often ads are shown; what it has set aside is the reservation of that id.
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
    ended_by TEXT CHECK (ended_by IN ('time', 'impressions', 'asked')),
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

-- Those that have begun and not ended, of all partners.
CREATE INDEX campaigns_live ON campaigns (status);

CREATE INDEX campaigns_due ON campaigns (due_at) WHERE due_at IS NOT NULL;

-- Those of a tenant that hold impressions.
CREATE INDEX campaigns_booked ON campaigns (tenant, due_at) WHERE due_at IS NOT NULL;

-- Which campaigns an ad is in, from their request to their end.
CREATE TABLE campaign_ads (
    ad BLOB NOT NULL REFERENCES ads (id),
    campaign BLOB NOT NULL REFERENCES campaigns (id),
    PRIMARY KEY (ad, campaign)
) STRICT, WITHOUT ROWID;
