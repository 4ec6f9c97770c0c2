-- oldest program: V006
-- When identity's security log had last been read to its end and applied: by the machine's own count
-- since its boot, which no wrong wall clock changes. A service that is started again while identity is
-- away goes on from there.
CREATE TABLE security_proof (
    only_row INTEGER PRIMARY KEY CHECK (only_row = 1),
    boot TEXT NOT NULL,
    milliseconds INTEGER NOT NULL
) STRICT;

-- The installation that a key's tokens are for.
ALTER TABLE security_keys ADD COLUMN audience TEXT;
