-- What partners use of what packages limit, as the owners of the things tell.
CREATE TABLE coupons (
    id BLOB PRIMARY KEY CHECK (length(id) = 16),
    version INTEGER NOT NULL,
    partner BLOB NOT NULL CHECK (length(partner) = 16),
    is_published INTEGER NOT NULL CHECK (is_published IN (0, 1))
) STRICT, WITHOUT ROWID;

CREATE INDEX coupons_published ON coupons (partner) WHERE is_published = 1;
