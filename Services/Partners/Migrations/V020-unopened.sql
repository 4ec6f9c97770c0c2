-- A partner is charged from when it has its account: an approval alone costs nothing.
CREATE TRIGGER charges_wait_for_account AFTER INSERT ON standings
BEGIN
    UPDATE charges SET from_at = NEW.joined_at, until_at = max(until_at, NEW.joined_at)
    WHERE partner = NEW.id AND from_at < NEW.joined_at;
END;

-- What the business says of itself; who asked to become a partner has said it in the form, which is forgotten once
-- the account was opened, as is a request that nobody decides. From a link that was opened the request has all.
ALTER TABLE standings ADD COLUMN phone TEXT;

ALTER TABLE standings ADD COLUMN website TEXT;

ALTER TABLE standings ADD COLUMN description TEXT;

UPDATE standings SET (phone, website, description) = (
    SELECT phone, website, description FROM requests
    WHERE requests.id = standings.id AND kind = 'partnership' AND status = 'approved'
);

UPDATE requests SET forget_at = 2592000000 + (SELECT joined_at FROM standings WHERE standings.id = requests.id)
WHERE kind = 'partnership' AND status = 'approved';

UPDATE requests SET forget_at = requested_at + 15552000000
WHERE kind = 'partnership' AND status = 'pending';

UPDATE partnership_forms SET sealed = x'' WHERE request IS NOT NULL;

-- Strangers whose requests wait, of whom there may be one an address and not too many.
CREATE INDEX requests_strangers ON requests (tenant, email)
    WHERE status = 'pending' AND kind = 'partnership';

-- When the default package is tried again that was smaller than the use; 0: as soon as there is one.
ALTER TABLE without_package ADD COLUMN retry_at INTEGER NOT NULL DEFAULT 0;

CREATE INDEX without_package_due ON without_package (tenant, retry_at);

CREATE INDEX without_package_refused ON without_package (retry_at) WHERE retry_at > 0;

-- Archived channels that are still followed: what is left of a channel's follows is ended in slices.
CREATE TABLE ended_channels (
    id BLOB PRIMARY KEY CHECK (length(id) = 16)
) STRICT, WITHOUT ROWID;

CREATE TRIGGER channels_end AFTER UPDATE OF status ON channels
WHEN OLD.status <> 'archived' AND NEW.status = 'archived'
BEGIN
    INSERT OR IGNORE INTO ended_channels (id) VALUES (NEW.id);
END;

INSERT INTO ended_channels (id) SELECT id FROM channels WHERE status = 'archived';
