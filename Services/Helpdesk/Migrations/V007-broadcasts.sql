-- What partners tells of segments: whom their rules select.
CREATE TABLE segments (
    id BLOB PRIMARY KEY CHECK (length(id) = 16),
    version INTEGER NOT NULL,
    partner BLOB NOT NULL CHECK (length(partner) = 16),
    -- JSON.
    rule TEXT NOT NULL,
    is_active INTEGER NOT NULL CHECK (is_active IN (0, 1))
) STRICT, WITHOUT ROWID;

-- Messages of partners to many.
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

-- When the tenant keeps their files no longer.
CREATE INDEX broadcasts_with_files ON broadcasts (tenant, ended_at) WHERE file IS NOT NULL;

-- For whom they are, each end user once, with the channel in whose chat they get it.
CREATE TABLE broadcast_recipients (
    broadcast INTEGER NOT NULL REFERENCES broadcasts (seq),
    end_user BLOB NOT NULL CHECK (length(end_user) = 16),
    channel BLOB NOT NULL CHECK (length(channel) = 16),
    PRIMARY KEY (broadcast, end_user)
) STRICT, WITHOUT ROWID;

CREATE INDEX broadcast_recipients_by_end_user ON broadcast_recipients (end_user);

-- How many messages partners have sent to many in the month that runs.
CREATE TABLE message_counts (
    id BLOB PRIMARY KEY CHECK (length(id) = 16),
    tenant BLOB NOT NULL CHECK (length(tenant) = 16),
    version INTEGER NOT NULL,
    month TEXT NOT NULL CHECK (length(month) = 7),
    sent INTEGER NOT NULL CHECK (sent >= 0)
) STRICT, WITHOUT ROWID;

-- The message to many that a message is; its words stand there alone.
ALTER TABLE messages ADD COLUMN broadcast INTEGER REFERENCES broadcasts (seq);

-- To whom those with a file came, for those who read it.
CREATE INDEX messages_to_many_with_files ON messages (broadcast, conversation)
    WHERE broadcast IS NOT NULL AND kind = 'attachment';
