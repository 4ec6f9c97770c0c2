-- Who did what to what, for whom, when, from where, or tried to: the form "audit". Each entry bears a code
-- over its own bytes and the code of the one before. The other columns are copies for searching.
CREATE TABLE audit (
    seq INTEGER PRIMARY KEY CHECK (seq > 0),
    at INTEGER NOT NULL,
    tenant BLOB CHECK (length(tenant) = 16),
    partner BLOB CHECK (length(partner) = 16),
    subject BLOB CHECK (length(subject) = 16),
    actor BLOB CHECK (length(actor) = 16),
    -- The first thing that was changed.
    about BLOB CHECK (length(about) = 16),
    method TEXT NOT NULL,
    -- Null if it was done.
    refusal TEXT,
    program TEXT NOT NULL,
    kinds TEXT NOT NULL,
    -- CBOR.
    entry BLOB NOT NULL,
    code BLOB NOT NULL CHECK (length(code) = 32)
) STRICT;

CREATE INDEX audit_by_tenant ON audit (tenant) WHERE tenant IS NOT NULL;
CREATE INDEX audit_by_partner ON audit (partner) WHERE partner IS NOT NULL;
CREATE INDEX audit_by_subject ON audit (subject) WHERE subject IS NOT NULL;
CREATE INDEX audit_by_actor ON audit (actor) WHERE actor IS NOT NULL;
CREATE INDEX audit_by_about ON audit (about) WHERE about IS NOT NULL;

CREATE TRIGGER audit_is_never_changed BEFORE UPDATE ON audit
BEGIN
    SELECT RAISE(ABORT, 'the audit is never changed');
END;

CREATE TRIGGER audit_is_never_removed BEFORE DELETE ON audit
BEGIN
    SELECT RAISE(ABORT, 'nothing is removed from the audit');
END;

-- What the digests of a thing's personal fields are made with; with it goes what they could tell.
CREATE TABLE audit_salts (
    subject BLOB PRIMARY KEY CHECK (length(subject) = 16),
    salt BLOB NOT NULL CHECK (length(salt) = 16)
) STRICT, WITHOUT ROWID;
