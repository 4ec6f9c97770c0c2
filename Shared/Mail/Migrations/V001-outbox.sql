CREATE TABLE mails (
    -- Stands in the Message-ID, too.
    id BLOB PRIMARY KEY CHECK (length(id) = 16),
    tenant_id BLOB NOT NULL CHECK (length(tenant_id) = 16),
    partner_id BLOB CHECK (length(partner_id) = 16),
    -- Who or what it is about: an erasure finds it by this.
    subject_id BLOB NOT NULL CHECK (length(subject_id) = 16),
    purpose TEXT NOT NULL CHECK (purpose <> ''),
    -- Addresses and the whole message; null once it was given up.
    sealed BLOB,
    created_at INTEGER NOT NULL,
    -- When it is tried next; null once it was given up.
    due_at INTEGER,
    useful_until INTEGER,
    attempts INTEGER NOT NULL DEFAULT 0,
    tried_at INTEGER,
    -- Words of the contract and the server's number, never its text, which may name a person.
    failure TEXT,
    code INTEGER,
    given_up_at INTEGER,
    CHECK ((due_at IS NULL) = (given_up_at IS NOT NULL)),
    CHECK ((due_at IS NULL) = (sealed IS NULL))
) STRICT;

CREATE INDEX mails_by_turn ON mails (tenant_id, due_at) WHERE due_at IS NOT NULL;

CREATE INDEX mails_by_due ON mails (due_at) WHERE due_at IS NOT NULL;

CREATE INDEX mails_by_subject ON mails (subject_id);

CREATE INDEX mails_by_giving_up ON mails (given_up_at) WHERE given_up_at IS NOT NULL;
