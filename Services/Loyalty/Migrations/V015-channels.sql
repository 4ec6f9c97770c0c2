-- The channels of partners, through which points and coupons are given, and who follows which.
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
