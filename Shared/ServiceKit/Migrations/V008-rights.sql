-- Up to which position of identity's log tokens are outdated: those of a user, a role, a partner or a
-- tenant.
CREATE TABLE security_rights (
    id BLOB NOT NULL PRIMARY KEY CHECK (length(id) = 16),
    version INTEGER NOT NULL CHECK (version >= 0),
    -- Which log the position is of.
    epoch BLOB NOT NULL CHECK (length(epoch) = 16),
    forgettable_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE INDEX security_rights_forgettable ON security_rights (forgettable_at);
