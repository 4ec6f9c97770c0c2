CREATE TABLE point_types (
    id BLOB PRIMARY KEY CHECK (length(id) = 16),
    partner BLOB NOT NULL REFERENCES partners (id),
    version INTEGER NOT NULL,
    name TEXT NOT NULL,
    -- The name in small letters: unique among a partner's active ones, and searched.
    name_key TEXT NOT NULL,
    valid_months INTEGER CHECK (valid_months > 0),
    valid_days INTEGER CHECK (valid_days > 0),
    notice_days INTEGER CHECK (notice_days > 0),
    notice_message TEXT,
    status TEXT NOT NULL CHECK (status IN ('active', 'retired')),
    created_at INTEGER NOT NULL,
    CHECK (valid_months IS NULL OR valid_days IS NULL),
    CHECK ((notice_days IS NULL) = (notice_message IS NULL))
) STRICT, WITHOUT ROWID;

CREATE UNIQUE INDEX point_types_by_name ON point_types (partner, name_key) WHERE status = 'active';
CREATE INDEX point_types_by_partner ON point_types (partner, id);

-- Points that were earned at one time, with one expiry. A lot bears the id of its award.
CREATE TABLE lots (
    seq INTEGER PRIMARY KEY,
    id BLOB NOT NULL UNIQUE CHECK (length(id) = 16),
    partner BLOB NOT NULL,
    end_user BLOB NOT NULL REFERENCES end_users (id),
    point_type BLOB NOT NULL REFERENCES point_types (id),
    amount INTEGER NOT NULL CHECK (amount > 0),
    remaining INTEGER NOT NULL CHECK (remaining BETWEEN 0 AND amount),
    awarded_at INTEGER NOT NULL,
    -- From then on it can't be spent. Null: never.
    expires_at INTEGER,
    reversed_at INTEGER
) STRICT;

-- Spending, and what is held: only lots in which something is left are looked at.
CREATE INDEX lots_open ON lots (end_user, point_type, expires_at, remaining) WHERE remaining > 0;
CREATE INDEX lots_expiring ON lots (expires_at) WHERE remaining > 0 AND expires_at IS NOT NULL;

-- Each entry moves points from one account to another, so each is balanced in itself, and what an
-- account holds is what came in minus what went out. 'issued' is where points come from.
CREATE TABLE ledger (
    seq INTEGER PRIMARY KEY,
    at INTEGER NOT NULL,
    partner BLOB NOT NULL,
    end_user BLOB NOT NULL,
    point_type BLOB NOT NULL,
    kind TEXT NOT NULL CHECK (kind IN ('award', 'reversal', 'spend', 'refund', 'expiry')),
    from_account TEXT NOT NULL,
    to_account TEXT NOT NULL,
    amount INTEGER NOT NULL CHECK (amount > 0),
    lot INTEGER NOT NULL REFERENCES lots (seq),
    issued_coupon BLOB CHECK (length(issued_coupon) = 16),
    actor_kind TEXT NOT NULL CHECK (actor_kind IN ('user', 'endUser', 'service')),
    actor BLOB CHECK (length(actor) = 16),
    impersonator BLOB CHECK (length(impersonator) = 16),
    program TEXT,
    CHECK (
        CASE kind
        WHEN 'award' THEN from_account = 'issued' AND to_account = 'user'
        WHEN 'reversal' THEN from_account = 'user' AND to_account = 'reversed'
        WHEN 'spend' THEN from_account = 'user' AND to_account = 'spent'
        WHEN 'refund' THEN from_account = 'spent' AND to_account = 'user'
        WHEN 'expiry' THEN from_account = 'user' AND to_account = 'expired'
        END),
    CHECK ((actor_kind = 'service') = (actor IS NULL)),
    CHECK ((kind IN ('spend', 'refund')) <= (issued_coupon IS NOT NULL))
) STRICT;

CREATE INDEX ledger_by_partner ON ledger (partner);
CREATE INDEX ledger_by_end_user ON ledger (end_user);
CREATE INDEX ledger_by_issued_coupon ON ledger (issued_coupon) WHERE issued_coupon IS NOT NULL;

CREATE TRIGGER ledger_is_never_changed BEFORE UPDATE ON ledger
BEGIN SELECT raise(ABORT, 'the ledger is append-only'); END;

CREATE TRIGGER ledger_is_never_shortened BEFORE DELETE ON ledger
BEGIN SELECT raise(ABORT, 'the ledger is append-only'); END;

-- Why, in somebody's words. Apart from the ledger, since words can be personal and are erased.
CREATE TABLE ledger_notes (
    entry INTEGER PRIMARY KEY REFERENCES ledger (seq),
    end_user BLOB NOT NULL,
    note TEXT NOT NULL
) STRICT;

CREATE INDEX ledger_notes_by_end_user ON ledger_notes (end_user);

-- What is left in an end user's lots of one type, expired but unbooked ones included.
CREATE TABLE balances (
    end_user BLOB NOT NULL,
    point_type BLOB NOT NULL,
    amount INTEGER NOT NULL CHECK (amount >= 0),
    PRIMARY KEY (end_user, point_type)
) STRICT, WITHOUT ROWID;

CREATE INDEX balances_by_point_type ON balances (point_type);
