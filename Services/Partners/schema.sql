CREATE TABLE tenant_names (
    id BLOB PRIMARY KEY CHECK (length(id) = 16),
    version INTEGER NOT NULL,
    name TEXT NOT NULL,
    -- As whom its mails are sent, and where answers go.
    sender_name TEXT,
    reply_to TEXT,
    -- What the links in its mails begin with; null: the installation's.
    links_base TEXT
) STRICT, WITHOUT ROWID;

CREATE TABLE users (
    id BLOB PRIMARY KEY CHECK (length(id) = 16),
    version INTEGER NOT NULL,
    tenant BLOB NOT NULL CHECK (length(tenant) = 16),
    -- Null: a user of the tenant's own account.
    partner BLOB CHECK (length(partner) = 16),
    is_owner INTEGER NOT NULL CHECK (is_owner IN (0, 1)),
    is_chat_operator INTEGER NOT NULL CHECK (is_chat_operator IN (0, 1)),
    -- Personal.
    name TEXT,
    email TEXT,
    phone TEXT
) STRICT, WITHOUT ROWID;

CREATE INDEX users_emails ON users (tenant, email) WHERE email IS NOT NULL;

CREATE INDEX users_chat_operators ON users (partner) WHERE is_chat_operator = 1;

CREATE INDEX users_owners ON users (partner) WHERE is_owner = 1 AND partner IS NOT NULL;

CREATE TABLE packages (
    id BLOB PRIMARY KEY CHECK (length(id) = 16),
    tenant BLOB NOT NULL CHECK (length(tenant) = 16),
    version INTEGER NOT NULL,
    name TEXT NOT NULL,
    -- What names are compared and searched by.
    name_key TEXT NOT NULL,
    description TEXT,
    price_minor INTEGER NOT NULL CHECK (price_minor >= 0),
    currency TEXT NOT NULL CHECK (length(currency) = 3),
    period TEXT NOT NULL CHECK (period IN ('month', 'year')),
    -- A JSON array of the products' words.
    products TEXT NOT NULL,
    -- A JSON object; what is absent has no limit.
    limits TEXT NOT NULL,
    status TEXT NOT NULL CHECK (status IN ('available', 'retired')),
    is_default INTEGER NOT NULL CHECK (is_default IN (0, 1)),
    created_at INTEGER NOT NULL,
    CHECK (is_default = 0 OR status = 'available')
) STRICT, WITHOUT ROWID;

CREATE INDEX packages_by_tenant ON packages (tenant, id);

CREATE INDEX packages_by_status ON packages (tenant, status, id);

CREATE UNIQUE INDEX packages_by_name ON packages (tenant, name_key) WHERE status = 'available';

CREATE UNIQUE INDEX packages_default ON packages (tenant) WHERE is_default = 1;

