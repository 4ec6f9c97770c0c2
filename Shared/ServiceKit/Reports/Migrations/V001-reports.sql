-- What happened, added up by quarters of an hour, so that the days of every zone are sums of them.
CREATE TABLE report_sums (
    partner BLOB NOT NULL CHECK (length(partner) = 16),
    measure TEXT NOT NULL,
    -- Quarters of an hour since 1970 in UTC.
    slot INTEGER NOT NULL,
    -- A point type, a coupon, a channel.
    thing BLOB NOT NULL CHECK (length(thing) = 16),
    value INTEGER NOT NULL,
    PRIMARY KEY (partner, measure, slot, thing)
) STRICT, WITHOUT ROWID;

-- How many there were at the end of the quarters in which that changed.
CREATE TABLE report_levels (
    partner BLOB NOT NULL CHECK (length(partner) = 16),
    measure TEXT NOT NULL,
    thing BLOB NOT NULL CHECK (length(thing) = 16),
    slot INTEGER NOT NULL,
    value INTEGER NOT NULL,
    PRIMARY KEY (partner, measure, thing, slot)
) STRICT, WITHOUT ROWID;

-- How far what is older than these tables has been counted.
CREATE TABLE report_backlogs (
    name TEXT PRIMARY KEY,
    -- The key of the last row that was counted, or -1, which is before all; and of the last that is to be.
    place ANY NOT NULL,
    bound ANY,
    is_done INTEGER NOT NULL CHECK (is_done IN (0, 1))
) STRICT, WITHOUT ROWID;
