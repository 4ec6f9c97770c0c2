-- Of a retired attribute: up to which end user its column is empty.
ALTER TABLE segment_attributes ADD COLUMN cleared_to BLOB CHECK (length(cleared_to) = 16);

CREATE INDEX segment_attributes_retired ON segment_attributes (retired_at) WHERE retired_at IS NOT NULL;

-- Attributes that have no column any more: what is still told of them is kept nowhere.
CREATE TABLE segment_retired (
    id BLOB PRIMARY KEY CHECK (length(id) = 16),
    tenant BLOB NOT NULL CHECK (length(tenant) = 16),
    version INTEGER NOT NULL,
    retired_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
