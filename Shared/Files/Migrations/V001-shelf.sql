-- Files on their way, and the bytes of those that came.
CREATE TABLE uploads (
    -- The file's id, too.
    id BLOB PRIMARY KEY CHECK (length(id) = 16),
    -- A digest of who began it, who alone goes on with it.
    owner BLOB NOT NULL CHECK (length(owner) = 32),
    space BLOB NOT NULL CHECK (length(space) = 16),
    tenant BLOB NOT NULL CHECK (length(tenant) = 16),
    partner BLOB NOT NULL CHECK (length(partner) = 16),
    sha256 BLOB NOT NULL CHECK (length(sha256) = 32),
    size INTEGER NOT NULL CHECK (size > 0),
    -- As it was announced; the bytes of one that is whole are of that type.
    type TEXT NOT NULL,
    -- open: chunks come. whole: checked, with its small pictures. kept: the database knows the file.
    -- same: the database had a file of that content, which `file` names. refused: `refusal` says why.
    state TEXT NOT NULL CHECK (state IN ('open', 'whole', 'kept', 'same', 'refused')),
    width INTEGER,
    height INTEGER,
    file BLOB CHECK (length(file) = 16),
    refusal TEXT,
    refusal_detail TEXT,
    -- Null: it stays until the database removes the file.
    expires_at INTEGER,
    CHECK ((state = 'kept') = (expires_at IS NULL)),
    CHECK ((state = 'same') = (file IS NOT NULL)),
    CHECK ((state = 'refused') = (refusal IS NOT NULL))
) STRICT, WITHOUT ROWID;

CREATE INDEX uploads_open ON uploads (owner, sha256) WHERE state IN ('open', 'whole');

CREATE INDEX uploads_by_expiry ON uploads (expires_at) WHERE expires_at IS NOT NULL;

CREATE TABLE chunks (
    upload BLOB NOT NULL REFERENCES uploads (id),
    number INTEGER NOT NULL,
    part BLOB NOT NULL,
    PRIMARY KEY (upload, number)
) STRICT;

-- The smaller ones of a picture.
CREATE TABLE pictures (
    upload BLOB NOT NULL REFERENCES uploads (id),
    variant TEXT NOT NULL,
    width INTEGER NOT NULL,
    height INTEGER NOT NULL,
    sha256 BLOB NOT NULL CHECK (length(sha256) = 32),
    content BLOB NOT NULL,
    PRIMARY KEY (upload, variant)
) STRICT;

-- How much a tenant, a partner or a person has here; unfinished uploads count with the size that they
-- were announced with.
CREATE TABLE usage (
    holder BLOB PRIMARY KEY CHECK (length(holder) = 16),
    bytes INTEGER NOT NULL CHECK (bytes >= 0),
    unfinished INTEGER NOT NULL CHECK (unfinished >= 0)
) STRICT, WITHOUT ROWID;

CREATE TRIGGER uploads_begun AFTER INSERT ON uploads BEGIN
    INSERT OR IGNORE INTO usage VALUES (NEW.tenant, 0, 0), (NEW.partner, 0, 0), (NEW.space, 0, 0);
    UPDATE usage SET bytes = bytes + NEW.size, unfinished = unfinished + 1
    WHERE holder IN (NEW.tenant, NEW.partner, NEW.space);
END;

CREATE TRIGGER uploads_changed AFTER UPDATE OF state ON uploads WHEN OLD.state <> NEW.state BEGIN
    UPDATE usage SET
        bytes = bytes
            + NEW.size * ((NEW.state IN ('open', 'whole', 'kept')) - (OLD.state IN ('open', 'whole', 'kept'))),
        unfinished = unfinished + (NEW.state = 'open') - (OLD.state = 'open')
    WHERE holder IN (NEW.tenant, NEW.partner, NEW.space);
END;

CREATE TRIGGER uploads_removed AFTER DELETE ON uploads BEGIN
    UPDATE usage SET
        bytes = bytes - OLD.size * (OLD.state IN ('open', 'whole', 'kept')),
        unfinished = unfinished - (OLD.state = 'open')
    WHERE holder IN (OLD.tenant, OLD.partner, OLD.space);
END;
