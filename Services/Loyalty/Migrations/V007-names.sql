-- Events of a point type or a coupon name their tenant without a look at the partner.
ALTER TABLE point_types ADD COLUMN tenant BLOB CHECK (length(tenant) = 16);
ALTER TABLE coupons ADD COLUMN tenant BLOB CHECK (length(tenant) = 16);
UPDATE point_types SET tenant = (SELECT tenant FROM partners WHERE partners.id = partner);
UPDATE coupons SET tenant = (SELECT tenant FROM partners WHERE partners.id = partner);

-- Whether name_key and title_key are folded. SQL can't fold: the program does it when it starts.
-- Until then keys of names are such that none stands in the way of another.
ALTER TABLE point_types ADD COLUMN key_form INTEGER NOT NULL DEFAULT 0;
ALTER TABLE coupons ADD COLUMN key_form INTEGER NOT NULL DEFAULT 0;
UPDATE point_types SET name_key = hex(id);
CREATE INDEX point_types_unfolded ON point_types (key_form, id) WHERE key_form = 0;
CREATE INDEX coupons_unfolded ON coupons (key_form, id) WHERE key_form = 0;

-- Counts names that differed under an older folding and are the same now; 0 for all others.
ALTER TABLE point_types ADD COLUMN namesake INTEGER NOT NULL DEFAULT 0;
DROP INDEX point_types_by_name;
CREATE UNIQUE INDEX point_types_by_name ON point_types (partner, name_key, namesake)
WHERE status = 'active';

-- Lists by status, and those that are not archived are counted.
CREATE INDEX point_types_by_status ON point_types (partner, status, id);
CREATE INDEX coupons_by_status ON coupons (partner, status, id);
DROP INDEX coupons_published;
