-- The points that end users have, by point type and by the month of the tenant's calendar in which they were given.
CREATE TABLE point_ages (
    seq INTEGER PRIMARY KEY,
    tenant BLOB NOT NULL CHECK (length(tenant) = 16),
    partner BLOB NOT NULL CHECK (length(partner) = 16),
    point_type BLOB NOT NULL REFERENCES point_types (id),
    -- As `2026-10`.
    month TEXT NOT NULL CHECK (length(month) = 7),
    UNIQUE (point_type, month)
) STRICT;

CREATE INDEX point_ages_by_tenant ON point_ages (tenant, seq);

CREATE INDEX point_ages_by_partner ON point_ages (partner, seq);

-- By how much they changed on a day of the tenant's calendar, counted from 1970.
CREATE TABLE point_age_days (
    age INTEGER NOT NULL REFERENCES point_ages (seq),
    day INTEGER NOT NULL,
    change INTEGER NOT NULL,
    PRIMARY KEY (age, day)
) STRICT, WITHOUT ROWID;

-- Which of them the points of a lot are; decided with the award.
ALTER TABLE lots ADD COLUMN age INTEGER;

-- What came back into lots, and went on.
CREATE INDEX ledger_returned ON ledger (lot, seq)
WHERE kind IN ('refund', 'release', 'reversal', 'settlement');

-- The last entry of the ledger that is counted there.
CREATE TABLE point_age_marks (
    id INTEGER PRIMARY KEY CHECK (id = 1),
    entry INTEGER NOT NULL
) STRICT;

INSERT INTO point_age_marks VALUES (1, 0);
