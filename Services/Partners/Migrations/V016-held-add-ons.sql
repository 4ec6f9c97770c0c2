-- Add-ons by the month or the year end when the partner says so, with their period.
ALTER TABLE charges ADD COLUMN add_on BLOB CHECK (length(add_on) = 16);

-- What it adds to the package's limits, as JSON.
ALTER TABLE charges ADD COLUMN raises TEXT CHECK (raises IS NULL OR json_valid(raises));

-- Whether the balance and the limits have it; until_at is when it ends, once the partner has said so.
ALTER TABLE charges ADD COLUMN is_held INTEGER NOT NULL DEFAULT 0 CHECK (is_held IN (0, 1));

CREATE INDEX charges_held ON charges (partner, add_on) WHERE is_held = 1;

CREATE INDEX charges_ending ON charges (until_at) WHERE is_held = 1 AND until_at IS NOT NULL;

-- What add-ons that end take from the limits, as JSON.
ALTER TABLE partnerships ADD COLUMN ending TEXT NOT NULL DEFAULT '{}' CHECK (json_valid(ending));

DROP TRIGGER charges_add_ons;

CREATE TRIGGER charges_add_ons AFTER UPDATE OF status ON requests
WHEN OLD.status <> 'approved' AND NEW.status = 'approved' AND NEW.kind IN ('addOns', 'partnership')
BEGIN
    INSERT INTO charges (
        tenant, partner, kind, name, price_minor, currency, period, from_at, until_at, add_on, raises,
        is_held)
    SELECT NEW.tenant, NEW.partner, iif(add_ons.impressions > 0, 'impressions', 'addOn'),
        value ->> '$.name', value ->> '$.price.minorUnits', value ->> '$.price.currency',
        value ->> '$.price.period', NEW.decided_at,
        iif(value ->> '$.price.period' = 'once', NEW.decided_at, NULL),
        add_ons.id, value ->> '$.raises', value ->> '$.price.period' <> 'once'
    FROM json_each(NEW.items)
    JOIN add_ons ON add_ons.tenant = NEW.tenant
        AND hex(add_ons.id) = upper(replace(value ->> '$.addOnId', '-', ''));
    INSERT OR IGNORE INTO billing (partner, tenant, due_at) VALUES (NEW.partner, NEW.tenant, 0);
END;

-- Those that were bought before.
DELETE FROM charges WHERE kind <> 'package' AND until_at IS NULL;

INSERT INTO charges (
    tenant, partner, kind, name, price_minor, currency, period, from_at, add_on, raises, is_held)
SELECT requests.tenant, partner, iif(add_ons.impressions > 0, 'impressions', 'addOn'),
    value ->> '$.name', value ->> '$.price.minorUnits', value ->> '$.price.currency',
    value ->> '$.price.period', decided_at, add_ons.id, add_ons.raises, 1
FROM requests, json_each(items)
JOIN add_ons ON add_ons.tenant = requests.tenant
    AND hex(add_ons.id) = upper(replace(value ->> '$.addOnId', '-', ''))
WHERE requests.status = 'approved' AND kind IN ('addOns', 'partnership')
    AND value ->> '$.price.period' <> 'once';

-- What happened to partners, with the ends of add-ons.
CREATE TABLE new_activities (
    seq INTEGER PRIMARY KEY,
    partner BLOB NOT NULL CHECK (length(partner) = 16),
    kind TEXT NOT NULL CHECK (kind IN (
        'joined', 'packageGiven', 'requested', 'approved', 'rejected', 'cancelled', 'suspended',
        'reactivated', 'addOnEnding', 'addOnKept', 'addOnEnded')),
    at INTEGER NOT NULL,
    request BLOB CHECK (length(request) = 16),
    title TEXT,
    reason TEXT
) STRICT;

INSERT INTO new_activities (seq, partner, kind, at, request, title, reason)
SELECT seq, partner, kind, at, request, title, reason FROM activities;

DROP TABLE activities;

ALTER TABLE new_activities RENAME TO activities;

CREATE INDEX activities_by_partner ON activities (partner, seq);
