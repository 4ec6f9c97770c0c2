-- Partnerships are here from their approval until their account is there.
ALTER TABLE stuck_partnerships ADD COLUMN cause TEXT NOT NULL DEFAULT 'addressTaken'
    CHECK (cause IN ('accountAwaited', 'addressTaken'));

-- SchedulePromo's answer is stored as every command's.
ALTER TABLE promos DROP COLUMN scheduled_version;
