-- What an add-on was when it was asked for says what is charged, whatever it has become since.
DROP TRIGGER charges_add_ons;

CREATE TRIGGER charges_add_ons AFTER UPDATE OF status ON requests
WHEN OLD.status <> 'approved' AND NEW.status = 'approved' AND NEW.kind IN ('addOns', 'partnership')
BEGIN
    INSERT INTO charges (
        tenant, partner, kind, name, price_minor, currency, period, from_at, until_at, add_on, raises,
        is_held)
    SELECT NEW.tenant, NEW.partner,
        iif(coalesce(value ->> '$.impressions', add_ons.impressions) > 0, 'impressions', 'addOn'),
        value ->> '$.name', value ->> '$.price.minorUnits', value ->> '$.price.currency',
        value ->> '$.price.period', NEW.decided_at,
        iif(value ->> '$.price.period' = 'once', NEW.decided_at, NULL),
        add_ons.id, value ->> '$.raises', value ->> '$.price.period' <> 'once'
    FROM json_each(NEW.items)
    JOIN add_ons ON add_ons.tenant = NEW.tenant
        AND hex(add_ons.id) = upper(replace(value ->> '$.addOnId', '-', ''));
    INSERT OR IGNORE INTO billing (partner, tenant, due_at) VALUES (NEW.partner, NEW.tenant, 0);
END;
