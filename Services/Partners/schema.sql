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
, raises TEXT CHECK (raises IS NULL OR json_valid(raises))) STRICT, WITHOUT ROWID;

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
, raises TEXT NOT NULL DEFAULT '{}' CHECK (json_valid(raises)), asked TEXT CHECK (asked IS NULL OR json_valid(asked)), ending TEXT NOT NULL DEFAULT '{}' CHECK (json_valid(ending))) STRICT, WITHOUT ROWID;

CREATE TABLE without_package (
    tenant BLOB NOT NULL CHECK (length(tenant) = 16),
    partner BLOB NOT NULL CHECK (length(partner) = 16), retry_at INTEGER NOT NULL DEFAULT 0,
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
, raises TEXT NOT NULL DEFAULT '{}' CHECK (json_valid(raises))) STRICT, WITHOUT ROWID;

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
    reason TEXT, raises TEXT CHECK (raises IS NULL OR json_valid(raises)), forget_at INTEGER,
    CHECK ((status = 'pending') = (decided_at IS NULL)),
    CHECK ((status = 'rejected') = (reason IS NOT NULL)),
    CHECK (kind = 'partnership' OR partner IS NOT NULL)
) STRICT, WITHOUT ROWID;

CREATE INDEX requests_waiting ON requests (tenant, desk, id) WHERE status = 'pending';

CREATE INDEX requests_by_partner ON requests (partner, id);

CREATE INDEX requests_by_status ON requests (partner, status, id);

CREATE UNIQUE INDEX requests_open_package ON requests (partner)
    WHERE status = 'pending' AND kind = 'packageChange';

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

CREATE TABLE channels (
    seq INTEGER PRIMARY KEY,
    id BLOB NOT NULL UNIQUE CHECK (length(id) = 16),
    tenant BLOB NOT NULL CHECK (length(tenant) = 16),
    partner BLOB NOT NULL CHECK (length(partner) = 16),
    version INTEGER NOT NULL,
    name TEXT NOT NULL,
    -- What names are searched by.
    name_key TEXT NOT NULL,
    description TEXT,
    -- A JSON array of addresses of the web.
    links TEXT NOT NULL,
    -- Ten millionths of a degree.
    latitude INTEGER CHECK (latitude BETWEEN -900000000 AND 900000000),
    longitude INTEGER CHECK (longitude BETWEEN -1800000000 AND 1800000000),
    address TEXT,
    status TEXT NOT NULL CHECK (status IN ('draft', 'published', 'unpublished', 'archived')),
    -- Nobody sees it, since its partner is suspended or has no package with channels; triggers keep it.
    is_hidden INTEGER NOT NULL CHECK (is_hidden IN (0, 1)),
    created_at INTEGER NOT NULL, picture BLOB CHECK (length(picture) = 16),
    CHECK ((latitude IS NULL) = (longitude IS NULL))
) STRICT;

CREATE INDEX channels_by_partner ON channels (partner, seq);

CREATE INDEX channels_by_status ON channels (partner, status, seq);

CREATE INDEX channels_shown ON channels (tenant, seq)
    WHERE status = 'published' AND is_hidden = 0;

