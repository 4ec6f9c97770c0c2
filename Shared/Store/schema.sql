CREATE TABLE migrations (
    owner TEXT NOT NULL,
    number INTEGER NOT NULL,
    name TEXT NOT NULL,
    checksum BLOB NOT NULL,
    oldest_program INTEGER NOT NULL,
    applied_at INTEGER NOT NULL,
    PRIMARY KEY (owner, number)
) STRICT, WITHOUT ROWID;

CREATE TABLE meta (
    name TEXT PRIMARY KEY,
    value ANY NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE answers (
    key BLOB NOT NULL CHECK (length(key) = 16),
    scope BLOB NOT NULL CHECK (length(scope) = 16),
    request BLOB NOT NULL CHECK (length(request) = 16),
    status INTEGER NOT NULL,
    effect INTEGER NOT NULL,
    seq INTEGER,
    body BLOB NOT NULL,
    PRIMARY KEY (key, scope)
) STRICT, WITHOUT ROWID;

CREATE TABLE events (
    seq INTEGER PRIMARY KEY AUTOINCREMENT,
    id BLOB NOT NULL CHECK (length(id) = 16),
    kind TEXT NOT NULL,
    security INTEGER NOT NULL CHECK (security IN (0, 1)),
    at INTEGER NOT NULL,
    tenant BLOB CHECK (length(tenant) = 16),
    partner BLOB CHECK (length(partner) = 16),
    subject BLOB NOT NULL CHECK (length(subject) = 16),
    trace TEXT,
    body BLOB NOT NULL,
    personal BLOB
, person BLOB CHECK (length(person) = 16), actor BLOB CHECK (length(actor) = 16)) STRICT;

CREATE TABLE readers (
    name TEXT PRIMARY KEY,
    seq INTEGER NOT NULL,
    seen_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

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

CREATE TABLE follower_kinds (
    name TEXT NOT NULL,
    shard INTEGER NOT NULL,
    kind TEXT NOT NULL,
    PRIMARY KEY (name, shard, kind)
) STRICT, WITHOUT ROWID;

CREATE TABLE snapshot_subjects (
    name TEXT NOT NULL,
    shard INTEGER NOT NULL,
    kind TEXT NOT NULL,
    subject BLOB NOT NULL CHECK (length(subject) = 16),
    PRIMARY KEY (name, shard, kind, subject)
) STRICT, WITHOUT ROWID;

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
    parked_at INTEGER NOT NULL, person BLOB CHECK (length(person) = 16), actor BLOB CHECK (length(actor) = 16),
    PRIMARY KEY (name, shard, subject, seq, kind)
) STRICT;

CREATE TABLE jobs (
    name TEXT PRIMARY KEY,
    due_at INTEGER,
    slices INTEGER NOT NULL DEFAULT 0,
    failures INTEGER NOT NULL DEFAULT 0,
    failure TEXT,
    ran_at INTEGER
) STRICT, WITHOUT ROWID;

CREATE INDEX events_by_subject ON events (subject);

CREATE TABLE event_audience (
    bucket INTEGER NOT NULL,
    id BLOB NOT NULL CHECK (length(id) = 16),
    seq INTEGER NOT NULL,
    PRIMARY KEY (bucket, id, seq)
) STRICT, WITHOUT ROWID;
