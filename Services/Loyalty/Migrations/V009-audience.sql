-- oldest program: V008
-- Events that were told before end users could read what concerns them.
INSERT INTO event_audience (bucket, id, seq)
SELECT events.seq >> 10, lots.end_user, events.seq
FROM events JOIN lots ON lots.id = events.subject
WHERE events.kind IN (
    'loyalty.v1/PointsAwarded', 'loyalty.v1/AwardReversed', 'loyalty.v1/PointsExpired'
);

INSERT INTO event_audience (bucket, id, seq)
SELECT events.seq >> 10, issued_coupons.end_user, events.seq
FROM events JOIN issued_coupons ON issued_coupons.id = events.subject
WHERE events.kind IN (
    'loyalty.v1/CouponIssued', 'loyalty.v1/CouponRedeemed', 'loyalty.v1/CouponRevoked',
    'loyalty.v1/PointsSpent'
);