CREATE TABLE channel_followers (
    id BLOB PRIMARY KEY CHECK (length(id) = 16),
    tenant BLOB NOT NULL CHECK (length(tenant) = 16),
    partner BLOB NOT NULL CHECK (length(partner) = 16),
    channel BLOB NOT NULL REFERENCES channels (id),
    end_user BLOB NOT NULL CHECK (length(end_user) = 16),
    version INTEGER NOT NULL,
    since_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE UNIQUE INDEX channel_followers_once ON channel_followers (channel, end_user);

CREATE INDEX channel_followers_by_channel ON channel_followers (channel, since_at, end_user);

CREATE INDEX channel_followers_by_end_user ON channel_followers (end_user, since_at, channel);

CREATE TABLE channel_counts (
    channel BLOB PRIMARY KEY CHECK (length(channel) = 16),
    followers INTEGER NOT NULL CHECK (followers >= 0)
) STRICT, WITHOUT ROWID;

CREATE TRIGGER followers_come AFTER INSERT ON channel_followers
BEGIN
    INSERT INTO channel_counts (channel, followers) VALUES (NEW.channel, 1)
    ON CONFLICT (channel) DO UPDATE SET followers = followers + 1;
END;

CREATE TRIGGER followers_go AFTER DELETE ON channel_followers
BEGIN
    UPDATE channel_counts SET followers = followers - 1 WHERE channel = OLD.channel;
END;

CREATE TABLE partners (
    id BLOB PRIMARY KEY CHECK (length(id) = 16),
    tenant BLOB NOT NULL CHECK (length(tenant) = 16),
    version INTEGER NOT NULL,
    name TEXT NOT NULL,
    status TEXT NOT NULL CHECK (status IN ('active', 'suspended'))
) STRICT, WITHOUT ROWID;

CREATE TABLE tenant_numbers (
    number INTEGER PRIMARY KEY,
    tenant BLOB NOT NULL UNIQUE CHECK (length(tenant) = 16)
) STRICT;

CREATE VIRTUAL TABLE channel_places USING rtree_i32 (
    id, south, north, west, east, tenant_from, tenant_to
);

CREATE TABLE "channel_places_rowid"(rowid INTEGER PRIMARY KEY,nodeno);

CREATE TABLE "channel_places_node"(nodeno INTEGER PRIMARY KEY,data);

CREATE TABLE "channel_places_parent"(nodeno INTEGER PRIMARY KEY,parentnode);

CREATE TRIGGER channels_begin AFTER INSERT ON channels
BEGIN
    INSERT OR IGNORE INTO tenant_numbers (tenant) VALUES (NEW.tenant);
    UPDATE channels
    SET is_hidden = EXISTS (SELECT 1 FROM partners_without_channels WHERE id = NEW.partner)
    WHERE seq = NEW.seq;
END;

CREATE TABLE segments (
    id BLOB PRIMARY KEY CHECK (length(id) = 16),
    tenant BLOB NOT NULL CHECK (length(tenant) = 16),
    partner BLOB NOT NULL CHECK (length(partner) = 16),
    version INTEGER NOT NULL,
    name TEXT NOT NULL,
    -- What names are compared and searched by.
    name_key TEXT NOT NULL,
    -- The rule as JSON.
    rule TEXT NOT NULL,
    status TEXT NOT NULL CHECK (status IN ('active', 'archived')),
    created_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE INDEX segments_by_partner ON segments (partner, id);

CREATE INDEX segments_by_status ON segments (partner, status, id);

CREATE UNIQUE INDEX segments_by_name ON segments (partner, name_key) WHERE status = 'active';

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
, phone TEXT, website TEXT, description TEXT, is_lost INTEGER NOT NULL DEFAULT 0 CHECK (is_lost IN (0, 1)), present_status TEXT NOT NULL
    GENERATED ALWAYS AS (iif(is_lost = 1, 'suspended', status)) VIRTUAL) STRICT, WITHOUT ROWID;

CREATE INDEX standings_by_name ON standings (tenant, name_key, id);

CREATE UNIQUE INDEX standings_invoice_ids ON standings (tenant, invoice_id)
    WHERE invoice_id IS NOT NULL;

CREATE TABLE stuck_partnerships (
    -- The request, whose id the partner bears.
    id BLOB PRIMARY KEY CHECK (length(id) = 16),
    tenant BLOB NOT NULL CHECK (length(tenant) = 16),
    since INTEGER NOT NULL
, cause TEXT NOT NULL DEFAULT 'addressTaken'
    CHECK (cause IN ('accountAwaited', 'addressTaken'))) STRICT, WITHOUT ROWID;

CREATE INDEX stuck_partnerships_by_tenant ON stuck_partnerships (tenant, id);

CREATE INDEX requests_forgettable ON requests (forget_at) WHERE forget_at IS NOT NULL;

CREATE TABLE charges (
    seq INTEGER PRIMARY KEY,
    tenant BLOB NOT NULL CHECK (length(tenant) = 16),
    partner BLOB NOT NULL CHECK (length(partner) = 16),
    kind TEXT NOT NULL CHECK (kind IN ('package', 'addOn', 'impressions')),
    name TEXT NOT NULL,
    price_minor INTEGER NOT NULL CHECK (price_minor >= 0),
    currency TEXT NOT NULL CHECK (length(currency) = 3),
    period TEXT NOT NULL CHECK (period IN ('month', 'year', 'once')),
    from_at INTEGER NOT NULL,
    -- Null: it still holds. What is paid once ends when it begins.
    until_at INTEGER CHECK (until_at >= from_at)
, add_on BLOB CHECK (length(add_on) = 16), raises TEXT CHECK (raises IS NULL OR json_valid(raises)), is_held INTEGER NOT NULL DEFAULT 0 CHECK (is_held IN (0, 1))) STRICT;

CREATE INDEX charges_by_partner ON charges (partner, from_at);

CREATE TABLE billing (
    partner BLOB PRIMARY KEY CHECK (length(partner) = 16),
    tenant BLOB NOT NULL CHECK (length(tenant) = 16),
    -- As 2026-11; null: it was not reckoned yet.
    month TEXT,
    due_at INTEGER NOT NULL
, billed_until INTEGER DEFAULT 0) STRICT, WITHOUT ROWID;

CREATE INDEX billing_by_due ON billing (due_at);

CREATE TRIGGER charges_begin AFTER INSERT ON partnerships
BEGIN
    INSERT INTO charges (tenant, partner, kind, name, price_minor, currency, period, from_at)
    VALUES (NEW.tenant, NEW.id, 'package', NEW.name, NEW.price_minor, NEW.currency, NEW.period, NEW.since);
    INSERT OR IGNORE INTO billing (partner, tenant, due_at) VALUES (NEW.id, NEW.tenant, 0);
END;

CREATE TRIGGER charges_change AFTER UPDATE ON partnerships
WHEN OLD.package IS NOT NEW.package OR OLD.name IS NOT NEW.name OR OLD.price_minor IS NOT NEW.price_minor
    OR OLD.currency IS NOT NEW.currency OR OLD.period IS NOT NEW.period
BEGIN
    UPDATE charges SET until_at = max(NEW.since, from_at)
    WHERE partner = NEW.id AND kind = 'package' AND until_at IS NULL;
    INSERT INTO charges (tenant, partner, kind, name, price_minor, currency, period, from_at)
    VALUES (NEW.tenant, NEW.id, 'package', NEW.name, NEW.price_minor, NEW.currency, NEW.period, NEW.since);
END;

CREATE TABLE operators (
    id BLOB PRIMARY KEY CHECK (length(id) = 16),
    partner BLOB NOT NULL CHECK (length(partner) = 16)
) STRICT, WITHOUT ROWID;

CREATE INDEX operators_by_partner ON operators (partner);

CREATE TABLE operator_counts (
    seq INTEGER PRIMARY KEY,
    partner BLOB NOT NULL CHECK (length(partner) = 16),
    at INTEGER NOT NULL,
    count INTEGER NOT NULL CHECK (count >= 0)
) STRICT;

CREATE INDEX operator_counts_by_partner ON operator_counts (partner, at, seq);

CREATE TABLE suspensions (
    partner BLOB NOT NULL CHECK (length(partner) = 16),
    from_at INTEGER NOT NULL,
    until_at INTEGER CHECK (until_at >= from_at),
    PRIMARY KEY (partner, from_at)
) STRICT, WITHOUT ROWID;

CREATE TABLE operator_prices (
    tenant BLOB NOT NULL CHECK (length(tenant) = 16),
    from_at INTEGER NOT NULL,
    minor_units INTEGER NOT NULL CHECK (minor_units >= 0),
    currency TEXT NOT NULL CHECK (length(currency) = 3),
    PRIMARY KEY (tenant, from_at)
) STRICT, WITHOUT ROWID;

CREATE TABLE invoices (
    seq INTEGER PRIMARY KEY,
    id BLOB NOT NULL UNIQUE CHECK (length(id) = 16),
    tenant BLOB NOT NULL CHECK (length(tenant) = 16),
    partner BLOB NOT NULL CHECK (length(partner) = 16),
    -- 1, 2, 3 … of the tenant.
    number INTEGER NOT NULL CHECK (number > 0),
    kind TEXT NOT NULL CHECK (kind IN ('invoice', 'credit')),
    -- As 2026-11.
    month TEXT NOT NULL,
    partner_name TEXT NOT NULL,
    -- What the tenant's billing system called the partner.
    billing_id TEXT,
    currency TEXT NOT NULL CHECK (length(currency) = 3),
    total_minor INTEGER NOT NULL,
    issued_at INTEGER NOT NULL,
    -- Of a credit: the invoice, who gave it, and why.
    credits BLOB REFERENCES invoices (id),
    issued_by BLOB CHECK (length(issued_by) = 16),
    reason TEXT, series TEXT NOT NULL DEFAULT '',
    CHECK ((kind = 'credit') = (credits IS NOT NULL)),
    CHECK ((kind = 'credit') = (reason IS NOT NULL)),
    CHECK ((kind = 'credit') = (total_minor < 0))
) STRICT;

CREATE INDEX invoices_of_tenant ON invoices (tenant);

CREATE INDEX invoices_of_month ON invoices (tenant, month);

CREATE UNIQUE INDEX invoices_once ON invoices (partner, month, currency) WHERE kind = 'invoice';

CREATE INDEX invoices_credits ON invoices (credits) WHERE credits IS NOT NULL;

CREATE TABLE invoice_lines (
    invoice BLOB NOT NULL REFERENCES invoices (id),
    position INTEGER NOT NULL CHECK (position >= 1),
    kind TEXT NOT NULL CHECK (kind IN ('package', 'addOn', 'impressions', 'operators', 'credit')),
    name TEXT NOT NULL,
    quantity INTEGER NOT NULL CHECK (quantity > 0),
    unit_minor INTEGER NOT NULL,
    period TEXT NOT NULL CHECK (period IN ('month', 'year', 'once')),
    -- The first and the last day, as 2026-11-01.
    from_day TEXT NOT NULL,
    until_day TEXT NOT NULL,
    days INTEGER NOT NULL CHECK (days > 0),
    of_days INTEGER NOT NULL CHECK (of_days >= days),
    amount_minor INTEGER NOT NULL,
    PRIMARY KEY (invoice, position)
) STRICT, WITHOUT ROWID;

CREATE TRIGGER invoices_stay BEFORE UPDATE ON invoices
BEGIN
    SELECT RAISE(ABORT, 'an invoice is never changed');
END;

CREATE TRIGGER invoices_remain BEFORE DELETE ON invoices
BEGIN
    SELECT RAISE(ABORT, 'an invoice is never changed');
END;

CREATE TRIGGER invoice_lines_stay BEFORE UPDATE ON invoice_lines
BEGIN
    SELECT RAISE(ABORT, 'an invoice is never changed');
END;

CREATE TRIGGER invoice_lines_remain BEFORE DELETE ON invoice_lines
BEGIN
    SELECT RAISE(ABORT, 'an invoice is never changed');
END;

CREATE TABLE promos (
    seq INTEGER PRIMARY KEY,
    id BLOB NOT NULL UNIQUE CHECK (length(id) = 16),
    tenant BLOB NOT NULL CHECK (length(tenant) = 16),
    partner BLOB NOT NULL CHECK (length(partner) = 16),
    version INTEGER NOT NULL,
    title TEXT NOT NULL,
    text TEXT NOT NULL,
    target TEXT,
    video_link TEXT,
    reach TEXT NOT NULL CHECK (reach IN ('followers', 'everybody')),
    -- A JSON array of ids.
    channels TEXT NOT NULL,
    starts_at INTEGER,
    ends_at INTEGER CHECK (ends_at > starts_at),
    status TEXT NOT NULL
        CHECK (status IN ('draft', 'requested', 'scheduled', 'live', 'ended', 'cancelled')),
    request BLOB REFERENCES requests (id),
    started_at INTEGER,
    created_at INTEGER NOT NULL, pictures TEXT NOT NULL DEFAULT '[]', video BLOB CHECK (length(video) = 16), segment BLOB REFERENCES segments (id), rule TEXT, starts_on TEXT CHECK (length(starts_on) = 10), ends_on TEXT CHECK (length(ends_on) = 10),
    CHECK (status <> 'live' OR started_at IS NOT NULL),
    CHECK (status <> 'requested' OR request IS NOT NULL)
) STRICT;

CREATE INDEX promos_by_partner ON promos (partner, seq);

CREATE INDEX promos_by_status ON promos (partner, status, seq);

CREATE INDEX promos_live ON promos (tenant, started_at, seq) WHERE status = 'live';

CREATE INDEX promos_to_start ON promos (starts_at) WHERE status = 'scheduled';

CREATE INDEX promos_to_end ON promos (ends_at) WHERE status = 'live' AND ends_at IS NOT NULL;

CREATE INDEX promos_by_request ON promos (request) WHERE request IS NOT NULL;

CREATE TABLE promo_channels (
    channel BLOB NOT NULL REFERENCES channels (id),
    started_at INTEGER NOT NULL,
    promo INTEGER NOT NULL REFERENCES promos (seq),
    PRIMARY KEY (channel, started_at, promo)
) STRICT, WITHOUT ROWID;

CREATE INDEX promo_channels_by_promo ON promo_channels (promo, channel);

CREATE TABLE promo_readers (
    promo INTEGER NOT NULL REFERENCES promos (seq),
    end_user BLOB NOT NULL CHECK (length(end_user) = 16),
    opened_at INTEGER NOT NULL,
    clicked_at INTEGER,
    PRIMARY KEY (promo, end_user)
) STRICT, WITHOUT ROWID;

CREATE INDEX promo_readers_by_end_user ON promo_readers (end_user, promo);

CREATE TABLE promo_counts (
    promo INTEGER PRIMARY KEY,
    opens INTEGER NOT NULL CHECK (opens >= 0),
    clicks INTEGER NOT NULL CHECK (clicks >= 0)
) STRICT;

CREATE TRIGGER promos_are_opened AFTER INSERT ON promo_readers
BEGIN
    INSERT INTO promo_counts (promo, opens, clicks) VALUES (NEW.promo, 1, 0)
    ON CONFLICT (promo) DO UPDATE SET opens = opens + 1;
END;

CREATE TRIGGER promos_are_clicked AFTER UPDATE OF clicked_at ON promo_readers
WHEN OLD.clicked_at IS NULL AND NEW.clicked_at IS NOT NULL
BEGIN
    UPDATE promo_counts SET clicks = clicks + 1 WHERE promo = NEW.promo;
END;

CREATE TABLE receivers (
    id BLOB PRIMARY KEY CHECK (length(id) = 16),
    version INTEGER NOT NULL,
    tenant BLOB NOT NULL CHECK (length(tenant) = 16),
    agrees INTEGER NOT NULL CHECK (agrees IN (0, 1))
) STRICT, WITHOUT ROWID;

CREATE INDEX receivers_agreeing ON receivers (tenant) WHERE agrees = 1;

CREATE TABLE invoice_series (
    seq INTEGER PRIMARY KEY,
    -- When it began, as 20261128T003612Z.
    name TEXT NOT NULL UNIQUE CHECK (name <> '')
) STRICT;

CREATE UNIQUE INDEX invoices_by_number ON invoices (tenant, series, number);

CREATE INDEX invoices_by_partner ON invoices (partner);

CREATE INDEX charges_held ON charges (partner, add_on) WHERE is_held = 1;

CREATE INDEX charges_ending ON charges (until_at) WHERE is_held = 1 AND until_at IS NOT NULL;

CREATE TABLE "activities" (
    seq INTEGER PRIMARY KEY,
    partner BLOB NOT NULL CHECK (length(partner) = 16),
    kind TEXT NOT NULL CHECK (kind IN (
        'joined', 'packageGiven', 'requested', 'approved', 'rejected', 'cancelled', 'suspended',
        'reactivated', 'addOnEnding', 'addOnKept', 'addOnEnded')),
    at INTEGER NOT NULL,
    request BLOB CHECK (length(request) = 16),
    title TEXT,
    reason TEXT
) STRICT;

CREATE INDEX activities_by_partner ON activities (partner, seq);

CREATE TABLE message_counts (
    -- The partner.
    id BLOB PRIMARY KEY CHECK (length(id) = 16),
    version INTEGER NOT NULL,
    -- As 2026-11.
    month TEXT NOT NULL,
    sent INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

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

CREATE TRIGGER charges_wait_for_account AFTER INSERT ON standings
BEGIN
    UPDATE charges SET from_at = NEW.joined_at, until_at = max(until_at, NEW.joined_at)
    WHERE partner = NEW.id AND from_at < NEW.joined_at;
END;

CREATE INDEX requests_strangers ON requests (tenant, email)
    WHERE status = 'pending' AND kind = 'partnership';

CREATE INDEX without_package_due ON without_package (tenant, retry_at);

CREATE INDEX without_package_refused ON without_package (retry_at) WHERE retry_at > 0;

CREATE TABLE ended_channels (
    id BLOB PRIMARY KEY CHECK (length(id) = 16)
) STRICT, WITHOUT ROWID;

CREATE TRIGGER channels_end AFTER UPDATE OF status ON channels
WHEN OLD.status <> 'archived' AND NEW.status = 'archived'
BEGIN
    INSERT OR IGNORE INTO ended_channels (id) VALUES (NEW.id);
END;

CREATE TRIGGER channels_are_placed
AFTER UPDATE OF status, is_hidden, latitude, longitude ON channels
BEGIN
    DELETE FROM channel_places WHERE id = NEW.seq;
    INSERT INTO channel_places
    SELECT NEW.seq, NEW.latitude, NEW.latitude, NEW.longitude, NEW.longitude,
        2 * number, 2 * number + 1
    FROM tenant_numbers
    WHERE tenant = NEW.tenant AND NEW.status = 'published' AND NEW.is_hidden = 0
        AND NEW.latitude IS NOT NULL;
END;

CREATE INDEX invoices_of_partner_in_month ON invoices (tenant, partner, month);

CREATE INDEX promos_for_everybody ON promos (tenant, started_at, seq)
    WHERE status = 'live' AND reach = 'everybody';

CREATE TABLE partner_counts (
    partner BLOB PRIMARY KEY CHECK (length(partner) = 16),
    followers INTEGER NOT NULL CHECK (followers >= 0)
) STRICT, WITHOUT ROWID;

CREATE INDEX channel_followers_of_partner ON channel_followers (end_user, partner);

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

CREATE TRIGGER requests_keep BEFORE UPDATE ON requests
WHEN OLD.items IS NOT NEW.items OR OLD.terms IS NOT NEW.terms OR OLD.kind IS NOT NEW.kind
    OR OLD.impressions IS NOT NEW.impressions OR OLD.preview IS NOT NEW.preview
    OR OLD.status <> 'pending' AND (OLD.status IS NOT NEW.status
        OR OLD.reason IS NOT NEW.reason AND (NEW.kind <> 'partnership' OR NEW.reason IS NOT '(erased)')
        OR OLD.decided_at IS NOT NEW.decided_at OR OLD.decided_by IS NOT NEW.decided_by)
BEGIN
    SELECT RAISE(ABORT, 'a request keeps what it saw and what was decided');
END;

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

CREATE INDEX standings_by_status ON standings (tenant, present_status, name_key, id);

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

CREATE TRIGGER charges_add_ons AFTER UPDATE OF status ON requests
WHEN OLD.status <> 'approved' AND NEW.status = 'approved' AND NEW.kind IN ('addOns', 'partnership')
BEGIN
    INSERT INTO charges (
        tenant, partner, kind, name, price_minor, currency, period, from_at, until_at, add_on, raises,
        is_held)
    SELECT NEW.tenant, NEW.partner,
        iif(coalesce(value ->> '$.impressions', add_ons.impressions) > 0, 'impressions', 'addOn'),
        value ->> '$.name', value ->> '$.price.minorUnits', value ->> '$.price.currency',
        value ->> '$.price.period', NEW.decided_at,
        iif(value ->> '$.price.period' = 'once', NEW.decided_at, NULL),
        add_ons.id, value ->> '$.raises', value ->> '$.price.period' <> 'once'
    FROM json_each(NEW.items)
    JOIN add_ons ON add_ons.tenant = NEW.tenant
        AND hex(add_ons.id) = upper(replace(value ->> '$.addOnId', '-', ''));
    INSERT OR IGNORE INTO billing (partner, tenant, due_at) VALUES (NEW.partner, NEW.tenant, 0);
END;

CREATE TRIGGER charges_advertising AFTER UPDATE OF status ON requests
WHEN OLD.status <> 'approved' AND NEW.status = 'approved' AND NEW.kind = 'advertisingPackage'
BEGIN
    INSERT INTO charges (
        tenant, partner, kind, name, price_minor, currency, period, from_at, until_at)
    SELECT NEW.tenant, NEW.partner, 'impressions', value ->> '$.name',
        value ->> '$.price.minorUnits', value ->> '$.price.currency', value ->> '$.price.period',
        NEW.decided_at, NEW.decided_at
    FROM json_each(NEW.items);
    INSERT OR IGNORE INTO billing (partner, tenant, due_at) VALUES (NEW.partner, NEW.tenant, 0);
END;

CREATE TABLE advertising_balances (
    -- The partner.
    id BLOB PRIMARY KEY CHECK (length(id) = 16),
    version INTEGER NOT NULL,
    total INTEGER NOT NULL,
    available INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
