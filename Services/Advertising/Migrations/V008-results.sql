-- Whom a campaign has been shown to, until it is finished: each counts once as reached.
CREATE TABLE campaign_reach (
    end_user BLOB NOT NULL CHECK (length(end_user) = 16),
    campaign BLOB NOT NULL REFERENCES campaigns (id),
    PRIMARY KEY (end_user, campaign)
) STRICT, WITHOUT ROWID;

CREATE INDEX campaign_reach_by_campaign ON campaign_reach (campaign);

-- What the partner calls it.
ALTER TABLE segments ADD COLUMN name TEXT NOT NULL DEFAULT '';

-- The placements of its tenant, as reports of a partner name them.
CREATE VIEW reported_placements AS
SELECT placements.id, partners.id AS partner,
    applications.name || ' / ' || placements.name AS name
FROM placements
JOIN partners ON partners.tenant = placements.tenant
JOIN applications ON applications.id = placements.application;
