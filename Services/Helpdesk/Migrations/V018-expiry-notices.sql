-- Points that end soon are told of, in their partner's words.
CREATE TABLE new_notifications (
    -- It never sinks: up to it somebody has read.
    seq INTEGER PRIMARY KEY AUTOINCREMENT,
    tenant BLOB NOT NULL CHECK (length(tenant) = 16),
    end_user BLOB NOT NULL CHECK (length(end_user) = 16),
    partner BLOB NOT NULL CHECK (length(partner) = 16),
    at INTEGER NOT NULL,
    kind TEXT NOT NULL CHECK (
        kind IN (
            'pointsAwarded', 'pointsExpiring', 'couponIssued', 'couponRedeemed', 'message', 'promo'
        )
    ),
    -- The award, the copy of a coupon with its use, the broadcast, the promo: told once.
    thing TEXT NOT NULL,
    channel BLOB CHECK (length(channel) = 16),
    point_type BLOB CHECK (length(point_type) = 16),
    amount INTEGER,
    coupon BLOB CHECK (length(coupon) = 16),
    issued_coupon BLOB CHECK (length(issued_coupon) = 16),
    broadcast BLOB CHECK (length(broadcast) = 16),
    promo BLOB CHECK (length(promo) = 16),
    -- What the promo was called then.
    title TEXT,
    -- What the partner says.
    text TEXT
) STRICT;

INSERT INTO new_notifications (
    seq, tenant, end_user, partner, at, kind, thing, channel, point_type, amount, coupon,
    issued_coupon, broadcast, promo, title)
SELECT seq, tenant, end_user, partner, at, kind, thing, channel, point_type, amount, coupon,
    issued_coupon, broadcast, promo, title
FROM notifications;

-- A place whose notification is purged is given to no other.
DELETE FROM sqlite_sequence WHERE name = 'new_notifications';

INSERT INTO sqlite_sequence (name, seq)
SELECT 'new_notifications', seq FROM sqlite_sequence WHERE name = 'notifications';

DROP TABLE notifications;

ALTER TABLE new_notifications RENAME TO notifications;

CREATE UNIQUE INDEX notifications_once ON notifications (end_user, kind, thing);

CREATE INDEX notifications_by_end_user ON notifications (end_user, seq);

CREATE INDEX notifications_by_age ON notifications (at);

CREATE INDEX notifications_by_tenant ON notifications (tenant, at);
