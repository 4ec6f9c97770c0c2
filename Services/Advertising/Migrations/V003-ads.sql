-- What partners show.
CREATE TABLE ads (
    id BLOB PRIMARY KEY CHECK (length(id) = 16),
    tenant BLOB NOT NULL CHECK (length(tenant) = 16),
    partner BLOB NOT NULL CHECK (length(partner) = 16),
    version INTEGER NOT NULL,
    name TEXT NOT NULL,
    format TEXT NOT NULL CHECK (format IN ('picture', 'video', 'carousel', 'text')),
    headline TEXT,
    text TEXT,
    action TEXT,
    target TEXT,
    picture BLOB CHECK (length(picture) = 16),
    video BLOB CHECK (length(video) = 16),
    video_link TEXT,
    -- A JSON array of pictures with their words.
    cards TEXT NOT NULL,
    status TEXT NOT NULL
        CHECK (status IN ('draft', 'inReview', 'approved', 'rejected', 'archived')),
    -- The last one; a decision of an earlier one is about other words.
    request BLOB CHECK (length(request) = 16),
    reason TEXT,
    created_at INTEGER NOT NULL,
    CHECK (action IS NULL OR target IS NOT NULL),
    CHECK (status NOT IN ('inReview', 'approved', 'rejected') OR request IS NOT NULL),
    CHECK (status = 'rejected' OR reason IS NULL)
) STRICT, WITHOUT ROWID;

CREATE INDEX ads_by_partner ON ads (partner, id);

CREATE INDEX ads_by_status ON ads (partner, status, id);

CREATE UNIQUE INDEX ads_by_request ON ads (request) WHERE request IS NOT NULL;
