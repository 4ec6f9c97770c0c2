CREATE TABLE packages (
    id BLOB PRIMARY KEY CHECK (length(id) = 16),
    tenant BLOB NOT NULL CHECK (length(tenant) = 16),
    version INTEGER NOT NULL,
    name TEXT NOT NULL,
    -- What names are compared and searched by.
    name_key TEXT NOT NULL,
    description TEXT,
    price_minor INTEGER NOT NULL CHECK (price_minor >= 0),
    currency TEXT NOT NULL CHECK (length(currency) = 3),
    period TEXT NOT NULL CHECK (period IN ('month', 'year')),
    -- A JSON array of the products' words.
    products TEXT NOT NULL,
    -- A JSON object; what is absent has no limit.
    limits TEXT NOT NULL,
    status TEXT NOT NULL CHECK (status IN ('available', 'retired')),
    is_default INTEGER NOT NULL CHECK (is_default IN (0, 1)),
    created_at INTEGER NOT NULL,
    CHECK (is_default = 0 OR status = 'available')
) STRICT, WITHOUT ROWID;

CREATE INDEX packages_by_tenant ON packages (tenant, id);
CREATE INDEX packages_by_status ON packages (tenant, status, id);
CREATE UNIQUE INDEX packages_by_name ON packages (tenant, name_key) WHERE status = 'available';
CREATE UNIQUE INDEX packages_default ON packages (tenant) WHERE is_default = 1;

CREATE TABLE add_ons (
    id BLOB PRIMARY KEY CHECK (length(id) = 16),
    tenant BLOB NOT NULL CHECK (length(tenant) = 16),
    version INTEGER NOT NULL,
    name TEXT NOT NULL,
    name_key TEXT NOT NULL,
    description TEXT,
    price_minor INTEGER NOT NULL CHECK (price_minor >= 0),
    currency TEXT NOT NULL CHECK (length(currency) = 3),
    period TEXT NOT NULL CHECK (period IN ('month', 'year', 'once')),
    -- What it adds to the partner's balance.
    impressions INTEGER NOT NULL CHECK (impressions >= 0),
    status TEXT NOT NULL CHECK (status IN ('available', 'retired')),
    created_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE INDEX add_ons_by_tenant ON add_ons (tenant, id);
CREATE INDEX add_ons_by_status ON add_ons (tenant, status, id);
CREATE UNIQUE INDEX add_ons_by_name ON add_ons (tenant, name_key) WHERE status = 'available';

-- The package in force of a partner, as it was when it was approved or given.
CREATE TABLE partnerships (
    -- The partner.
    id BLOB PRIMARY KEY CHECK (length(id) = 16),
    tenant BLOB NOT NULL CHECK (length(tenant) = 16),
    version INTEGER NOT NULL,
    package BLOB NOT NULL REFERENCES packages (id),
    name TEXT NOT NULL,
    price_minor INTEGER NOT NULL,
    currency TEXT NOT NULL,
    period TEXT NOT NULL,
    products TEXT NOT NULL,
    limits TEXT NOT NULL,
    since INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- Partners whom the tenant has given no package yet, since it has no default one.
CREATE TABLE without_package (
    tenant BLOB NOT NULL CHECK (length(tenant) = 16),
    partner BLOB NOT NULL CHECK (length(partner) = 16),
    PRIMARY KEY (tenant, partner)
) STRICT, WITHOUT ROWID;

-- What approved add-ons came to.
CREATE TABLE add_on_balances (
    partner BLOB NOT NULL CHECK (length(partner) = 16),
    add_on BLOB NOT NULL REFERENCES add_ons (id),
    name TEXT NOT NULL,
    count INTEGER NOT NULL CHECK (count > 0),
    PRIMARY KEY (partner, add_on)
) STRICT, WITHOUT ROWID;

CREATE TABLE impressions (
    partner BLOB PRIMARY KEY CHECK (length(partner) = 16),
    balance INTEGER NOT NULL CHECK (balance >= 0)
) STRICT, WITHOUT ROWID;
