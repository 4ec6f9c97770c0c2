-- What a tenant wants to know of its end users.
CREATE TABLE profile_attributes (
    id BLOB PRIMARY KEY CHECK (length(id) = 16),
    tenant_id BLOB NOT NULL REFERENCES tenants (id),
    version INTEGER NOT NULL CHECK (version >= 1),
    name TEXT NOT NULL CHECK (name <> ''),
    -- What names are compared by.
    name_key TEXT NOT NULL CHECK (name_key <> ''),
    kind TEXT NOT NULL CHECK (kind IN ('text', 'number', 'date', 'choice', 'place')),
    -- A JSON array of texts.
    choices TEXT CHECK (choices IS NULL OR json_valid(choices)),
    created_at INTEGER NOT NULL,
    retired_at INTEGER,
    CHECK ((kind = 'choice') = (choices IS NOT NULL))
) STRICT;

CREATE INDEX profile_attributes_by_tenant ON profile_attributes (tenant_id, id);

CREATE UNIQUE INDEX profile_attributes_by_name ON profile_attributes (tenant_id, name_key)
WHERE retired_at IS NULL;

-- Retired attributes whose values are still being removed from profiles.
CREATE TABLE attribute_sweeps (
    attribute_id BLOB PRIMARY KEY REFERENCES profile_attributes (id),
    -- The last end user who was looked at.
    swept_to BLOB NOT NULL CHECK (length(swept_to) = 16)
) STRICT, WITHOUT ROWID;

-- What end users told, by attribute, as a JSON array. Of an erased one it is gone.
ALTER TABLE end_users ADD COLUMN profile_values TEXT
CHECK (profile_values IS NULL OR json_valid(profile_values) AND status <> 'erased');

-- What they agree to, as a JSON array of kinds.
ALTER TABLE end_users ADD COLUMN consents TEXT
CHECK (consents IS NULL OR json_valid(consents) AND status <> 'erased');

CREATE INDEX end_users_with_values ON end_users (tenant_id, id) WHERE profile_values IS NOT NULL;

-- What they decided, when, where and before which text; the last one of a kind holds.
CREATE TABLE consent_decisions (
    seq INTEGER PRIMARY KEY,
    end_user_id BLOB NOT NULL REFERENCES end_users (id),
    kind TEXT NOT NULL CHECK (kind <> ''),
    is_given INTEGER NOT NULL CHECK (is_given IN (0, 1)),
    decided_at INTEGER NOT NULL,
    program TEXT NOT NULL,
    text_version TEXT NOT NULL
) STRICT;

CREATE INDEX consent_decisions_by_end_user ON consent_decisions (end_user_id, kind, seq);
