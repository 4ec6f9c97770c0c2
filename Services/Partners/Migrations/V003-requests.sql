-- What somebody asks a tenant to approve.
CREATE TABLE requests (
    id BLOB PRIMARY KEY CHECK (length(id) = 16),
    tenant BLOB NOT NULL CHECK (length(tenant) = 16),
    -- Null: who asks is no partner yet.
    partner BLOB CHECK (length(partner) = 16),
    version INTEGER NOT NULL,
    kind TEXT NOT NULL CHECK (kind IN (
        'partnership', 'packageChange', 'addOns', 'broadcast', 'advertisingPackage', 'ad',
        'adCampaign')),
    desk TEXT NOT NULL CHECK (desk IN ('partnership', 'addOns', 'others')),
    title TEXT NOT NULL,
    partner_name TEXT NOT NULL,
    -- What was asked for with its price, as JSON: it never changes.
    items TEXT NOT NULL,
    -- What a package gave then, as JSON.
    terms TEXT,
    -- Impressions that the add-ons brought then.
    impressions INTEGER NOT NULL DEFAULT 0 CHECK (impressions >= 0),
    status TEXT NOT NULL CHECK (status IN ('pending', 'approved', 'rejected', 'cancelled')),
    -- What who asks says.
    description TEXT,
    -- What would be sent or shown, as JSON.
    preview TEXT,
    -- Of who asks to become a partner; personal.
    contact_name TEXT,
    email TEXT,
    phone TEXT,
    website TEXT,
    -- Who asked; null for strangers. The second acted in the first one's place.
    requested_by BLOB CHECK (length(requested_by) = 16),
    requested_actor BLOB CHECK (length(requested_actor) = 16),
    requested_at INTEGER NOT NULL,
    decided_by BLOB CHECK (length(decided_by) = 16),
    decided_at INTEGER,
    -- Why it was rejected.
    reason TEXT,
    CHECK ((status = 'pending') = (decided_at IS NULL)),
    CHECK ((status = 'rejected') = (reason IS NOT NULL)),
    CHECK (kind = 'partnership' OR partner IS NOT NULL)
) STRICT, WITHOUT ROWID;

CREATE INDEX requests_waiting ON requests (tenant, desk, id) WHERE status = 'pending';
CREATE INDEX requests_by_partner ON requests (partner, id);
CREATE INDEX requests_by_status ON requests (partner, status, id);
CREATE UNIQUE INDEX requests_open_package ON requests (partner)
    WHERE status = 'pending' AND kind = 'packageChange';

-- What a request saw stays in it for ever, and a decision is the last word.
CREATE TRIGGER requests_keep BEFORE UPDATE ON requests
WHEN OLD.items IS NOT NEW.items OR OLD.terms IS NOT NEW.terms OR OLD.kind IS NOT NEW.kind
    OR OLD.impressions IS NOT NEW.impressions OR OLD.preview IS NOT NEW.preview
    OR OLD.status <> 'pending' AND (OLD.status IS NOT NEW.status OR OLD.reason IS NOT NEW.reason
        OR OLD.decided_at IS NOT NEW.decided_at OR OLD.decided_by IS NOT NEW.decided_by)
BEGIN
    SELECT RAISE(ABORT, 'a request keeps what it saw and what was decided');
END;

-- The tenant's history: a row for each approval and rejection.
CREATE TABLE decisions (
    seq INTEGER PRIMARY KEY,
    request BLOB NOT NULL UNIQUE REFERENCES requests (id),
    tenant BLOB NOT NULL CHECK (length(tenant) = 16),
    desk TEXT NOT NULL,
    kind TEXT NOT NULL,
    title TEXT NOT NULL,
    partner_name TEXT NOT NULL,
    -- What partners' names are searched by.
    name_key TEXT NOT NULL,
    items TEXT NOT NULL,
    decision TEXT NOT NULL CHECK (decision IN ('approved', 'rejected')),
    decided_at INTEGER NOT NULL,
    decided_by BLOB NOT NULL CHECK (length(decided_by) = 16),
    reason TEXT
) STRICT;

CREATE INDEX decisions_by_desk ON decisions (tenant, desk, seq);

CREATE TRIGGER decisions_stay BEFORE UPDATE ON decisions
BEGIN
    SELECT RAISE(ABORT, 'the history is never changed');
END;

CREATE TRIGGER decisions_remain BEFORE DELETE ON decisions
BEGIN
    SELECT RAISE(ABORT, 'the history is never changed');
END;
