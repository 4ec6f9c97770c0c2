-- How many requests for ads came from a placement on a day of the tenant's zone.
CREATE TABLE ad_traffic (
    tenant BLOB NOT NULL CHECK (length(tenant) = 16),
    -- Counted from 1970.
    day INTEGER NOT NULL,
    placement BLOB NOT NULL CHECK (length(placement) = 16),
    -- When the day began.
    day_at INTEGER NOT NULL,
    requests INTEGER NOT NULL CHECK (requests >= 0)
) STRICT;

CREATE UNIQUE INDEX ad_traffic_once ON ad_traffic (tenant, day, placement);

-- Where the day was long ago.
CREATE INDEX ad_traffic_by_day ON ad_traffic (day_at);
