-- An end user's coupons of one state, those that are held among them.
CREATE INDEX issued_coupons_by_state ON issued_coupons (end_user, status, id);
DROP INDEX issued_coupons_held;

-- The next coupon that somebody saves for.
CREATE INDEX coupons_by_price ON coupons (price_type, price_amount)
WHERE status = 'published' AND price_type IS NOT NULL;
