-- What an add-on adds to the limits of a package, as JSON.
ALTER TABLE add_ons ADD COLUMN raises TEXT CHECK (raises IS NULL OR json_valid(raises));

-- What the add-ons added when they were asked for.
ALTER TABLE requests ADD COLUMN raises TEXT CHECK (raises IS NULL OR json_valid(raises));

-- What a partner's approved add-ons add together.
ALTER TABLE impressions ADD COLUMN raises TEXT NOT NULL DEFAULT '{}' CHECK (json_valid(raises));

-- The same beside the package, since its event tells both.
ALTER TABLE partnerships ADD COLUMN raises TEXT NOT NULL DEFAULT '{}' CHECK (json_valid(raises));

-- What the package gives that the partner has asked for, while that waits.
ALTER TABLE partnerships ADD COLUMN asked TEXT CHECK (asked IS NULL OR json_valid(asked));

DROP TRIGGER requests_keep;

CREATE TRIGGER requests_keep BEFORE UPDATE ON requests
WHEN OLD.items IS NOT NEW.items OR OLD.terms IS NOT NEW.terms OR OLD.kind IS NOT NEW.kind
    OR OLD.impressions IS NOT NEW.impressions OR OLD.raises IS NOT NEW.raises
    OR OLD.preview IS NOT NEW.preview
    OR OLD.status <> 'pending' AND (OLD.status IS NOT NEW.status OR OLD.reason IS NOT NEW.reason
        OR OLD.decided_at IS NOT NEW.decided_at OR OLD.decided_by IS NOT NEW.decided_by)
BEGIN
    SELECT RAISE(ABORT, 'a request keeps what it saw and what was decided');
END;
