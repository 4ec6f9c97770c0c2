-- Who was seen on a partner's websites, and where they are; nobody knows who it is.
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

-- How many visitors are kept of a partner.
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

-- When a conversation that a visitor began became the end user's as whom they logged in.
ALTER TABLE conversations ADD COLUMN joined_at INTEGER;

DROP INDEX conversations_of_end_user;

CREATE UNIQUE INDEX conversations_of_end_user ON conversations (channel, end_user)
    WHERE end_user IS NOT NULL AND joined_at IS NULL;

CREATE INDEX conversations_joined ON conversations (end_user, channel, seq)
    WHERE joined_at IS NOT NULL;

CREATE INDEX offline_messages_by_visitor ON offline_messages (visitor) WHERE visitor IS NOT NULL;
