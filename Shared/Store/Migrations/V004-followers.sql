-- How far this service has come in the logs of others.
CREATE TABLE followers (
    name TEXT NOT NULL,
    shard INTEGER NOT NULL,
    epoch BLOB CHECK (length(epoch) = 16),
    seq INTEGER,
    id BLOB CHECK (length(id) = 16),
    -- A snapshot under way: where its log stood, and which page comes next.
    snapshot_epoch BLOB CHECK (length(snapshot_epoch) = 16),
    snapshot_seq INTEGER,
    snapshot_id BLOB CHECK (length(snapshot_id) = 16),
    snapshot_cursor BLOB,
    -- How far the kinds have come that are read from the start.
    catch_up_epoch BLOB CHECK (length(catch_up_epoch) = 16),
    catch_up_seq INTEGER,
    catch_up_id BLOB CHECK (length(catch_up_id) = 16),
    -- The kinds that the snapshot, or the reading from the start, is for.
    pending_kinds TEXT,
    applied INTEGER NOT NULL DEFAULT 0,
    unknown INTEGER NOT NULL DEFAULT 0,
    PRIMARY KEY (name, shard)
) STRICT, WITHOUT ROWID;

-- The kinds that a follower has read up to its position.
CREATE TABLE follower_kinds (
    name TEXT NOT NULL,
    shard INTEGER NOT NULL,
    kind TEXT NOT NULL,
    PRIMARY KEY (name, shard, kind)
) STRICT, WITHOUT ROWID;

-- What a snapshot under way has shown.
CREATE TABLE snapshot_subjects (
    name TEXT NOT NULL,
    shard INTEGER NOT NULL,
    kind TEXT NOT NULL,
    subject BLOB NOT NULL CHECK (length(subject) = 16),
    PRIMARY KEY (name, shard, kind, subject)
) STRICT, WITHOUT ROWID;

-- Events that could not be applied, and those behind them about the same subject.
CREATE TABLE parked (
    name TEXT NOT NULL,
    shard INTEGER NOT NULL,
    subject BLOB NOT NULL CHECK (length(subject) = 16),
    seq INTEGER NOT NULL,
    id BLOB NOT NULL CHECK (length(id) = 16),
    kind TEXT NOT NULL,
    security INTEGER NOT NULL CHECK (security IN (0, 1)),
    at INTEGER NOT NULL,
    tenant BLOB CHECK (length(tenant) = 16),
    partner BLOB CHECK (length(partner) = 16),
    trace TEXT,
    body BLOB NOT NULL,
    personal BLOB,
    reason TEXT NOT NULL,
    parked_at INTEGER NOT NULL,
    PRIMARY KEY (name, shard, subject, seq, kind)
) STRICT;
