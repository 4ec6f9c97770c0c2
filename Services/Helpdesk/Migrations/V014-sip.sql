-- How far conversations have come to operators' SIP clients.
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
