-- Impressions that were counted, each once; kept until nothing more can be told of them.
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

-- How often an end user was shown a campaign that has a cap, in the period of the last time.
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

-- How many a campaign with a daily limit has shown on the last day on which it showed any.
CREATE TABLE campaign_days (
    campaign BLOB PRIMARY KEY REFERENCES campaigns (id),
    -- When the day began, in the tenant's zone.
    day_at INTEGER NOT NULL,
    counted INTEGER NOT NULL CHECK (counted > 0)
) STRICT, WITHOUT ROWID;

-- Counted and not in the ledger yet, which has one entry for many.
ALTER TABLE impression_reservations ADD COLUMN unsettled INTEGER NOT NULL DEFAULT 0
    CHECK (unsettled >= 0 AND unsettled <= reserved - counted - returned);

CREATE INDEX impression_reservations_unsettled ON impression_reservations (unsettled)
WHERE unsettled > 0;

-- Who follows what, as segments ask.
CREATE TABLE channel_followers (
    id BLOB PRIMARY KEY CHECK (length(id) = 16),
    version INTEGER NOT NULL,
    channel BLOB NOT NULL CHECK (length(channel) = 16),
    end_user BLOB NOT NULL CHECK (length(end_user) = 16)
) STRICT, WITHOUT ROWID;

CREATE UNIQUE INDEX channel_followers_once ON channel_followers (channel, end_user);

CREATE INDEX channel_followers_by_end_user ON channel_followers (end_user);
