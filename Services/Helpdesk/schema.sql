CREATE TABLE operators (
    id BLOB PRIMARY KEY CHECK (length(id) = 16),
    version INTEGER NOT NULL,
    tenant BLOB NOT NULL CHECK (length(tenant) = 16),
    -- Null: of the tenant's own account.
    partner BLOB CHECK (length(partner) = 16),
    is_administrator INTEGER NOT NULL CHECK (is_administrator IN (0, 1)),
    is_active INTEGER NOT NULL CHECK (is_active IN (0, 1)),
    -- Personal.
    name TEXT,
    email TEXT
) STRICT, WITHOUT ROWID;

CREATE INDEX operators_by_partner ON operators (partner, id);

CREATE TABLE channels (
    id BLOB PRIMARY KEY CHECK (length(id) = 16),
    version INTEGER NOT NULL,
    tenant BLOB NOT NULL CHECK (length(tenant) = 16),
    partner BLOB NOT NULL CHECK (length(partner) = 16),
    name TEXT NOT NULL,
    is_published INTEGER NOT NULL CHECK (is_published IN (0, 1))
) STRICT, WITHOUT ROWID;

CREATE INDEX channels_by_partner ON channels (partner, id);

CREATE TABLE channel_followers (
    id BLOB PRIMARY KEY CHECK (length(id) = 16),
    version INTEGER NOT NULL,
    channel BLOB NOT NULL CHECK (length(channel) = 16),
    end_user BLOB NOT NULL CHECK (length(end_user) = 16)
) STRICT, WITHOUT ROWID;

CREATE UNIQUE INDEX channel_followers_once ON channel_followers (channel, end_user);

CREATE INDEX channel_followers_by_end_user ON channel_followers (end_user);

CREATE TABLE entitlements (
    id BLOB PRIMARY KEY CHECK (length(id) = 16),
    version INTEGER NOT NULL,
    has_chat INTEGER NOT NULL CHECK (has_chat IN (0, 1)),
    has_messages INTEGER NOT NULL CHECK (has_messages IN (0, 1)),
    has_canned_responses INTEGER NOT NULL CHECK (has_canned_responses IN (0, 1)),
    given_messages INTEGER,
    asked_messages INTEGER
) STRICT, WITHOUT ROWID;

CREATE TABLE coupons (
    id BLOB PRIMARY KEY CHECK (length(id) = 16),
    version INTEGER NOT NULL,
    partner BLOB NOT NULL CHECK (length(partner) = 16),
    title TEXT NOT NULL,
    is_published INTEGER NOT NULL CHECK (is_published IN (0, 1))
) STRICT, WITHOUT ROWID;

CREATE TABLE promos (
    id BLOB PRIMARY KEY CHECK (length(id) = 16),
    version INTEGER NOT NULL,
    partner BLOB NOT NULL CHECK (length(partner) = 16),
    title TEXT NOT NULL,
    is_live INTEGER NOT NULL CHECK (is_live IN (0, 1))
) STRICT, WITHOUT ROWID;

CREATE TABLE chat_settings (
    id BLOB PRIMARY KEY CHECK (length(id) = 16),
    tenant BLOB NOT NULL CHECK (length(tenant) = 16),
    partner BLOB NOT NULL CHECK (length(partner) = 16),
    version INTEGER NOT NULL,
    is_enabled INTEGER NOT NULL CHECK (is_enabled IN (0, 1))
) STRICT, WITHOUT ROWID;

CREATE TABLE chat_policies (
    id BLOB PRIMARY KEY CHECK (length(id) = 16),
    tenant BLOB NOT NULL CHECK (length(tenant) = 16),
    version INTEGER NOT NULL,
    most_conversations INTEGER NOT NULL CHECK (most_conversations BETWEEN 1 AND 100),
    assignment TEXT NOT NULL CHECK (assignment IN ('taken', 'roundRobin')),
    silent_minutes INTEGER CHECK (silent_minutes BETWEEN 1 AND 1440)
) STRICT, WITHOUT ROWID;

