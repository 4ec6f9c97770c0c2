-- Attributes of the tenants' schemas, each with the column of `segment_people` that holds its values.
CREATE TABLE segment_attributes (
    id BLOB PRIMARY KEY CHECK (length(id) = 16),
    tenant BLOB NOT NULL CHECK (length(tenant) = 16),
    -- 0: only a value of it was told so far.
    version INTEGER NOT NULL,
    kind TEXT NOT NULL CHECK (kind IN ('text', 'number', 'date', 'choice', 'place')),
    -- A JSON array; null unless the kind is `choice`.
    choices TEXT,
    retired_at INTEGER,
    -- The number in the column's name.
    slot INTEGER NOT NULL CHECK (slot BETWEEN 0 AND 63)
) STRICT, WITHOUT ROWID;

CREATE UNIQUE INDEX segment_attributes_by_slot ON segment_attributes (tenant, slot);

-- End users with what they told, a row each, so that a rule is one pass over the tenant's rows.
CREATE TABLE segment_people (
    tenant BLOB NOT NULL CHECK (length(tenant) = 16),
    -- Personal: all that follows is gone once the end user is erased.
    id BLOB NOT NULL CHECK (length(id) = 16),
    version INTEGER NOT NULL,
    is_active INTEGER NOT NULL CHECK (is_active IN (0, 1)),
    -- A bit for each kind.
    consents INTEGER NOT NULL,
    -- A folded text, a number, a day, a choice, or a place as one number.
    s0 ANY, s1 ANY, s2 ANY, s3 ANY, s4 ANY, s5 ANY, s6 ANY, s7 ANY,
    s8 ANY, s9 ANY, s10 ANY, s11 ANY, s12 ANY, s13 ANY, s14 ANY, s15 ANY,
    s16 ANY, s17 ANY, s18 ANY, s19 ANY, s20 ANY, s21 ANY, s22 ANY, s23 ANY,
    s24 ANY, s25 ANY, s26 ANY, s27 ANY, s28 ANY, s29 ANY, s30 ANY, s31 ANY,
    s32 ANY, s33 ANY, s34 ANY, s35 ANY, s36 ANY, s37 ANY, s38 ANY, s39 ANY,
    s40 ANY, s41 ANY, s42 ANY, s43 ANY, s44 ANY, s45 ANY, s46 ANY, s47 ANY,
    s48 ANY, s49 ANY, s50 ANY, s51 ANY, s52 ANY, s53 ANY, s54 ANY, s55 ANY,
    s56 ANY, s57 ANY, s58 ANY, s59 ANY, s60 ANY, s61 ANY, s62 ANY, s63 ANY,
    PRIMARY KEY (tenant, id)
) STRICT, WITHOUT ROWID;

CREATE UNIQUE INDEX segment_people_by_id ON segment_people (id);
