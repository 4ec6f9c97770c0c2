-- What end users are told in the app.
CREATE TABLE notifications (
    -- It never sinks: up to it somebody has read.
    seq INTEGER PRIMARY KEY AUTOINCREMENT,
    tenant BLOB NOT NULL CHECK (length(tenant) = 16),
    end_user BLOB NOT NULL CHECK (length(end_user) = 16),
    partner BLOB NOT NULL CHECK (length(partner) = 16),
    at INTEGER NOT NULL,
    kind TEXT NOT NULL CHECK (
        kind IN ('pointsAwarded', 'couponIssued', 'couponRedeemed', 'message', 'promo')
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
    title TEXT
) STRICT;

CREATE UNIQUE INDEX notifications_once ON notifications (end_user, kind, thing);

CREATE INDEX notifications_by_end_user ON notifications (end_user, seq);

CREATE INDEX notifications_by_age ON notifications (at);

CREATE INDEX notifications_by_tenant ON notifications (tenant, at);

-- Up to where end users have read them.
CREATE TABLE notification_marks (
    end_user BLOB PRIMARY KEY CHECK (length(end_user) = 16),
    read_to INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- Promos that have begun, of which followers are being told: up to whom, of which of their channels.
CREATE TABLE promo_notices (
    promo BLOB PRIMARY KEY CHECK (length(promo) = 16),
    tenant BLOB NOT NULL CHECK (length(tenant) = 16),
    partner BLOB NOT NULL CHECK (length(partner) = 16),
    title TEXT NOT NULL,
    -- JSON.
    channels TEXT NOT NULL,
    segment BLOB CHECK (length(segment) = 16),
    began_at INTEGER NOT NULL,
    channel INTEGER NOT NULL,
    told_to BLOB CHECK (length(told_to) = 16),
    -- When it goes on; null: all were told, or the promo has ended.
    due_at INTEGER
) STRICT, WITHOUT ROWID;

CREATE INDEX promo_notices_due ON promo_notices (due_at) WHERE due_at IS NOT NULL;
