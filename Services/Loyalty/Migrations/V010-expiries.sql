-- What is left in an end user's lots of one type that expire at one moment. However many lots there
-- are, there is a row for each day on which some expire: so balances and next expiries are read from
-- here, and what is due is found here.
CREATE TABLE expiries (
    end_user BLOB NOT NULL,
    point_type BLOB NOT NULL,
    expires_at INTEGER NOT NULL,
    amount INTEGER NOT NULL CHECK (amount >= 0),
    PRIMARY KEY (end_user, point_type, expires_at)
) STRICT, WITHOUT ROWID;

INSERT INTO expiries SELECT end_user, point_type, expires_at, sum(remaining) FROM lots
WHERE remaining > 0 AND expires_at IS NOT NULL GROUP BY end_user, point_type, expires_at;

CREATE INDEX expiries_due ON expiries (expires_at);
DROP INDEX lots_expiring;

-- In the order in which they are spent; nothing else is asked of it any more.
DROP INDEX lots_open;
CREATE INDEX lots_open ON lots (end_user, point_type, expires_at) WHERE remaining > 0;

CREATE TRIGGER lots_expire_when_given AFTER INSERT ON lots
WHEN new.expires_at IS NOT NULL AND new.remaining > 0
BEGIN
    INSERT INTO expiries VALUES (new.end_user, new.point_type, new.expires_at, new.remaining)
    ON CONFLICT DO UPDATE SET amount = amount + excluded.amount;
END;

CREATE TRIGGER lots_expire_when_put_back AFTER UPDATE OF remaining ON lots
WHEN new.expires_at IS NOT NULL AND new.remaining > old.remaining
BEGIN
    INSERT INTO expiries
    VALUES (new.end_user, new.point_type, new.expires_at, new.remaining - old.remaining)
    ON CONFLICT DO UPDATE SET amount = amount + excluded.amount;
END;

CREATE TRIGGER lots_expire_no_more_when_taken AFTER UPDATE OF remaining ON lots
WHEN new.expires_at IS NOT NULL AND new.remaining < old.remaining
BEGIN
    UPDATE expiries SET amount = amount + new.remaining - old.remaining
    WHERE end_user = new.end_user AND point_type = new.point_type
        AND expires_at = new.expires_at;
    DELETE FROM expiries
    WHERE end_user = new.end_user AND point_type = new.point_type
        AND expires_at = new.expires_at AND amount = 0;
END;
