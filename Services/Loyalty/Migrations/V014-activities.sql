-- On which days, counted from 1970 in UTC, end users last earned and last redeemed something at partners.
CREATE TABLE end_user_activities (
    id BLOB NOT NULL CHECK (length(id) = 16),
    end_user BLOB NOT NULL CHECK (length(end_user) = 16),
    partner BLOB NOT NULL CHECK (length(partner) = 16),
    tenant BLOB NOT NULL CHECK (length(tenant) = 16),
    version INTEGER NOT NULL,
    earned_on INTEGER,
    redeemed_on INTEGER,
    PRIMARY KEY (end_user, partner)
) STRICT, WITHOUT ROWID;

CREATE UNIQUE INDEX end_user_activities_by_id ON end_user_activities (id);

-- What was done before this table was there.
INSERT INTO end_user_activities
SELECT randomblob(16), end_user, partner, partners.tenant, 1, max(earned), max(redeemed)
FROM (
    SELECT end_user, partner, at / 86400000 AS earned, NULL AS redeemed
    FROM ledger WHERE kind = 'award'
    UNION ALL
    SELECT issued_coupons.end_user, issued_coupons.partner, NULL, redemptions.at / 86400000
    FROM redemptions JOIN issued_coupons ON issued_coupons.id = redemptions.issued_coupon
) AS done JOIN partners ON partners.id = done.partner
WHERE EXISTS (SELECT 1 FROM end_users WHERE id = done.end_user AND status <> 'erased')
GROUP BY end_user, partner;
