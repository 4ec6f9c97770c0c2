-- How many chat operators a partner may have: by its package, and by the one that it has asked for.
ALTER TABLE entitlements ADD COLUMN chat_operators INTEGER;
ALTER TABLE entitlements ADD COLUMN asked_chat_operators INTEGER;

CREATE INDEX users_chat_operators ON users (partner_id)
WHERE partner_id IS NOT NULL AND chat_operator IS NOT NULL;
