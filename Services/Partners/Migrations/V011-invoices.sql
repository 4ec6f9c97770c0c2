-- What partners are charged for, from when until when. Rows come with what they are of, in its transaction.
CREATE TABLE charges (
    seq INTEGER PRIMARY KEY,
    tenant BLOB NOT NULL CHECK (length(tenant) = 16),
    partner BLOB NOT NULL CHECK (length(partner) = 16),
    kind TEXT NOT NULL CHECK (kind IN ('package', 'addOn', 'impressions')),
    name TEXT NOT NULL,
    price_minor INTEGER NOT NULL CHECK (price_minor >= 0),
    currency TEXT NOT NULL CHECK (length(currency) = 3),
    period TEXT NOT NULL CHECK (period IN ('month', 'year', 'once')),
    from_at INTEGER NOT NULL,
    -- Null: it still holds. What is paid once ends when it begins.
    until_at INTEGER CHECK (until_at >= from_at)
) STRICT;

CREATE INDEX charges_by_partner ON charges (partner, from_at);

-- Which month of a partner is invoiced next, and when.
CREATE TABLE billing (
    partner BLOB PRIMARY KEY CHECK (length(partner) = 16),
    tenant BLOB NOT NULL CHECK (length(tenant) = 16),
    -- As 2026-11; null: it was not reckoned yet.
    month TEXT,
    due_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE INDEX billing_by_due ON billing (due_at);

CREATE TRIGGER charges_begin AFTER INSERT ON partnerships
BEGIN
    INSERT INTO charges (tenant, partner, kind, name, price_minor, currency, period, from_at)
    VALUES (NEW.tenant, NEW.id, 'package', NEW.name, NEW.price_minor, NEW.currency, NEW.period, NEW.since);
    INSERT OR IGNORE INTO billing (partner, tenant, due_at) VALUES (NEW.id, NEW.tenant, 0);
END;

CREATE TRIGGER charges_change AFTER UPDATE ON partnerships
WHEN OLD.package IS NOT NEW.package OR OLD.name IS NOT NEW.name OR OLD.price_minor IS NOT NEW.price_minor
    OR OLD.currency IS NOT NEW.currency OR OLD.period IS NOT NEW.period
BEGIN
    UPDATE charges SET until_at = max(NEW.since, from_at)
    WHERE partner = NEW.id AND kind = 'package' AND until_at IS NULL;
    INSERT INTO charges (tenant, partner, kind, name, price_minor, currency, period, from_at)
    VALUES (NEW.tenant, NEW.id, 'package', NEW.name, NEW.price_minor, NEW.currency, NEW.period, NEW.since);
END;

CREATE TRIGGER charges_add_ons AFTER UPDATE OF status ON requests
WHEN OLD.status <> 'approved' AND NEW.status = 'approved' AND NEW.kind IN ('addOns', 'partnership')
BEGIN
    INSERT INTO charges (tenant, partner, kind, name, price_minor, currency, period, from_at, until_at)
    SELECT NEW.tenant, NEW.partner, iif(add_ons.impressions > 0, 'impressions', 'addOn'),
        value ->> '$.name', value ->> '$.price.minorUnits', value ->> '$.price.currency',
        value ->> '$.price.period', NEW.decided_at,
        iif(value ->> '$.price.period' = 'once', NEW.decided_at, NULL)
    FROM json_each(NEW.items)
    JOIN add_ons ON add_ons.tenant = NEW.tenant
        AND hex(add_ons.id) = upper(replace(value ->> '$.addOnId', '-', ''));
    INSERT OR IGNORE INTO billing (partner, tenant, due_at) VALUES (NEW.partner, NEW.tenant, 0);
END;

INSERT INTO charges (tenant, partner, kind, name, price_minor, currency, period, from_at)
SELECT tenant, id, 'package', name, price_minor, currency, period, since FROM partnerships;

INSERT INTO charges (tenant, partner, kind, name, price_minor, currency, period, from_at, until_at)
SELECT requests.tenant, partner, iif(add_ons.impressions > 0, 'impressions', 'addOn'),
    value ->> '$.name', value ->> '$.price.minorUnits', value ->> '$.price.currency',
    value ->> '$.price.period', decided_at,
    iif(value ->> '$.price.period' = 'once', decided_at, NULL)
FROM requests, json_each(items)
JOIN add_ons ON add_ons.tenant = requests.tenant
    AND hex(add_ons.id) = upper(replace(value ->> '$.addOnId', '-', ''))
WHERE requests.status = 'approved' AND kind IN ('addOns', 'partnership');

INSERT OR IGNORE INTO billing (partner, tenant, due_at) SELECT partner, tenant, 0 FROM charges;

-- Who answers in a partner's chat, and how many there were from when on.
CREATE TABLE operators (
    id BLOB PRIMARY KEY CHECK (length(id) = 16),
    partner BLOB NOT NULL CHECK (length(partner) = 16)
) STRICT, WITHOUT ROWID;

CREATE INDEX operators_by_partner ON operators (partner);

CREATE TABLE operator_counts (
    seq INTEGER PRIMARY KEY,
    partner BLOB NOT NULL CHECK (length(partner) = 16),
    at INTEGER NOT NULL,
    count INTEGER NOT NULL CHECK (count >= 0)
) STRICT;

CREATE INDEX operator_counts_by_partner ON operator_counts (partner, at, seq);

-- When partners were suspended; null: it still is.
CREATE TABLE suspensions (
    partner BLOB NOT NULL CHECK (length(partner) = 16),
    from_at INTEGER NOT NULL,
    until_at INTEGER CHECK (until_at >= from_at),
    PRIMARY KEY (partner, from_at)
) STRICT, WITHOUT ROWID;

-- What an operator costs a month; a price holds for months that begin after it was set.
CREATE TABLE operator_prices (
    tenant BLOB NOT NULL CHECK (length(tenant) = 16),
    from_at INTEGER NOT NULL,
    minor_units INTEGER NOT NULL CHECK (minor_units >= 0),
    currency TEXT NOT NULL CHECK (length(currency) = 3),
    PRIMARY KEY (tenant, from_at)
) STRICT, WITHOUT ROWID;

CREATE TABLE invoices (
    seq INTEGER PRIMARY KEY,
    id BLOB NOT NULL UNIQUE CHECK (length(id) = 16),
    tenant BLOB NOT NULL CHECK (length(tenant) = 16),
    partner BLOB NOT NULL CHECK (length(partner) = 16),
    -- 1, 2, 3 … of the tenant.
    number INTEGER NOT NULL CHECK (number > 0),
    kind TEXT NOT NULL CHECK (kind IN ('invoice', 'credit')),
    -- As 2026-11.
    month TEXT NOT NULL,
    partner_name TEXT NOT NULL,
    -- What the tenant's billing system called the partner.
    billing_id TEXT,
    currency TEXT NOT NULL CHECK (length(currency) = 3),
    total_minor INTEGER NOT NULL,
    issued_at INTEGER NOT NULL,
    -- Of a credit: the invoice, who gave it, and why.
    credits BLOB REFERENCES invoices (id),
    issued_by BLOB CHECK (length(issued_by) = 16),
    reason TEXT,
    CHECK ((kind = 'credit') = (credits IS NOT NULL)),
    CHECK ((kind = 'credit') = (reason IS NOT NULL)),
    CHECK ((kind = 'credit') = (total_minor < 0))
) STRICT;

CREATE UNIQUE INDEX invoices_by_number ON invoices (tenant, number);

CREATE INDEX invoices_by_month ON invoices (tenant, month, number);

-- For files, whose lines come in the order of their rows.
CREATE INDEX invoices_of_tenant ON invoices (tenant);

CREATE INDEX invoices_of_month ON invoices (tenant, month);

CREATE INDEX invoices_by_partner ON invoices (partner, number);

CREATE UNIQUE INDEX invoices_once ON invoices (partner, month, currency) WHERE kind = 'invoice';

CREATE INDEX invoices_credits ON invoices (credits) WHERE credits IS NOT NULL;

CREATE TABLE invoice_lines (
    invoice BLOB NOT NULL REFERENCES invoices (id),
    position INTEGER NOT NULL CHECK (position >= 1),
    kind TEXT NOT NULL CHECK (kind IN ('package', 'addOn', 'impressions', 'operators', 'credit')),
    name TEXT NOT NULL,
    quantity INTEGER NOT NULL CHECK (quantity > 0),
    unit_minor INTEGER NOT NULL,
    period TEXT NOT NULL CHECK (period IN ('month', 'year', 'once')),
    -- The first and the last day, as 2026-11-01.
    from_day TEXT NOT NULL,
    until_day TEXT NOT NULL,
    days INTEGER NOT NULL CHECK (days > 0),
    of_days INTEGER NOT NULL CHECK (of_days >= days),
    amount_minor INTEGER NOT NULL,
    PRIMARY KEY (invoice, position)
) STRICT, WITHOUT ROWID;

CREATE TRIGGER invoices_stay BEFORE UPDATE ON invoices
BEGIN
    SELECT RAISE(ABORT, 'an invoice is never changed');
END;

CREATE TRIGGER invoices_remain BEFORE DELETE ON invoices
BEGIN
    SELECT RAISE(ABORT, 'an invoice is never changed');
END;

CREATE TRIGGER invoice_lines_stay BEFORE UPDATE ON invoice_lines
BEGIN
    SELECT RAISE(ABORT, 'an invoice is never changed');
END;

CREATE TRIGGER invoice_lines_remain BEFORE DELETE ON invoice_lines
BEGIN
    SELECT RAISE(ABORT, 'an invoice is never changed');
END;
