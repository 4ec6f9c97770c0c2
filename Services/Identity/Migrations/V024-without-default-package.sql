-- A tenant's default package is partners' to give. What partners without a package of their own had of
-- their tenant's default one here stays theirs until partners tell of another.
INSERT INTO entitlements (id, version, products)
SELECT partners.id, 0, default_packages.products FROM partners
JOIN default_packages ON default_packages.tenant_id = partners.tenant_id
WHERE true ON CONFLICT (id) DO NOTHING;

DROP TABLE default_packages;
