-- Which kinds of entries there are, and from which account to which each moves points. A further kind
-- is a further row: the ledger itself need not be made anew for it.
CREATE TABLE ledger_kinds (
    kind TEXT NOT NULL,
    from_account TEXT NOT NULL,
    to_account TEXT NOT NULL,
    PRIMARY KEY (kind, from_account, to_account)
) STRICT, WITHOUT ROWID;

INSERT INTO ledger_kinds (kind, from_account, to_account) VALUES
    ('award', 'issued', 'user'), ('reversal', 'user', 'reversed'), ('spend', 'user', 'spent'),
    ('refund', 'spent', 'user'), ('expiry', 'user', 'expired'), ('hold', 'user', 'held'),
    ('release', 'held', 'user'), ('post', 'held', 'spent'), ('debt', 'owed', 'reversed'),
    ('settlement', 'user', 'owed');

CREATE TABLE new_ledger (
    seq INTEGER PRIMARY KEY,
    at INTEGER NOT NULL,
    partner BLOB NOT NULL,
    end_user BLOB NOT NULL,
    point_type BLOB NOT NULL,
    kind TEXT NOT NULL,
    from_account TEXT NOT NULL,
    to_account TEXT NOT NULL,
    amount INTEGER NOT NULL CHECK (amount > 0),
    lot INTEGER NOT NULL REFERENCES lots (seq),
    issued_coupon BLOB CHECK (length(issued_coupon) = 16),
    -- The hold, or the award whose reversal this is, be it of another lot.
    cause BLOB CHECK (length(cause) = 16),
    actor_kind TEXT NOT NULL CHECK (actor_kind IN ('user', 'endUser', 'service')),
    actor BLOB CHECK (length(actor) = 16),
    impersonator BLOB CHECK (length(impersonator) = 16),
    program TEXT,
    FOREIGN KEY (kind, from_account, to_account)
        REFERENCES ledger_kinds (kind, from_account, to_account),
    CHECK ((actor_kind = 'service') = (actor IS NULL)),
    CHECK ((kind IN ('spend', 'refund')) <= (issued_coupon IS NOT NULL OR cause IS NOT NULL)),
    CHECK ((kind IN ('reversal', 'debt', 'hold', 'release', 'post')) <= (cause IS NOT NULL))
) STRICT;

INSERT INTO new_ledger (seq, at, partner, end_user, point_type, kind, from_account, to_account, amount,
    lot, issued_coupon, cause, actor_kind, actor, impersonator, program)
SELECT seq, at, partner, end_user, point_type, kind, from_account, to_account, amount, lot,
    issued_coupon, iif(kind = 'reversal', (SELECT id FROM lots WHERE lots.seq = ledger.lot), NULL),
    actor_kind, actor, impersonator, program
FROM ledger ORDER BY seq;

DROP TABLE ledger;
ALTER TABLE new_ledger RENAME TO ledger;

CREATE INDEX ledger_by_partner ON ledger (partner);
CREATE INDEX ledger_by_issued_coupon ON ledger (issued_coupon) WHERE issued_coupon IS NOT NULL;
CREATE INDEX ledger_by_holding ON ledger (end_user, point_type);
CREATE INDEX ledger_by_point_type ON ledger (point_type);
CREATE INDEX ledger_by_cause ON ledger (cause) WHERE cause IS NOT NULL;
-- How much of an award is gone for good, which no reversal asks for.
CREATE INDEX ledger_expired ON ledger (lot) WHERE kind = 'expiry';

CREATE TRIGGER ledger_is_never_changed BEFORE UPDATE ON ledger
BEGIN SELECT raise(ABORT, 'the ledger is append-only'); END;

CREATE TRIGGER ledger_is_never_shortened BEFORE DELETE ON ledger
BEGIN SELECT raise(ABORT, 'the ledger is append-only'); END;

-- What is held back for a while, and what a reversal took that its holder did not have.
ALTER TABLE balances ADD COLUMN on_hold INTEGER NOT NULL DEFAULT 0 CHECK (on_hold >= 0);
ALTER TABLE balances ADD COLUMN owed INTEGER NOT NULL DEFAULT 0 CHECK (owed >= 0);

CREATE TABLE holds (
    id BLOB PRIMARY KEY CHECK (length(id) = 16),
    partner BLOB NOT NULL REFERENCES partners (id),
    end_user BLOB NOT NULL REFERENCES end_users (id),
    point_type BLOB NOT NULL REFERENCES point_types (id),
    status TEXT NOT NULL
        CHECK (status IN ('pending', 'posted', 'voided', 'expired', 'refunded')),
    amount INTEGER NOT NULL CHECK (amount > 0),
    -- What of it was spent.
    posted INTEGER NOT NULL DEFAULT 0,
    created_at INTEGER NOT NULL,
    -- From then on it can't be posted.
    expires_at INTEGER NOT NULL,
    ended_at INTEGER,
    CHECK (posted BETWEEN 0 AND amount),
    CHECK ((status IN ('posted', 'refunded')) = (posted > 0)),
    CHECK ((status = 'pending') = (ended_at IS NULL))
) STRICT, WITHOUT ROWID;

CREATE INDEX holds_by_partner ON holds (partner, id);
CREATE INDEX holds_by_status ON holds (partner, status, id);
CREATE INDEX holds_by_end_user ON holds (end_user, partner, id);
CREATE INDEX holds_due ON holds (expires_at) WHERE status = 'pending';
