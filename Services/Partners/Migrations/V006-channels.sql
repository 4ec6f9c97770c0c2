-- Pages of partners, who follows them, and where they are.
CREATE TABLE channels (
    seq INTEGER PRIMARY KEY,
    id BLOB NOT NULL UNIQUE CHECK (length(id) = 16),
    tenant BLOB NOT NULL CHECK (length(tenant) = 16),
    partner BLOB NOT NULL CHECK (length(partner) = 16),
    version INTEGER NOT NULL,
    name TEXT NOT NULL,
    -- What names are searched by.
    name_key TEXT NOT NULL,
    description TEXT,
    -- A JSON array of addresses of the web.
    links TEXT NOT NULL,
    -- Ten millionths of a degree.
    latitude INTEGER CHECK (latitude BETWEEN -900000000 AND 900000000),
    longitude INTEGER CHECK (longitude BETWEEN -1800000000 AND 1800000000),
    address TEXT,
    status TEXT NOT NULL CHECK (status IN ('draft', 'published', 'unpublished', 'archived')),
    -- Nobody sees it, since its partner is suspended or has no package with channels; triggers keep it.
    is_hidden INTEGER NOT NULL CHECK (is_hidden IN (0, 1)),
    created_at INTEGER NOT NULL,
    CHECK ((latitude IS NULL) = (longitude IS NULL))
) STRICT;

CREATE INDEX channels_by_partner ON channels (partner, seq);

CREATE INDEX channels_by_status ON channels (partner, status, seq);

-- What end users find.
CREATE INDEX channels_shown ON channels (tenant, seq)
    WHERE status = 'published' AND is_hidden = 0;

CREATE TABLE channel_followers (
    id BLOB PRIMARY KEY CHECK (length(id) = 16),
    tenant BLOB NOT NULL CHECK (length(tenant) = 16),
    partner BLOB NOT NULL CHECK (length(partner) = 16),
    channel BLOB NOT NULL REFERENCES channels (id),
    end_user BLOB NOT NULL CHECK (length(end_user) = 16),
    version INTEGER NOT NULL,
    since_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE UNIQUE INDEX channel_followers_once ON channel_followers (channel, end_user);

CREATE INDEX channel_followers_by_channel ON channel_followers (channel, since_at, end_user);

CREATE INDEX channel_followers_by_end_user ON channel_followers (end_user, since_at, channel);

-- How many there are, kept in the statement that changes them.
CREATE TABLE channel_counts (
    channel BLOB PRIMARY KEY CHECK (length(channel) = 16),
    followers INTEGER NOT NULL CHECK (followers >= 0)
) STRICT, WITHOUT ROWID;

CREATE TRIGGER followers_come AFTER INSERT ON channel_followers
BEGIN
    INSERT INTO channel_counts (channel, followers) VALUES (NEW.channel, 1)
    ON CONFLICT (channel) DO UPDATE SET followers = followers + 1;
END;

CREATE TRIGGER followers_go AFTER DELETE ON channel_followers
BEGIN
    UPDATE channel_counts SET followers = followers - 1 WHERE channel = OLD.channel;
END;

-- As the kit makes it, whose step comes after this one in a new database: triggers stand on it.
CREATE TABLE IF NOT EXISTS partners (
    id BLOB PRIMARY KEY CHECK (length(id) = 16),
    tenant BLOB NOT NULL CHECK (length(tenant) = 16),
    version INTEGER NOT NULL,
    name TEXT NOT NULL,
    status TEXT NOT NULL CHECK (status IN ('active', 'suspended'))
) STRICT, WITHOUT ROWID;

CREATE VIEW partners_without_channels AS
    SELECT id FROM partners WHERE status <> 'active'
    UNION ALL
    SELECT id FROM partnerships WHERE instr(products, '"channels"') = 0;

CREATE TRIGGER channels_hide_with_standing AFTER UPDATE OF status ON partners
WHEN OLD.status <> NEW.status
BEGIN
    UPDATE channels
    SET is_hidden = EXISTS (SELECT 1 FROM partners_without_channels WHERE id = NEW.id)
    WHERE partner = NEW.id;
END;

CREATE TRIGGER channels_hide_with_package AFTER UPDATE OF products ON partnerships
WHEN OLD.products <> NEW.products
BEGIN
    UPDATE channels
    SET is_hidden = EXISTS (SELECT 1 FROM partners_without_channels WHERE id = NEW.id)
    WHERE partner = NEW.id;
END;

CREATE TRIGGER channels_hide_with_first_package AFTER INSERT ON partnerships
BEGIN
    UPDATE channels
    SET is_hidden = EXISTS (SELECT 1 FROM partners_without_channels WHERE id = NEW.id)
    WHERE partner = NEW.id;
END;

-- Tenants by a small number, which the index of places takes for a dimension.
CREATE TABLE tenant_numbers (
    number INTEGER PRIMARY KEY,
    tenant BLOB NOT NULL UNIQUE CHECK (length(tenant) = 16)
) STRICT;

-- Where the channels are that end users find: points, each of its tenant.
CREATE VIRTUAL TABLE channel_places USING rtree_i32 (
    id, south, north, west, east, tenant_from, tenant_to
);

CREATE TRIGGER channels_begin AFTER INSERT ON channels
BEGIN
    INSERT OR IGNORE INTO tenant_numbers (tenant) VALUES (NEW.tenant);
    UPDATE channels
    SET is_hidden = EXISTS (SELECT 1 FROM partners_without_channels WHERE id = NEW.partner)
    WHERE seq = NEW.seq;
END;

CREATE TRIGGER channels_are_placed
AFTER UPDATE OF status, is_hidden, latitude, longitude ON channels
BEGIN
    DELETE FROM channel_places WHERE id = NEW.seq;
    INSERT INTO channel_places
    SELECT NEW.seq, NEW.latitude, NEW.latitude, NEW.longitude, NEW.longitude, number, number
    FROM tenant_numbers
    WHERE tenant = NEW.tenant AND NEW.status = 'published' AND NEW.is_hidden = 0
        AND NEW.latitude IS NOT NULL;
END;
