-- Promos of partners, where they are shown, and who has read them.
CREATE TABLE promos (
    seq INTEGER PRIMARY KEY,
    id BLOB NOT NULL UNIQUE CHECK (length(id) = 16),
    tenant BLOB NOT NULL CHECK (length(tenant) = 16),
    partner BLOB NOT NULL CHECK (length(partner) = 16),
    version INTEGER NOT NULL,
    title TEXT NOT NULL,
    text TEXT NOT NULL,
    target TEXT,
    video_link TEXT,
    reach TEXT NOT NULL CHECK (reach IN ('followers', 'everybody')),
    -- A JSON array of ids.
    channels TEXT NOT NULL,
    starts_at INTEGER,
    ends_at INTEGER CHECK (ends_at > starts_at),
    status TEXT NOT NULL
        CHECK (status IN ('draft', 'requested', 'scheduled', 'live', 'ended', 'cancelled')),
    request BLOB REFERENCES requests (id),
    started_at INTEGER,
    created_at INTEGER NOT NULL,
    CHECK (status <> 'live' OR started_at IS NOT NULL),
    CHECK (status <> 'requested' OR request IS NOT NULL)
) STRICT;

CREATE INDEX promos_by_partner ON promos (partner, seq);

CREATE INDEX promos_by_status ON promos (partner, status, seq);

CREATE INDEX promos_live ON promos (tenant, started_at, seq) WHERE status = 'live';

CREATE INDEX promos_to_start ON promos (starts_at) WHERE status = 'scheduled';

CREATE INDEX promos_to_end ON promos (ends_at) WHERE status = 'live' AND ends_at IS NOT NULL;

CREATE INDEX promos_by_request ON promos (request) WHERE request IS NOT NULL;

-- Where the live ones are shown: a row for each channel, none for a follower.
CREATE TABLE promo_channels (
    channel BLOB NOT NULL REFERENCES channels (id),
    started_at INTEGER NOT NULL,
    promo INTEGER NOT NULL REFERENCES promos (seq),
    PRIMARY KEY (channel, started_at, promo)
) STRICT, WITHOUT ROWID;

CREATE INDEX promo_channels_by_promo ON promo_channels (promo, channel);

CREATE TABLE promo_readers (
    promo INTEGER NOT NULL REFERENCES promos (seq),
    end_user BLOB NOT NULL CHECK (length(end_user) = 16),
    opened_at INTEGER NOT NULL,
    clicked_at INTEGER,
    PRIMARY KEY (promo, end_user)
) STRICT, WITHOUT ROWID;

CREATE INDEX promo_readers_by_end_user ON promo_readers (end_user, promo);

-- How many; they stay when a reader is erased.
CREATE TABLE promo_counts (
    promo INTEGER PRIMARY KEY,
    opens INTEGER NOT NULL CHECK (opens >= 0),
    clicks INTEGER NOT NULL CHECK (clicks >= 0)
) STRICT;

CREATE TRIGGER promos_are_opened AFTER INSERT ON promo_readers
BEGIN
    INSERT INTO promo_counts (promo, opens, clicks) VALUES (NEW.promo, 1, 0)
    ON CONFLICT (promo) DO UPDATE SET opens = opens + 1;
END;

CREATE TRIGGER promos_are_clicked AFTER UPDATE OF clicked_at ON promo_readers
WHEN OLD.clicked_at IS NULL AND NEW.clicked_at IS NOT NULL
BEGIN
    UPDATE promo_counts SET clicks = clicks + 1 WHERE promo = NEW.promo;
END;

-- Who takes promotions in the app of partners that they don't follow, as identity tells.
CREATE TABLE receivers (
    id BLOB PRIMARY KEY CHECK (length(id) = 16),
    version INTEGER NOT NULL,
    tenant BLOB NOT NULL CHECK (length(tenant) = 16),
    agrees INTEGER NOT NULL CHECK (agrees IN (0, 1))
) STRICT, WITHOUT ROWID;

CREATE INDEX receivers_agreeing ON receivers (tenant) WHERE agrees = 1;
