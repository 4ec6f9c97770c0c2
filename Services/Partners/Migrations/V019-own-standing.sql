-- Whether a partner may do business is its tenant's word from the moment that it is given. Identity follows it
-- and repeats it, later; what it repeats changes nothing here.
DROP TRIGGER channels_hide_with_standing;

DROP TRIGGER channels_hide_with_package;

DROP TRIGGER channels_hide_with_first_package;

DROP VIEW partners_without_channels;

CREATE VIEW partners_without_channels AS
    SELECT id FROM standings WHERE status <> 'active'
    UNION ALL
    SELECT id FROM partnerships WHERE instr(products, '"channels"') = 0;

-- Of the channels only those that change: each of them is written to the index of places.
CREATE TRIGGER channels_hide_with_standing AFTER UPDATE OF status ON standings
WHEN OLD.status <> NEW.status
BEGIN
    UPDATE channels
    SET is_hidden = EXISTS (SELECT 1 FROM partners_without_channels WHERE id = NEW.id)
    WHERE partner = NEW.id AND status IN ('draft', 'published', 'unpublished')
        AND is_hidden <> EXISTS (SELECT 1 FROM partners_without_channels WHERE id = NEW.id);
END;

CREATE TRIGGER channels_hide_with_first_standing AFTER INSERT ON standings
BEGIN
    UPDATE channels
    SET is_hidden = EXISTS (SELECT 1 FROM partners_without_channels WHERE id = NEW.id)
    WHERE partner = NEW.id AND status IN ('draft', 'published', 'unpublished')
        AND is_hidden <> EXISTS (SELECT 1 FROM partners_without_channels WHERE id = NEW.id);
END;

CREATE TRIGGER channels_hide_with_package AFTER UPDATE OF products ON partnerships
WHEN OLD.products <> NEW.products
BEGIN
    UPDATE channels
    SET is_hidden = EXISTS (SELECT 1 FROM partners_without_channels WHERE id = NEW.id)
    WHERE partner = NEW.id AND status IN ('draft', 'published', 'unpublished')
        AND is_hidden <> EXISTS (SELECT 1 FROM partners_without_channels WHERE id = NEW.id);
END;

CREATE TRIGGER channels_hide_with_first_package AFTER INSERT ON partnerships
BEGIN
    UPDATE channels
    SET is_hidden = EXISTS (SELECT 1 FROM partners_without_channels WHERE id = NEW.id)
    WHERE partner = NEW.id AND status IN ('draft', 'published', 'unpublished')
        AND is_hidden <> EXISTS (SELECT 1 FROM partners_without_channels WHERE id = NEW.id);
END;

-- The kit's table of partners says the same, so that whatever asks it is answered with the tenant's word.
CREATE TRIGGER partners_follow_standing AFTER UPDATE OF status ON standings
WHEN OLD.status <> NEW.status
BEGIN
    UPDATE partners SET status = NEW.status WHERE id = NEW.id AND status <> NEW.status;
END;

CREATE TRIGGER partners_begin_with_standing AFTER INSERT ON partners
WHEN EXISTS (SELECT 1 FROM standings WHERE id = NEW.id AND status <> NEW.status)
BEGIN
    UPDATE partners SET status = (SELECT status FROM standings WHERE id = NEW.id) WHERE id = NEW.id;
END;

CREATE TRIGGER partners_keep_standing AFTER UPDATE OF status ON partners
WHEN EXISTS (SELECT 1 FROM standings WHERE id = NEW.id AND status <> NEW.status)
BEGIN
    UPDATE partners SET status = (SELECT status FROM standings WHERE id = NEW.id) WHERE id = NEW.id;
END;

-- Days that cost nothing begin and end with the step itself.
CREATE TRIGGER suspensions_begin AFTER UPDATE OF status ON standings
WHEN OLD.status = 'active' AND NEW.status = 'suspended'
BEGIN
    INSERT OR IGNORE INTO suspensions (partner, from_at) VALUES (NEW.id, NEW.status_since);
END;

CREATE TRIGGER suspensions_begin_with_standing AFTER INSERT ON standings
WHEN NEW.status = 'suspended'
BEGIN
    INSERT OR IGNORE INTO suspensions (partner, from_at) VALUES (NEW.id, NEW.status_since);
END;

CREATE TRIGGER suspensions_end AFTER UPDATE OF status ON standings
WHEN OLD.status = 'suspended' AND NEW.status = 'active'
BEGIN
    UPDATE suspensions SET until_at = max(NEW.status_since, from_at)
    WHERE partner = NEW.id AND until_at IS NULL;
END;

UPDATE partners SET status = (SELECT status FROM standings WHERE standings.id = partners.id)
WHERE EXISTS (SELECT 1 FROM standings WHERE standings.id = partners.id AND standings.status <> partners.status);

UPDATE channels SET is_hidden = EXISTS (SELECT 1 FROM partners_without_channels WHERE id = channels.partner)
WHERE status <> 'archived'
    AND is_hidden <> EXISTS (SELECT 1 FROM partners_without_channels WHERE id = channels.partner);

UPDATE suspensions SET until_at = max(from_at, (SELECT status_since FROM standings WHERE id = partner))
WHERE until_at IS NULL AND EXISTS (SELECT 1 FROM standings WHERE id = partner AND status = 'active');

INSERT OR IGNORE INTO suspensions (partner, from_at)
SELECT id, status_since FROM standings
WHERE status = 'suspended'
    AND NOT EXISTS (SELECT 1 FROM suspensions WHERE partner = standings.id AND until_at IS NULL);