CREATE TABLE conversations (
    seq INTEGER PRIMARY KEY,
    id BLOB NOT NULL UNIQUE CHECK (length(id) = 16),
    tenant BLOB NOT NULL CHECK (length(tenant) = 16),
    partner BLOB NOT NULL CHECK (length(partner) = 16),
    channel BLOB NOT NULL CHECK (length(channel) = 16),
    -- Who writes from outside: one of the two.
    end_user BLOB CHECK (length(end_user) = 16),
    visitor BLOB CHECK (length(visitor) = 16),
    version INTEGER NOT NULL,
    status TEXT NOT NULL CHECK (status IN ('quiet', 'unanswered', 'active', 'finished')),
    agent BLOB CHECK (length(agent) = 16),
    -- Who had it before, or closed it.
    last_agent BLOB CHECK (length(last_agent) = 16),
    -- The routing rule that chose who answers; null: all of the partner's operators do.
    rule BLOB CHECK (length(rule) = 16),
    waiting_since_at INTEGER,
    -- When the operator loses it unless they answer.
    due_at INTEGER,
    last_seq INTEGER NOT NULL CHECK (last_seq >= 0),
    customer_delivered INTEGER NOT NULL,
    customer_read INTEGER NOT NULL,
    operators_delivered INTEGER NOT NULL,
    operators_read INTEGER NOT NULL,
    customer_unread INTEGER NOT NULL CHECK (customer_unread >= 0),
    operators_unread INTEGER NOT NULL CHECK (operators_unread >= 0),
    opened_at INTEGER NOT NULL,
    changed_at INTEGER NOT NULL, joined_at INTEGER,
    CHECK ((status = 'active') = (agent IS NOT NULL)),
    CHECK ((status = 'unanswered') = (waiting_since_at IS NOT NULL)),
    CHECK ((end_user IS NULL) <> (visitor IS NULL)),
    CHECK (due_at IS NULL OR status = 'active')
) STRICT;

CREATE UNIQUE INDEX conversations_of_visitor ON conversations (channel, visitor)
    WHERE visitor IS NOT NULL;

CREATE INDEX conversations_by_status ON conversations (partner, status, changed_at, seq);

CREATE INDEX conversations_waiting ON conversations (partner, waiting_since_at, seq)
    WHERE status = 'unanswered';

CREATE INDEX conversations_by_agent ON conversations (agent, changed_at, seq)
    WHERE status = 'active';

CREATE INDEX conversations_by_end_user ON conversations (end_user, changed_at, seq)
    WHERE end_user IS NOT NULL;

CREATE INDEX conversations_by_visitor ON conversations (visitor, changed_at, seq)
    WHERE visitor IS NOT NULL;

CREATE INDEX conversations_due ON conversations (due_at) WHERE due_at IS NOT NULL;

CREATE TABLE messages (
    id INTEGER PRIMARY KEY,
    conversation INTEGER NOT NULL REFERENCES conversations (seq),
    seq INTEGER NOT NULL,
    at INTEGER NOT NULL,
    side TEXT NOT NULL CHECK (side IN ('customer', 'agent', 'partner', 'system')),
    sender BLOB CHECK (length(sender) = 16),
    kind TEXT NOT NULL CHECK (kind IN ('text', 'attachment', 'engagement', 'system')),
    client_id TEXT,
    -- Personal.
    text TEXT,
    file BLOB CHECK (length(file) = 16),
    -- What its sender calls it. Personal.
    file_name TEXT,
    coupon BLOB CHECK (length(coupon) = 16),
    promo BLOB CHECK (length(promo) = 16),
    -- What the coupon or the promo was called then.
    title TEXT,
    happening TEXT,
    -- Whom the happening is about, or the points.
    agent BLOB CHECK (length(agent) = 16),
    point_type BLOB CHECK (length(point_type) = 16),
    amount INTEGER,
    edited_at INTEGER,
    deleted_at INTEGER, broadcast INTEGER REFERENCES broadcasts (seq),
    CHECK ((side IN ('customer', 'agent')) = (sender IS NOT NULL)),
    CHECK ((kind = 'system') = (happening IS NOT NULL)),
    CHECK (deleted_at IS NULL OR (text IS NULL AND file IS NULL)),
    CHECK (file_name IS NULL OR file IS NOT NULL)
) STRICT;

CREATE UNIQUE INDEX messages_in_order ON messages (conversation, seq);

CREATE UNIQUE INDEX messages_once ON messages (conversation, sender, client_id)
    WHERE client_id IS NOT NULL;

CREATE TABLE message_revisions (
    message INTEGER NOT NULL REFERENCES messages (id) ON DELETE CASCADE,
    edited_at INTEGER NOT NULL,
    -- Personal.
    text TEXT NOT NULL
) STRICT;

