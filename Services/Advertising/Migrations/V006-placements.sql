-- The apps and websites of tenants in which ads are shown.
CREATE TABLE applications (
    id BLOB PRIMARY KEY CHECK (length(id) = 16),
    tenant BLOB NOT NULL CHECK (length(tenant) = 16),
    version INTEGER NOT NULL,
    name TEXT NOT NULL,
    -- The name without case, accents and width.
    name_key TEXT NOT NULL,
    kind TEXT NOT NULL CHECK (kind IN ('app', 'website')),
    shows_ads INTEGER NOT NULL CHECK (shows_ads IN (0, 1)),
    status TEXT NOT NULL CHECK (status IN ('active', 'archived')),
    created_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE INDEX applications_by_tenant ON applications (tenant, id);

CREATE INDEX applications_by_status ON applications (tenant, status, id);

CREATE UNIQUE INDEX applications_names ON applications (tenant, name_key)
WHERE status = 'active';

-- The places in them.
CREATE TABLE placements (
    id BLOB PRIMARY KEY CHECK (length(id) = 16),
    tenant BLOB NOT NULL CHECK (length(tenant) = 16),
    application BLOB NOT NULL REFERENCES applications (id),
    version INTEGER NOT NULL,
    name TEXT NOT NULL,
    name_key TEXT NOT NULL,
    sort TEXT NOT NULL CHECK (sort IN ('banner', 'native', 'interstitial')),
    -- A JSON array: which ads fit.
    formats TEXT NOT NULL,
    -- At which size pictures are shown.
    width INTEGER CHECK (width > 0),
    height INTEGER CHECK (height > 0),
    -- Null: as its sort has it.
    life_seconds INTEGER CHECK (life_seconds > 0),
    shows_ads INTEGER NOT NULL CHECK (shows_ads IN (0, 1)),
    status TEXT NOT NULL CHECK (status IN ('active', 'archived')),
    created_at INTEGER NOT NULL,
    CHECK ((width IS NULL) = (height IS NULL))
) STRICT, WITHOUT ROWID;

CREATE INDEX placements_by_application ON placements (application, id);

CREATE INDEX placements_by_status ON placements (application, status, id);

CREATE INDEX placements_by_tenant ON placements (tenant, status, id);

CREATE UNIQUE INDEX placements_names ON placements (application, name_key)
WHERE status = 'active';

-- A JSON array: at which placements alone a campaign is shown; none for all.
ALTER TABLE campaigns ADD COLUMN placements TEXT NOT NULL DEFAULT '[]';
