-- Impressions that advertising sells are charged once, when they are approved.
CREATE TRIGGER charges_advertising AFTER UPDATE OF status ON requests
WHEN OLD.status <> 'approved' AND NEW.status = 'approved' AND NEW.kind = 'advertisingPackage'
BEGIN
    INSERT INTO charges (
        tenant, partner, kind, name, price_minor, currency, period, from_at, until_at)
    SELECT NEW.tenant, NEW.partner, 'impressions', value ->> '$.name',
        value ->> '$.price.minorUnits', value ->> '$.price.currency', value ->> '$.price.period',
        NEW.decided_at, NEW.decided_at
    FROM json_each(NEW.items);
    INSERT OR IGNORE INTO billing (partner, tenant, due_at) VALUES (NEW.partner, NEW.tenant, 0);
END;
