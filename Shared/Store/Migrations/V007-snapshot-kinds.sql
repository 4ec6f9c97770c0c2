-- oldest program: V006
-- Forgetting what a snapshot no longer had begins anew after an interruption, and remembers nothing.
ALTER TABLE followers DROP COLUMN snapshot_kinds;
