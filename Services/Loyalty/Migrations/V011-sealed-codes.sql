-- A code as it is typed opens a coupon, so the database has a keyed hash to find it by, and the code
-- sealed to show it again. Both need a key that SQL has not: the service writes them when it starts.
ALTER TABLE issued_coupons RENAME COLUMN code TO code_hash;
ALTER TABLE issued_coupons ADD COLUMN sealed_code BLOB;
CREATE INDEX issued_coupons_unsealed ON issued_coupons (sealed_code, id)
WHERE sealed_code IS NULL;
