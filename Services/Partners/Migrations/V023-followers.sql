-- How many follow any of a partner's channels, each person once.
CREATE TABLE partner_counts (
    partner BLOB PRIMARY KEY CHECK (length(partner) = 16),
    followers INTEGER NOT NULL CHECK (followers >= 0)
) STRICT, WITHOUT ROWID;

CREATE INDEX channel_followers_of_partner ON channel_followers (end_user, partner);

INSERT INTO partner_counts (partner, followers)
SELECT partner, count(DISTINCT end_user) FROM channel_followers GROUP BY partner;

CREATE TRIGGER partner_followers_come AFTER INSERT ON channel_followers
WHEN NOT EXISTS (
    SELECT 1 FROM channel_followers
    WHERE end_user = NEW.end_user AND partner = NEW.partner AND id <> NEW.id)
BEGIN
    INSERT INTO partner_counts (partner, followers) VALUES (NEW.partner, 1)
    ON CONFLICT (partner) DO UPDATE SET followers = followers + 1;
END;

CREATE TRIGGER partner_followers_go AFTER DELETE ON channel_followers
WHEN NOT EXISTS (
    SELECT 1 FROM channel_followers WHERE end_user = OLD.end_user AND partner = OLD.partner)
BEGIN
    UPDATE partner_counts SET followers = followers - 1 WHERE partner = OLD.partner;
END;
