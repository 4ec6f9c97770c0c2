-- Those of one partner and one month: along either alone, a page looked at all of it.
CREATE INDEX invoices_of_partner_in_month ON invoices (tenant, partner, month);

-- What others than followers see, who need not look at all the rest.
CREATE INDEX promos_for_everybody ON promos (tenant, started_at, seq)
    WHERE status = 'live' AND reach = 'everybody';
