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
) STRICT;

-- What erasing a person has to find.
CREATE INDEX events_personal ON events (subject) WHERE personal IS NOT NULL;

-- Who acts on this log elsewhere, and how far they have come: trimming stops before them.
CREATE TABLE readers (
    name TEXT PRIMARY KEY,
    seq INTEGER NOT NULL,
    seen_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