CREATE TABLE add_ons (
    id BLOB PRIMARY KEY CHECK (length(id) = 16),
    tenant BLOB NOT NULL CHECK (length(tenant) = 16),
    version INTEGER NOT NULL,
    name TEXT NOT NULL,
    name_key TEXT NOT NULL,
    description TEXT,
    price_minor INTEGER NOT NULL CHECK (price_minor >= 0),
    currency TEXT NOT NULL CHECK (length(currency) = 3),
    period TEXT NOT NULL CHECK (period IN ('month', 'year', 'once')),
    -- What it adds to the partner's balance.
    impressions INTEGER NOT NULL CHECK (impressions >= 0),
    status TEXT NOT NULL CHECK (status IN ('available', 'retired')),
    created_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE INDEX add_ons_by_tenant ON add_ons (tenant, id);

CREATE INDEX add_ons_by_status ON add_ons (tenant, status, id);

CREATE UNIQUE INDEX add_ons_by_name ON add_ons (tenant, name_key) WHERE status = 'available';

CREATE TABLE partnerships (
    -- The partner.
    id BLOB PRIMARY KEY CHECK (length(id) = 16),
    tenant BLOB NOT NULL CHECK (length(tenant) = 16),
    version INTEGER NOT NULL,
    package BLOB NOT NULL REFERENCES packages (id),
    name TEXT NOT NULL,
    price_minor INTEGER NOT NULL,
    currency TEXT NOT NULL,
    period TEXT NOT NULL,
    products TEXT NOT NULL,
    limits TEXT NOT NULL,
    since INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE without_package (
    tenant BLOB NOT NULL CHECK (length(tenant) = 16),
    partner BLOB NOT NULL CHECK (length(partner) = 16),
    PRIMARY KEY (tenant, partner)
) STRICT, WITHOUT ROWID;

CREATE TABLE add_on_balances (
    partner BLOB NOT NULL CHECK (length(partner) = 16),
    add_on BLOB NOT NULL REFERENCES add_ons (id),
    name TEXT NOT NULL,
    count INTEGER NOT NULL CHECK (count > 0),
    PRIMARY KEY (partner, add_on)
) STRICT, WITHOUT ROWID;

CREATE TABLE impressions (
    partner BLOB PRIMARY KEY CHECK (length(partner) = 16),
    balance INTEGER NOT NULL CHECK (balance >= 0)
) STRICT, WITHOUT ROWID;

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

CREATE TRIGGER requests_keep BEFORE UPDATE ON requests
WHEN OLD.items IS NOT NEW.items OR OLD.terms IS NOT NEW.terms OR OLD.kind IS NOT NEW.kind
    OR OLD.impressions IS NOT NEW.impressions OR OLD.preview IS NOT NEW.preview
    OR OLD.status <> 'pending' AND (OLD.status IS NOT NEW.status OR OLD.reason IS NOT NEW.reason
        OR OLD.decided_at IS NOT NEW.decided_at OR OLD.decided_by IS NOT NEW.decided_by)
BEGIN
    SELECT RAISE(ABORT, 'a request keeps what it saw and what was decided');
END;

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

CREATE TABLE partnership_forms (
    id BLOB PRIMARY KEY CHECK (length(id) = 16),
    tenant BLOB NOT NULL CHECK (length(tenant) = 16),
    -- SHA-256 of the link's secret.
    hash BLOB NOT NULL UNIQUE CHECK (length(hash) = 32),
    -- All that was typed, as CBOR.
    sealed BLOB NOT NULL,
    expires_at INTEGER NOT NULL,
    -- The request that it has become.
    request BLOB REFERENCES requests (id)
) STRICT;

CREATE INDEX partnership_forms_old ON partnership_forms (expires_at);

CREATE TABLE coupons (
    id BLOB PRIMARY KEY CHECK (length(id) = 16),
    version INTEGER NOT NULL,
    partner BLOB NOT NULL CHECK (length(partner) = 16),
    is_published INTEGER NOT NULL CHECK (is_published IN (0, 1))
) STRICT, WITHOUT ROWID;

CREATE INDEX coupons_published ON coupons (partner) WHERE is_published = 1;

CREATE TABLE standings (
    -- The partner.
    id BLOB PRIMARY KEY CHECK (length(id) = 16),
    tenant BLOB NOT NULL CHECK (length(tenant) = 16),
    version INTEGER NOT NULL,
    name TEXT NOT NULL,
    -- What names are compared and searched by.
    name_key TEXT NOT NULL,
    status TEXT NOT NULL CHECK (status IN ('active', 'suspended')),
    status_since INTEGER NOT NULL,
    -- Why it is suspended, in the tenant's words.
    status_reason TEXT,
    -- What the tenant's billing system calls it.
    invoice_id TEXT,
    joined_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE INDEX standings_by_name ON standings (tenant, name_key, id);

CREATE INDEX standings_by_status ON standings (tenant, status, name_key, id);

CREATE UNIQUE INDEX standings_invoice_ids ON standings (tenant, invoice_id)
    WHERE invoice_id IS NOT NULL;

CREATE TABLE activities (
    seq INTEGER PRIMARY KEY,
    partner BLOB NOT NULL CHECK (length(partner) = 16),
    kind TEXT NOT NULL CHECK (kind IN (
        'joined', 'packageGiven', 'requested', 'approved', 'rejected', 'cancelled', 'suspended',
        'reactivated')),
    at INTEGER NOT NULL,
    request BLOB CHECK (length(request) = 16),
    title TEXT,
    reason TEXT
) STRICT;

CREATE INDEX activities_by_partner ON activities (partner, seq);
