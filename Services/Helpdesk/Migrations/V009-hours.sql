-- When a channel, or a partner for all channels without hours of their own, answers.
CREATE TABLE opening_hours (
    -- The channel, or the partner.
    id BLOB PRIMARY KEY CHECK (length(id) = 16),
    partner BLOB NOT NULL CHECK (length(partner) = 16),
    version INTEGER NOT NULL,
    -- Null: a channel has those of its partner, a partner answers at any time.
    terms TEXT
) STRICT, WITHOUT ROWID;

-- When a message outside of the hours was answered by what the partner says then.
ALTER TABLE rounds ADD COLUMN closed_told_at INTEGER;

-- Not before it: then the opening hours begin of what waits.
ALTER TABLE assigning ADD COLUMN due_at INTEGER NOT NULL DEFAULT 0;

CREATE INDEX assigning_due ON assigning (due_at);

CREATE INDEX presences_there ON presences (partner, id) WHERE state <> 'away';
