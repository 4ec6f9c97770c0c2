-- oldest program: V003
-- How much of its quotas of a day each program and tenant has used, at most.
CREATE TABLE quota_days (
    day INTEGER NOT NULL,
    holder TEXT NOT NULL,
    quota TEXT NOT NULL,
    used INTEGER NOT NULL,
    PRIMARY KEY (day, holder, quota)
) STRICT;