CREATE INDEX message_revisions_by_message ON message_revisions (message, edited_at);

CREATE TABLE holdings (
    agent BLOB NOT NULL CHECK (length(agent) = 16),
    conversation INTEGER NOT NULL REFERENCES conversations (seq),
    until_seq INTEGER,
    PRIMARY KEY (agent, conversation)
) STRICT, WITHOUT ROWID;

CREATE INDEX holdings_by_conversation ON holdings (conversation);

CREATE TABLE rounds (
    id INTEGER PRIMARY KEY,
    conversation INTEGER NOT NULL REFERENCES conversations (seq),
    partner BLOB NOT NULL CHECK (length(partner) = 16),
    channel BLOB NOT NULL CHECK (length(channel) = 16),
    from_seq INTEGER NOT NULL,
    began_at INTEGER NOT NULL,
    answered_at INTEGER,
    answered_by BLOB CHECK (length(answered_by) = 16),
    finished_at INTEGER,
    finished_by BLOB CHECK (length(finished_by) = 16)
, closed_told_at INTEGER) STRICT;

CREATE UNIQUE INDEX rounds_open ON rounds (conversation) WHERE finished_at IS NULL;

CREATE INDEX rounds_by_conversation ON rounds (conversation, id);

CREATE TABLE presences (
    id BLOB PRIMARY KEY CHECK (length(id) = 16),
    tenant BLOB NOT NULL CHECK (length(tenant) = 16),
    partner BLOB NOT NULL CHECK (length(partner) = 16),
    version INTEGER NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('available', 'busy', 'away')),
    until_at INTEGER NOT NULL,
    -- When they last got a conversation.
    assigned_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE INDEX presences_available ON presences (partner, assigned_at, id)
    WHERE state = 'available';

CREATE INDEX presences_ending ON presences (until_at) WHERE state <> 'away';

CREATE TABLE assigning (
    partner BLOB PRIMARY KEY CHECK (length(partner) = 16)
, due_at INTEGER NOT NULL DEFAULT 0) STRICT, WITHOUT ROWID;

CREATE TABLE blocks (
    partner BLOB NOT NULL CHECK (length(partner) = 16),
    end_user BLOB NOT NULL CHECK (length(end_user) = 16),
    blocked_at INTEGER NOT NULL,
    -- The operator who did it.
    blocked_by BLOB NOT NULL CHECK (length(blocked_by) = 16),
    PRIMARY KEY (partner, end_user)
) STRICT, WITHOUT ROWID;

CREATE INDEX blocks_by_time ON blocks (partner, blocked_at, end_user);

CREATE INDEX blocks_by_operator ON blocks (partner, blocked_by, blocked_at, end_user);

CREATE INDEX blocks_by_end_user ON blocks (end_user);

CREATE TABLE mutes (
    end_user BLOB NOT NULL CHECK (length(end_user) = 16),
    channel BLOB NOT NULL CHECK (length(channel) = 16),
    muted_at INTEGER NOT NULL,
    PRIMARY KEY (end_user, channel)
) STRICT, WITHOUT ROWID;

CREATE INDEX mutes_by_time ON mutes (end_user, muted_at, channel);

CREATE TABLE forgetting (
    conversation INTEGER PRIMARY KEY
) STRICT;

CREATE TABLE end_users (
    id BLOB PRIMARY KEY CHECK (length(id) = 16),
    tenant BLOB NOT NULL CHECK (length(tenant) = 16),
    version INTEGER NOT NULL,
    code TEXT NOT NULL,
    status TEXT NOT NULL CHECK (status IN ('active', 'blocked', 'erased')),
    -- Personal: null once the end user is erased.
    name TEXT,
    CHECK (status <> 'erased' OR name IS NULL)
) STRICT, WITHOUT ROWID;

CREATE TRIGGER conversations_are_forgotten AFTER UPDATE OF status ON end_users
WHEN NEW.status = 'erased' AND OLD.status <> 'erased'
BEGIN
    INSERT OR IGNORE INTO forgetting (conversation)
    SELECT seq FROM conversations WHERE end_user = NEW.id;
END;

