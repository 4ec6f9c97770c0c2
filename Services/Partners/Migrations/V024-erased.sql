-- A reason is free text to a stranger: it can be erased with what they said of themselves, and nothing else.
DROP TRIGGER requests_keep;

CREATE TRIGGER requests_keep BEFORE UPDATE ON requests
WHEN OLD.items IS NOT NEW.items OR OLD.terms IS NOT NEW.terms OR OLD.kind IS NOT NEW.kind
    OR OLD.impressions IS NOT NEW.impressions OR OLD.preview IS NOT NEW.preview
    OR OLD.status <> 'pending' AND (OLD.status IS NOT NEW.status
        OR OLD.reason IS NOT NEW.reason AND (NEW.kind <> 'partnership' OR NEW.reason IS NOT '(erased)')
        OR OLD.decided_at IS NOT NEW.decided_at OR OLD.decided_by IS NOT NEW.decided_by)
BEGIN
    SELECT RAISE(ABORT, 'a request keeps what it saw and what was decided');
END;

DROP TRIGGER decisions_stay;

CREATE TRIGGER decisions_stay BEFORE UPDATE ON decisions
WHEN OLD.kind <> 'partnership' OR NEW.reason IS NOT '(erased)' OR OLD.reason IS NULL
    OR OLD.seq IS NOT NEW.seq OR OLD.request IS NOT NEW.request OR OLD.tenant IS NOT NEW.tenant
    OR OLD.desk IS NOT NEW.desk OR OLD.kind IS NOT NEW.kind OR OLD.title IS NOT NEW.title
    OR OLD.partner_name IS NOT NEW.partner_name OR OLD.name_key IS NOT NEW.name_key
    OR OLD.items IS NOT NEW.items OR OLD.decision IS NOT NEW.decision
    OR OLD.decided_at IS NOT NEW.decided_at OR OLD.decided_by IS NOT NEW.decided_by
BEGIN
    SELECT RAISE(ABORT, 'the history is never changed');
END;
