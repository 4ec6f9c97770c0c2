-- Until when a partner's months were billed: the next month of another time zone takes up there. Null: up to
-- the beginning of the next month.
ALTER TABLE billing ADD COLUMN billed_until INTEGER DEFAULT 0;

UPDATE billing SET billed_until = NULL WHERE month IS NOT NULL;

-- Partners whose operators have changed and were not counted yet.
CREATE TABLE operators_uncounted (
    partner BLOB PRIMARY KEY CHECK (length(partner) = 16)
) STRICT, WITHOUT ROWID;

CREATE TRIGGER operators_come AFTER INSERT ON operators
BEGIN
    INSERT OR IGNORE INTO operators_uncounted (partner) VALUES (NEW.partner);
END;

CREATE TRIGGER operators_go AFTER DELETE ON operators
BEGIN
    INSERT OR IGNORE INTO operators_uncounted (partner) VALUES (OLD.partner);
END;