CREATE TABLE notes (
    id BLOB PRIMARY KEY CHECK (length(id) = 16),
    conversation INTEGER NOT NULL REFERENCES conversations (seq),
    author BLOB NOT NULL CHECK (length(author) = 16),
    at INTEGER NOT NULL,
    -- The last message then: who lost the conversation before reads no further.
    after_seq INTEGER NOT NULL,
    -- Personal of the end user.
    text TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE INDEX notes_by_conversation ON notes (conversation, id);

CREATE TABLE tags (
    id INTEGER PRIMARY KEY,
    partner BLOB NOT NULL CHECK (length(partner) = 16),
    -- As it was written first.
    name TEXT NOT NULL,
    name_key TEXT NOT NULL
) STRICT;

CREATE UNIQUE INDEX tags_by_name ON tags (partner, name_key);

CREATE TABLE conversation_tags (
    tag INTEGER NOT NULL REFERENCES tags (id),
    conversation INTEGER NOT NULL REFERENCES conversations (seq),
    PRIMARY KEY (tag, conversation)
) STRICT, WITHOUT ROWID;

CREATE INDEX conversation_tags_by_conversation ON conversation_tags (conversation, tag);

CREATE TABLE ratings (
    round INTEGER PRIMARY KEY REFERENCES rounds (id),
    conversation INTEGER NOT NULL REFERENCES conversations (seq),
    partner BLOB NOT NULL CHECK (length(partner) = 16),
    -- Who finished the round.
    agent BLOB NOT NULL CHECK (length(agent) = 16),
    stars INTEGER NOT NULL CHECK (stars BETWEEN 1 AND 5),
    -- Personal.
    text TEXT,
    rated_at INTEGER NOT NULL,
    changed_at INTEGER NOT NULL
) STRICT;

CREATE INDEX ratings_by_partner ON ratings (partner, round);

CREATE INDEX ratings_by_agent ON ratings (partner, agent, round);

CREATE INDEX ratings_by_conversation ON ratings (conversation);

CREATE TABLE canned_responses (
    id BLOB PRIMARY KEY CHECK (length(id) = 16),
    tenant BLOB NOT NULL CHECK (length(tenant) = 16),
    partner BLOB NOT NULL CHECK (length(partner) = 16),
    version INTEGER NOT NULL,
    topic TEXT NOT NULL,
    topic_key TEXT NOT NULL,
    title TEXT NOT NULL,
    title_key TEXT NOT NULL,
    short_code TEXT NOT NULL,
    short_code_key TEXT NOT NULL,
    body TEXT NOT NULL,
    body_key TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE UNIQUE INDEX canned_responses_by_short_code ON canned_responses (partner, short_code_key);

CREATE INDEX canned_responses_by_topic ON canned_responses (partner, topic_key, title_key, id);

CREATE TABLE offline_messages (
    id BLOB PRIMARY KEY CHECK (length(id) = 16),
    tenant BLOB NOT NULL CHECK (length(tenant) = 16),
    partner BLOB NOT NULL CHECK (length(partner) = 16),
    channel BLOB NOT NULL CHECK (length(channel) = 16),
    -- Who left it: one of the two.
    end_user BLOB CHECK (length(end_user) = 16),
    visitor BLOB CHECK (length(visitor) = 16),
    left_at INTEGER NOT NULL,
    handled_at INTEGER,
    handled_by BLOB CHECK (length(handled_by) = 16),
    -- Personal, all four.
    name TEXT NOT NULL,
    email TEXT NOT NULL,
    text TEXT NOT NULL,
    page TEXT,
    CHECK ((end_user IS NULL) <> (visitor IS NULL)),
    CHECK ((handled_at IS NULL) = (handled_by IS NULL))
) STRICT, WITHOUT ROWID;

CREATE INDEX offline_messages_open ON offline_messages (partner, id) WHERE handled_at IS NULL;

CREATE INDEX offline_messages_handled ON offline_messages (partner, id)
    WHERE handled_at IS NOT NULL;

CREATE INDEX offline_messages_by_end_user ON offline_messages (end_user, id);

CREATE INDEX offline_messages_by_time ON offline_messages (left_at);

CREATE TABLE offline_policies (
    id BLOB PRIMARY KEY CHECK (length(id) = 16),
    tenant BLOB NOT NULL CHECK (length(tenant) = 16),
    version INTEGER NOT NULL,
    -- Their ids, as JSON.
    operator_ids TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE segments (
    id BLOB PRIMARY KEY CHECK (length(id) = 16),
    version INTEGER NOT NULL,
    partner BLOB NOT NULL CHECK (length(partner) = 16),
    -- JSON.
    rule TEXT NOT NULL,
    is_active INTEGER NOT NULL CHECK (is_active IN (0, 1))
) STRICT, WITHOUT ROWID;

CREATE TABLE broadcasts (
    seq INTEGER PRIMARY KEY,
    id BLOB NOT NULL UNIQUE CHECK (length(id) = 16),
    tenant BLOB NOT NULL CHECK (length(tenant) = 16),
    partner BLOB NOT NULL CHECK (length(partner) = 16),
    version INTEGER NOT NULL,
    title TEXT NOT NULL,
    text TEXT NOT NULL,
    target TEXT,
    video_link TEXT,
    -- A picture or a video, for all who get it; null also once its time is over.
    file BLOB CHECK (length(file) = 16),
    reach TEXT NOT NULL CHECK (reach IN ('followers', 'everybody')),
    -- JSON arrays of ids.
    channels TEXT NOT NULL,
    segments TEXT NOT NULL,
    -- What the segments' rules were when it was scheduled, as JSON; null: all whom it reaches.
    rule TEXT,
    starts_at INTEGER,
    quiet_from INTEGER CHECK (quiet_from BETWEEN 0 AND 1439),
    quiet_until INTEGER CHECK (quiet_until BETWEEN 0 AND 1439),
    status TEXT NOT NULL CHECK (
        status IN ('draft', 'requested', 'scheduled', 'sending', 'paused', 'sent', 'cancelled')
    ),
    paused_for TEXT CHECK (paused_for IN ('asked', 'limit', 'package', 'suspended')),
    request BLOB UNIQUE CHECK (length(request) = 16),
    -- When it is to begin, once it may.
    due_at INTEGER,
    created_at INTEGER NOT NULL,
    started_at INTEGER,
    ended_at INTEGER,
    -- Where the gathering of its audience has come to: the channel's place among `channels`, the end user.
    gathered_channel INTEGER NOT NULL,
    gathered_to BLOB CHECK (length(gathered_to) = 16),
    is_gathered INTEGER NOT NULL CHECK (is_gathered IN (0, 1)),
    audience INTEGER NOT NULL CHECK (audience >= 0),
    -- Up to whom it was sent: moved with each sending, in its transaction.
    sent_to BLOB CHECK (length(sent_to) = 16),
    sent INTEGER NOT NULL CHECK (sent >= 0),
    skipped INTEGER NOT NULL CHECK (skipped >= 0),
    -- The one with the lowest is next.
    turn INTEGER NOT NULL,
    -- Until when it rests for its quiet hours.
    rests_until INTEGER,
    -- Whether the list of its audience is gone, once it is over.
    is_cleared INTEGER NOT NULL CHECK (is_cleared IN (0, 1)),
    CHECK ((quiet_from IS NULL) = (quiet_until IS NULL)),
    CHECK ((status = 'paused') = (paused_for IS NOT NULL)),
    CHECK ((status = 'scheduled') = (due_at IS NOT NULL)),
    CHECK (status <> 'requested' OR request IS NOT NULL),
    CHECK (sent + skipped <= audience)
) STRICT;

CREATE INDEX broadcasts_by_partner ON broadcasts (partner, seq);

CREATE INDEX broadcasts_by_status ON broadcasts (partner, status, seq);

CREATE INDEX broadcasts_due ON broadcasts (due_at) WHERE due_at IS NOT NULL;

CREATE INDEX broadcasts_sending ON broadcasts (turn)
    WHERE status = 'sending' AND rests_until IS NULL;

CREATE INDEX broadcasts_resting ON broadcasts (rests_until) WHERE rests_until IS NOT NULL;

CREATE INDEX broadcasts_to_clear ON broadcasts (seq)
    WHERE status IN ('sent', 'cancelled') AND is_cleared = 0;

CREATE INDEX broadcasts_with_files ON broadcasts (tenant, ended_at) WHERE file IS NOT NULL;

CREATE TABLE broadcast_recipients (
    broadcast INTEGER NOT NULL REFERENCES broadcasts (seq),
    end_user BLOB NOT NULL CHECK (length(end_user) = 16),
    channel BLOB NOT NULL CHECK (length(channel) = 16),
    PRIMARY KEY (broadcast, end_user)
) STRICT, WITHOUT ROWID;

CREATE INDEX broadcast_recipients_by_end_user ON broadcast_recipients (end_user);

CREATE TABLE message_counts (
    id BLOB PRIMARY KEY CHECK (length(id) = 16),
    tenant BLOB NOT NULL CHECK (length(tenant) = 16),
    version INTEGER NOT NULL,
    month TEXT NOT NULL CHECK (length(month) = 7),
    sent INTEGER NOT NULL CHECK (sent >= 0)
) STRICT, WITHOUT ROWID;

CREATE INDEX messages_to_many_with_files ON messages (broadcast, conversation)
    WHERE broadcast IS NOT NULL AND kind = 'attachment';

CREATE TABLE websites (
    id BLOB PRIMARY KEY CHECK (length(id) = 16),
    tenant BLOB NOT NULL CHECK (length(tenant) = 16),
    partner BLOB NOT NULL CHECK (length(partner) = 16),
    version INTEGER NOT NULL,
    -- As name servers have it; with `*.` before it all hosts below.
    host TEXT NOT NULL,
    name TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE UNIQUE INDEX websites_once ON websites (partner, host);

CREATE TABLE operator_groups (
    id BLOB PRIMARY KEY CHECK (length(id) = 16),
    tenant BLOB NOT NULL CHECK (length(tenant) = 16),
    partner BLOB NOT NULL CHECK (length(partner) = 16),
    version INTEGER NOT NULL,
    name TEXT NOT NULL,
    name_key TEXT NOT NULL,
    operator_ids TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE UNIQUE INDEX operator_groups_by_name ON operator_groups (partner, name_key);

CREATE TABLE routing_rules (
    seq INTEGER PRIMARY KEY,
    id BLOB NOT NULL UNIQUE CHECK (length(id) = 16),
    tenant BLOB NOT NULL CHECK (length(tenant) = 16),
    partner BLOB NOT NULL CHECK (length(partner) = 16),
    version INTEGER NOT NULL,
    website BLOB NOT NULL CHECK (length(website) = 16),
    -- Null: all pages.
    path TEXT,
    operator_ids TEXT NOT NULL,
    group_ids TEXT NOT NULL,
    is_deleted INTEGER NOT NULL CHECK (is_deleted IN (0, 1)),
    created_at INTEGER NOT NULL
) STRICT;

CREATE INDEX routing_rules_by_partner ON routing_rules (partner, seq) WHERE is_deleted = 0;

CREATE INDEX routing_rules_by_website ON routing_rules (website) WHERE is_deleted = 0;

CREATE INDEX routing_rules_deleted ON routing_rules (is_deleted) WHERE is_deleted = 1;

CREATE TABLE rule_operators (
    rule BLOB NOT NULL CHECK (length(rule) = 16),
    operator BLOB NOT NULL CHECK (length(operator) = 16),
    PRIMARY KEY (rule, operator)
) STRICT, WITHOUT ROWID;

CREATE INDEX rule_operators_by_operator ON rule_operators (operator, rule);

CREATE TABLE rule_groups (
    rule BLOB NOT NULL CHECK (length(rule) = 16),
    operator_group BLOB NOT NULL CHECK (length(operator_group) = 16),
    PRIMARY KEY (rule, operator_group)
) STRICT, WITHOUT ROWID;

CREATE INDEX rule_groups_by_group ON rule_groups (operator_group, rule);

CREATE TABLE group_operators (
    operator_group BLOB NOT NULL CHECK (length(operator_group) = 16),
    operator BLOB NOT NULL CHECK (length(operator) = 16),
    PRIMARY KEY (operator_group, operator)
) STRICT, WITHOUT ROWID;

CREATE INDEX group_operators_by_operator ON group_operators (operator, operator_group);

CREATE INDEX conversations_waiting_by_rule ON conversations (partner, rule, waiting_since_at, seq)
    WHERE status = 'unanswered';

CREATE TABLE opening_hours (
    -- The channel, or the partner.
    id BLOB PRIMARY KEY CHECK (length(id) = 16),
    partner BLOB NOT NULL CHECK (length(partner) = 16),
    version INTEGER NOT NULL,
    -- Null: a channel has those of its partner, a partner answers at any time.
    terms TEXT
) STRICT, WITHOUT ROWID;

CREATE INDEX assigning_due ON assigning (due_at);

CREATE INDEX presences_there ON presences (partner, id) WHERE state <> 'away';

CREATE TABLE visitors (
    seq INTEGER PRIMARY KEY,
    tenant BLOB NOT NULL CHECK (length(tenant) = 16),
    partner BLOB NOT NULL CHECK (length(partner) = 16),
    visitor BLOB NOT NULL CHECK (length(visitor) = 16),
    website BLOB NOT NULL CHECK (length(website) = 16),
    host TEXT NOT NULL,
    path TEXT NOT NULL,
    title TEXT,
    -- The host from which they came, and the country.
    referrer TEXT,
    country TEXT CHECK (length(country) = 2),
    -- The present page, the present visit, and when they were last seen.
    opened_at INTEGER NOT NULL,
    began_at INTEGER NOT NULL,
    seen_at INTEGER NOT NULL,
    pages INTEGER NOT NULL CHECK (pages > 0),
    visits INTEGER NOT NULL CHECK (visits > 0)
) STRICT;

CREATE UNIQUE INDEX visitors_once ON visitors (partner, visitor);

CREATE INDEX visitors_of_all ON visitors (visitor);

CREATE INDEX visitors_by_seen ON visitors (partner, seen_at, seq);

CREATE INDEX visitors_by_age ON visitors (seen_at);

CREATE TABLE page_views (
    id INTEGER PRIMARY KEY,
    visitor INTEGER NOT NULL REFERENCES visitors (seq) ON DELETE CASCADE,
    at INTEGER NOT NULL,
    website BLOB NOT NULL CHECK (length(website) = 16),
    host TEXT NOT NULL,
    path TEXT NOT NULL,
    title TEXT,
    referrer TEXT
) STRICT;

CREATE INDEX page_views_by_visitor ON page_views (visitor, id);

CREATE INDEX page_views_by_age ON page_views (at);

CREATE TABLE visitor_counts (
    partner BLOB PRIMARY KEY CHECK (length(partner) = 16),
    visitors INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TRIGGER visitors_come AFTER INSERT ON visitors
BEGIN
    INSERT INTO visitor_counts (partner, visitors) VALUES (NEW.partner, 1)
    ON CONFLICT (partner) DO UPDATE SET visitors = visitors + 1;
END;

CREATE TRIGGER visitors_go AFTER DELETE ON visitors
BEGIN
    UPDATE visitor_counts SET visitors = visitors - 1 WHERE partner = OLD.partner;
END;

CREATE UNIQUE INDEX conversations_of_end_user ON conversations (channel, end_user)
    WHERE end_user IS NOT NULL AND joined_at IS NULL;

CREATE INDEX conversations_joined ON conversations (end_user, channel, seq)
    WHERE joined_at IS NOT NULL;

CREATE INDEX offline_messages_by_visitor ON offline_messages (visitor) WHERE visitor IS NOT NULL;

CREATE TABLE tenant_chat_policies (
    id BLOB PRIMARY KEY CHECK (length(id) = 16),
    version INTEGER NOT NULL,
    attachment_types TEXT NOT NULL,
    most_attachment_bytes INTEGER CHECK (most_attachment_bytes > 0),
    -- How long things are kept.
    chat_days INTEGER CHECK (chat_days > 0),
    file_days INTEGER CHECK (file_days > 0),
    visit_days INTEGER CHECK (visit_days > 0),
    notification_days INTEGER CHECK (notification_days > 0)
) STRICT, WITHOUT ROWID;

CREATE TABLE search_scopes (
    id INTEGER PRIMARY KEY,
    owner BLOB NOT NULL UNIQUE CHECK (length(owner) = 16)
) STRICT;

CREATE VIRTUAL TABLE message_words USING fts5 (
    words, tokenize = "ascii tokenchars ':'", detail = none, columnsize = 0
);

CREATE TABLE 'message_words_data'(id INTEGER PRIMARY KEY, block BLOB);

CREATE TABLE 'message_words_idx'(segid, term, pgno, PRIMARY KEY(segid, term)) WITHOUT ROWID;

CREATE TABLE 'message_words_content'(id INTEGER PRIMARY KEY, c0);

CREATE TABLE 'message_words_config'(k PRIMARY KEY, v) WITHOUT ROWID;

CREATE TABLE unindexed (
    conversation INTEGER NOT NULL REFERENCES conversations (seq),
    from_seq INTEGER NOT NULL,
    to_seq INTEGER NOT NULL,
    PRIMARY KEY (conversation, from_seq)
) STRICT, WITHOUT ROWID;

CREATE TABLE history_merge (
    is_begun INTEGER PRIMARY KEY CHECK (is_begun = 1)
) STRICT;

CREATE INDEX messages_by_time ON messages (at, id);

CREATE TABLE keeping (
    tenant BLOB NOT NULL CHECK (length(tenant) = 16),
    kind TEXT NOT NULL CHECK (kind IN ('chats', 'visits', 'notifications')),
    due_at INTEGER NOT NULL,
    -- The number of the conversation or the visitor after which it goes on.
    place INTEGER NOT NULL,
    PRIMARY KEY (tenant, kind)
) STRICT, WITHOUT ROWID;

CREATE INDEX keeping_by_time ON keeping (due_at);

CREATE INDEX conversations_by_tenant ON conversations (tenant, seq);

CREATE INDEX messages_with_files ON messages (conversation, seq) WHERE file IS NOT NULL;

CREATE INDEX visitors_by_tenant ON visitors (tenant, seq);

CREATE TABLE sip_places (
    id INTEGER PRIMARY KEY,
    agent BLOB NOT NULL CHECK (length(agent) = 16),
    conversation INTEGER NOT NULL REFERENCES conversations (seq),
    seq INTEGER NOT NULL,
    marked_at INTEGER NOT NULL
) STRICT;

CREATE UNIQUE INDEX sip_places_once ON sip_places (agent, conversation);

CREATE INDEX sip_places_by_conversation ON sip_places (conversation);

CREATE INDEX sip_places_by_time ON sip_places (marked_at);

CREATE TABLE notification_marks (
    end_user BLOB PRIMARY KEY CHECK (length(end_user) = 16),
    read_to INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE promo_notices (
    promo BLOB PRIMARY KEY CHECK (length(promo) = 16),
    tenant BLOB NOT NULL CHECK (length(tenant) = 16),
    partner BLOB NOT NULL CHECK (length(partner) = 16),
    title TEXT NOT NULL,
    -- JSON.
    channels TEXT NOT NULL,
    segment BLOB CHECK (length(segment) = 16),
    began_at INTEGER NOT NULL,
    channel INTEGER NOT NULL,
    told_to BLOB CHECK (length(told_to) = 16),
    -- When it goes on; null: all were told, or the promo has ended.
    due_at INTEGER
, version INTEGER NOT NULL DEFAULT 0, heard_at INTEGER NOT NULL DEFAULT 0) STRICT, WITHOUT ROWID;

CREATE INDEX promo_notices_due ON promo_notices (due_at) WHERE due_at IS NOT NULL;

CREATE TABLE "notifications" (
    -- It never sinks: up to it somebody has read.
    seq INTEGER PRIMARY KEY AUTOINCREMENT,
    tenant BLOB NOT NULL CHECK (length(tenant) = 16),
    end_user BLOB NOT NULL CHECK (length(end_user) = 16),
    partner BLOB NOT NULL CHECK (length(partner) = 16),
    at INTEGER NOT NULL,
    kind TEXT NOT NULL CHECK (
        kind IN (
            'pointsAwarded', 'pointsExpiring', 'couponIssued', 'couponRedeemed', 'message', 'promo'
        )
    ),
    -- The award, the copy of a coupon with its use, the broadcast, the promo: told once.
    thing TEXT NOT NULL,
    channel BLOB CHECK (length(channel) = 16),
    point_type BLOB CHECK (length(point_type) = 16),
    amount INTEGER,
    coupon BLOB CHECK (length(coupon) = 16),
    issued_coupon BLOB CHECK (length(issued_coupon) = 16),
    broadcast BLOB CHECK (length(broadcast) = 16),
    promo BLOB CHECK (length(promo) = 16),
    -- What the promo was called then.
    title TEXT,
    -- What the partner says.
    text TEXT
) STRICT;

CREATE UNIQUE INDEX notifications_once ON notifications (end_user, kind, thing);

CREATE INDEX notifications_by_end_user ON notifications (end_user, seq);

CREATE INDEX notifications_by_age ON notifications (at);

CREATE INDEX notifications_by_tenant ON notifications (tenant, at);
