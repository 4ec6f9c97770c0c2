-- Websites of partners, on which visitors are met.
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

-- Who answers those who come from a website; a deleted one stays until what waits by it is everybody's.
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

-- What rules and groups say, to be asked from either end.
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
