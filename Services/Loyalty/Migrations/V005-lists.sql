-- oldest program: V005
-- One index for each way in which entries are asked for: by partner, by point type, by what an
-- end user holds of a point type. An end user's whole history is read by holdings.
DROP INDEX ledger_by_end_user;

CREATE INDEX ledger_by_holding ON ledger (end_user, point_type);

CREATE INDEX ledger_by_point_type ON ledger (point_type);

CREATE INDEX coupons_published ON coupons (partner, id) WHERE status = 'published';
