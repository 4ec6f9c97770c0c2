-- oldest program: V007
-- The tables of people and partners are the kit's from now on; these columns are what it adds.
ALTER TABLE tenants ADD COLUMN currency TEXT NOT NULL DEFAULT '';

-- Tenants are read anew, with their currency.
DELETE FROM follower_kinds WHERE name = 'identity' AND kind = 'identity.v1/TenantChanged';
