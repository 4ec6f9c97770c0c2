-- The files that there are; their bytes lie in the file beside this one.
CREATE TABLE files (
    id BLOB PRIMARY KEY CHECK (length(id) = 16),
    -- Whose it is: a partner, or one end user of it. Nobody else's upload finds it by its content.
    space BLOB NOT NULL CHECK (length(space) = 16),
    tenant BLOB NOT NULL CHECK (length(tenant) = 16),
    partner BLOB NOT NULL CHECK (length(partner) = 16),
    sha256 BLOB NOT NULL CHECK (length(sha256) = 32),
    size INTEGER NOT NULL CHECK (size > 0),
    type TEXT NOT NULL,
    -- Of pictures.
    width INTEGER,
    height INTEGER,
    kept_at INTEGER NOT NULL,
    -- Since when nothing refers to it; null while something does.
    unclaimed_since INTEGER
) STRICT, WITHOUT ROWID;

CREATE UNIQUE INDEX files_by_content ON files (space, partner, sha256);

CREATE INDEX files_unclaimed ON files (unclaimed_since) WHERE unclaimed_since IS NOT NULL;

-- Which records refer to them.
CREATE TABLE file_claims (
    kind TEXT NOT NULL CHECK (kind <> ''),
    owner BLOB NOT NULL CHECK (length(owner) = 16),
    file BLOB NOT NULL REFERENCES files (id),
    PRIMARY KEY (kind, owner, file)
) STRICT, WITHOUT ROWID;

CREATE INDEX file_claims_by_file ON file_claims (file, kind, owner);

-- Files that are no more, until their bytes are gone, too.
CREATE TABLE files_removed (
    id BLOB PRIMARY KEY CHECK (length(id) = 16)
) STRICT, WITHOUT ROWID;
