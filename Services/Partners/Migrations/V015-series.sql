-- After a restore that lost invoices, numbers begin anew in another series: none is given twice.
CREATE TABLE invoice_series (
    seq INTEGER PRIMARY KEY,
    -- When it began, as 20261128T003612Z.
    name TEXT NOT NULL UNIQUE CHECK (name <> '')
) STRICT;

-- Empty: the first one.
ALTER TABLE invoices ADD COLUMN series TEXT NOT NULL DEFAULT '';

DROP INDEX invoices_by_number;

DROP INDEX invoices_by_month;

DROP INDEX invoices_by_partner;

CREATE UNIQUE INDEX invoices_by_number ON invoices (tenant, series, number);

CREATE INDEX invoices_by_partner ON invoices (partner);
