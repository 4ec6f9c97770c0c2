-- What a tenant has set of how many points may be given, for all its partners or for one.
CREATE TABLE issuance_limits (
    -- The tenant or the partner.
    id BLOB PRIMARY KEY CHECK (length(id) = 16),
    tenant BLOB NOT NULL CHECK (length(tenant) = 16),
    version INTEGER NOT NULL,
    -- Null: what holds otherwise.
    operator_points INTEGER CHECK (operator_points >= 0),
    partner_points INTEGER CHECK (partner_points >= 0),
    tenant_points INTEGER CHECK (tenant_points >= 0),
    approval_above INTEGER CHECK (approval_above >= 0),
    CHECK (tenant_points IS NULL OR id = tenant)
) STRICT, WITHOUT ROWID;

-- What was given on a day; each award adds to three of them.
CREATE TABLE issuance_days (
    -- The operator, the partner or the tenant.
    id BLOB NOT NULL CHECK (length(id) = 16),
    -- Of the tenant's calendar, counted from 1970.
    day INTEGER NOT NULL,
    ends_at INTEGER NOT NULL,
    points INTEGER NOT NULL CHECK (points > 0),
    PRIMARY KEY (id, day)
) STRICT;

CREATE INDEX issuance_days_by_end ON issuance_days (ends_at);

-- The first refusal of a day, until it is told and long enough after that not to be told again.
CREATE TABLE issuance_refusals (
    -- The operator, the partner or the tenant.
    id BLOB NOT NULL CHECK (length(id) = 16),
    day INTEGER NOT NULL,
    scope TEXT NOT NULL CHECK (scope IN ('operator', 'partner', 'tenant')),
    tenant BLOB NOT NULL CHECK (length(tenant) = 16),
    partner BLOB NOT NULL CHECK (length(partner) = 16),
    operator BLOB NOT NULL CHECK (length(operator) = 16),
    points INTEGER NOT NULL,
    refused_at INTEGER NOT NULL,
    is_told INTEGER NOT NULL DEFAULT 0 CHECK (is_told IN (0, 1)),
    PRIMARY KEY (id, day)
) STRICT;

CREATE INDEX issuance_refusals_untold ON issuance_refusals (is_told, refused_at)
WHERE is_told = 0;

CREATE INDEX issuance_refusals_by_time ON issuance_refusals (refused_at);

CREATE TABLE award_requests (
    id BLOB PRIMARY KEY CHECK (length(id) = 16),
    tenant BLOB NOT NULL CHECK (length(tenant) = 16),
    partner BLOB NOT NULL REFERENCES partners (id),
    version INTEGER NOT NULL,
    -- One that is pending for seven days has expired.
    status TEXT NOT NULL CHECK (status IN ('pending', 'approved', 'rejected', 'cancelled')),
    end_user BLOB NOT NULL REFERENCES end_users (id),
    point_type BLOB NOT NULL REFERENCES point_types (id),
    amount INTEGER NOT NULL CHECK (amount > 0),
    note TEXT,
    asked_at INTEGER NOT NULL,
    asker BLOB NOT NULL CHECK (length(asker) = 16),
    asker_kind TEXT NOT NULL CHECK (asker_kind IN ('user', 'service')),
    asker_impersonator BLOB CHECK (length(asker_impersonator) = 16),
    asker_program TEXT,
    decided_at INTEGER,
    decider BLOB CHECK (length(decider) = 16),
    award BLOB CHECK (length(award) = 16),
    CHECK ((status = 'pending') = (decided_at IS NULL)),
    CHECK ((decider IS NULL) = (decided_at IS NULL)),
    CHECK ((status = 'approved') = (award IS NOT NULL))
) STRICT, WITHOUT ROWID;

CREATE INDEX award_requests_by_partner ON award_requests (partner, asked_at, id);

CREATE INDEX award_requests_by_status ON award_requests (partner, status, asked_at, id);

CREATE INDEX award_requests_by_end_user ON award_requests (end_user, id);
