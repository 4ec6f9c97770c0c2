-- A restored identity may not know a partner any more: it does no business and is not billed until identity
-- tells of it again.
ALTER TABLE standings ADD COLUMN is_lost INTEGER NOT NULL DEFAULT 0 CHECK (is_lost IN (0, 1));

-- What everything goes by.
ALTER TABLE standings ADD COLUMN present_status TEXT NOT NULL
    GENERATED ALWAYS AS (iif(is_lost = 1, 'suspended', status)) VIRTUAL;

DROP INDEX standings_by_status;

CREATE INDEX standings_by_status ON standings (tenant, present_status, name_key, id);

DROP TRIGGER channels_hide_with_standing;

DROP TRIGGER partners_follow_standing;

DROP TRIGGER partners_begin_with_standing;

DROP TRIGGER partners_keep_standing;

DROP VIEW partners_without_channels;

CREATE VIEW partners_without_channels AS
    SELECT id FROM standings WHERE present_status <> 'active'
    UNION ALL
    SELECT id FROM partnerships WHERE instr(products, '"channels"') = 0;

CREATE TRIGGER channels_hide_with_standing AFTER UPDATE OF status, is_lost ON standings
WHEN OLD.present_status <> NEW.present_status
BEGIN
    UPDATE channels
    SET is_hidden = EXISTS (SELECT 1 FROM partners_without_channels WHERE id = NEW.id)
    WHERE partner = NEW.id AND status IN ('draft', 'published', 'unpublished')
        AND is_hidden <> EXISTS (SELECT 1 FROM partners_without_channels WHERE id = NEW.id);
END;

CREATE TRIGGER partners_follow_standing AFTER UPDATE OF status, is_lost ON standings
WHEN OLD.present_status <> NEW.present_status
BEGIN
    UPDATE partners SET status = NEW.present_status WHERE id = NEW.id AND status <> NEW.present_status;
END;

CREATE TRIGGER partners_begin_with_standing AFTER INSERT ON partners
WHEN EXISTS (SELECT 1 FROM standings WHERE id = NEW.id AND present_status <> NEW.status)
BEGIN
    UPDATE partners SET status = (SELECT present_status FROM standings WHERE id = NEW.id)
    WHERE id = NEW.id;
END;

CREATE TRIGGER partners_keep_standing AFTER UPDATE OF status ON partners
WHEN EXISTS (SELECT 1 FROM standings WHERE id = NEW.id AND present_status <> NEW.status)
BEGIN
    UPDATE partners SET status = (SELECT present_status FROM standings WHERE id = NEW.id)
    WHERE id = NEW.id;
END;
