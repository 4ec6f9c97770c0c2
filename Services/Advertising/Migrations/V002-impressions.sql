-- What a tenant's partners can buy.
CREATE TABLE impression_packages (
    id BLOB PRIMARY KEY CHECK (length(id) = 16),
    tenant BLOB NOT NULL CHECK (length(tenant) = 16),
    version INTEGER NOT NULL,
    name TEXT NOT NULL,
    -- The name without case, accents and width.
    name_key TEXT NOT NULL,
    impressions INTEGER NOT NULL CHECK (impressions > 0),
    minor_units INTEGER NOT NULL CHECK (minor_units >= 0),
    status TEXT NOT NULL CHECK (status IN ('available', 'retired')),
    created_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE INDEX impression_packages_by_tenant ON impression_packages (tenant, id);

CREATE INDEX impression_packages_by_status ON impression_packages (tenant, status, id);

CREATE UNIQUE INDEX impression_packages_names ON impression_packages (tenant, name_key)
WHERE status = 'available';

-- What partners asked for, as it was then; the tenant decides at partners' desk.
CREATE TABLE impression_requests (
    id BLOB PRIMARY KEY CHECK (length(id) = 16),
    tenant BLOB NOT NULL CHECK (length(tenant) = 16),
    partner BLOB NOT NULL CHECK (length(partner) = 16),
    package BLOB NOT NULL REFERENCES impression_packages (id),
    impressions INTEGER NOT NULL CHECK (impressions > 0),
    status TEXT NOT NULL CHECK (status IN ('pending', 'approved', 'rejected', 'cancelled')),
    requested_at INTEGER NOT NULL,
    decided_at INTEGER,
    CHECK ((status = 'pending') = (decided_at IS NULL))
) STRICT, WITHOUT ROWID;

CREATE INDEX impression_requests_waiting ON impression_requests (partner, impressions)
WHERE status = 'pending';

-- What a partner has, as its ledger says: a trigger keeps it with each entry.
CREATE TABLE impression_balances (
    partner BLOB PRIMARY KEY CHECK (length(partner) = 16),
    tenant BLOB NOT NULL CHECK (length(tenant) = 16),
    -- Rises with each movement but those of what is shown, which nobody is told of.
    version INTEGER NOT NULL DEFAULT 0,
    bought INTEGER NOT NULL DEFAULT 0 CHECK (bought >= 0),
    -- What the tenant has added, or taken if below zero.
    adjusted INTEGER NOT NULL DEFAULT 0,
    reserved INTEGER NOT NULL DEFAULT 0 CHECK (reserved >= 0),
    counted INTEGER NOT NULL DEFAULT 0 CHECK (counted >= 0),
    -- Nobody shows more than they have got.
    CHECK (counted + reserved <= bought + adjusted)
) STRICT, WITHOUT ROWID;

CREATE INDEX impression_balances_by_tenant ON impression_balances (tenant, partner);

-- What a campaign has set aside; it bears the campaign's identifier.
CREATE TABLE impression_reservations (
    id BLOB PRIMARY KEY CHECK (length(id) = 16),
    partner BLOB NOT NULL CHECK (length(partner) = 16),
    reserved INTEGER NOT NULL DEFAULT 0 CHECK (reserved >= 0),
    counted INTEGER NOT NULL DEFAULT 0 CHECK (counted >= 0),
    returned INTEGER NOT NULL DEFAULT 0 CHECK (returned >= 0),
    -- What it can still show.
    remaining INTEGER NOT NULL GENERATED ALWAYS AS (reserved - counted - returned) STORED
        CHECK (remaining >= 0),
    UNIQUE (id, partner)
) STRICT, WITHOUT ROWID;

-- Those that have something left.
CREATE INDEX impression_reservations_live ON impression_reservations (partner, remaining)
WHERE remaining > 0;

-- Every movement, from one account to another.
CREATE TABLE impression_ledger (
    seq INTEGER PRIMARY KEY,
    at INTEGER NOT NULL,
    partner BLOB NOT NULL REFERENCES impression_balances (partner),
    kind TEXT NOT NULL CHECK (kind IN
        ('purchase', 'reservation', 'count', 'giveBack', 'increase', 'decrease')),
    from_account TEXT NOT NULL,
    to_account TEXT NOT NULL,
    amount INTEGER NOT NULL CHECK (amount > 0),
    request BLOB CHECK (length(request) = 16),
    campaign BLOB CHECK (length(campaign) = 16),
    reason TEXT,
    actor_kind TEXT NOT NULL CHECK (actor_kind IN ('user', 'endUser', 'service')),
    actor BLOB CHECK (length(actor) = 16),
    impersonator BLOB CHECK (length(impersonator) = 16),
    program TEXT,
    FOREIGN KEY (campaign, partner) REFERENCES impression_reservations (id, partner),
    CHECK (
        CASE kind
        WHEN 'purchase' THEN from_account = 'bought' AND to_account = 'available'
        WHEN 'reservation' THEN from_account = 'available' AND to_account = 'reserved'
        WHEN 'count' THEN from_account = 'reserved' AND to_account = 'counted'
        WHEN 'giveBack' THEN from_account = 'reserved' AND to_account = 'available'
        WHEN 'increase' THEN from_account = 'adjusted' AND to_account = 'available'
        WHEN 'decrease' THEN from_account = 'available' AND to_account = 'adjusted'
        END),
    CHECK ((kind = 'purchase') = (request IS NOT NULL)),
    CHECK ((kind IN ('reservation', 'count', 'giveBack')) = (campaign IS NOT NULL)),
    CHECK ((kind IN ('increase', 'decrease')) = (reason IS NOT NULL)),
    CHECK ((actor_kind = 'service') = (actor IS NULL))
) STRICT;

CREATE INDEX impression_ledger_by_partner ON impression_ledger (partner);

CREATE INDEX impression_ledger_by_kind ON impression_ledger (partner, kind);

CREATE INDEX impression_ledger_by_campaign ON impression_ledger (campaign)
WHERE campaign IS NOT NULL;

-- A request is credited once.
CREATE UNIQUE INDEX impression_ledger_once ON impression_ledger (request)
WHERE request IS NOT NULL;

CREATE TRIGGER impression_ledger_is_never_changed BEFORE UPDATE ON impression_ledger
BEGIN SELECT raise(ABORT, 'the ledger is append-only'); END;

CREATE TRIGGER impression_ledger_is_never_shortened BEFORE DELETE ON impression_ledger
BEGIN SELECT raise(ABORT, 'the ledger is append-only'); END;

-- The only place where balances and reservations change: no entry stands without its effect.
CREATE TRIGGER impression_ledger_counts AFTER INSERT ON impression_ledger
BEGIN
    UPDATE impression_balances SET
        version = version + iif(NEW.kind = 'count', 0, 1),
        bought = bought + iif(NEW.kind = 'purchase', NEW.amount, 0),
        adjusted = adjusted + CASE NEW.kind
            WHEN 'increase' THEN NEW.amount WHEN 'decrease' THEN -NEW.amount ELSE 0 END,
        reserved = reserved + CASE NEW.kind
            WHEN 'reservation' THEN NEW.amount
            WHEN 'count' THEN -NEW.amount WHEN 'giveBack' THEN -NEW.amount ELSE 0 END,
        counted = counted + iif(NEW.kind = 'count', NEW.amount, 0)
    WHERE partner = NEW.partner;
    UPDATE impression_reservations SET
        reserved = reserved + iif(NEW.kind = 'reservation', NEW.amount, 0),
        counted = counted + iif(NEW.kind = 'count', NEW.amount, 0),
        returned = returned + iif(NEW.kind = 'giveBack', NEW.amount, 0)
    WHERE id = NEW.campaign;
END;
