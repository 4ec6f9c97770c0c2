-- oldest program: V002
-- Keys that a new snapshot no longer has are found in the order of their subjects.
CREATE INDEX security_keys_by_subject ON security_keys (subject);
