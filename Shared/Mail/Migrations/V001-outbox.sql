CREATE TABLE mails (
    -- Stands in the Message-ID, too.
    id BLOB PRIMARY KEY CHECK (length(id) = 16),
    tenant_id BLOB NOT NULL CHECK (length(tenant_id) = 16),
    partner_id BLOB CHECK (length(partner_id) = 16),
    -- Who or what it is about: an erasure finds it by this.
    subject_id BLOB NOT NULL CHECK (length(subject_id) = 16),
    purpose TEXT NOT NULL CHECK (purpose <> ''),
    -- 0 once it was given up.
    waits INTEGER NOT NULL CHECK (waits IN (0, 1)),
    -- Addresses and the whole message.
    sealed BLOB,
    created_at INTEGER NOT NULL,
    -- When it is tried next.
    due_at INTEGER,
    useful_until INTEGER,
    attempts INTEGER NOT NULL DEFAULT 0,
    tried_at INTEGER,
    -- Words of the contract and the server's number, never its text, which may name a person.
    failure TEXT,
    code INTEGER,
    given_up_at INTEGER,
    CHECK ((waits = 1) = (due_at IS NOT NULL)),
    CHECK ((waits = 1) = (sealed IS NOT NULL)),
    CHECK ((waits = 1) = (given_up_at IS NULL))
) STRICT;

CREATE INDEX mails_by_turn ON mails (waits, tenant_id, due_at);

CREATE INDEX mails_by_due ON mails (waits, due_at);

CREATE INDEX mails_by_state ON mails (waits, id);

CREATE INDEX mails_by_subject ON mails (subject_id);

CREATE INDEX mails_by_giving_up ON mails (given_up_at) WHERE given_up_at IS NOT NULL;
