-- A tenant spans two numbers of the index of places. A box without any extent in one direction has no
-- volume, so the R*Tree could not tell good boxes from bad ones, and a page looked at all of them.
DROP TRIGGER channels_are_placed;

CREATE TRIGGER channels_are_placed
AFTER UPDATE OF status, is_hidden, latitude, longitude ON channels
BEGIN
    DELETE FROM channel_places WHERE id = NEW.seq;
    INSERT INTO channel_places
    SELECT NEW.seq, NEW.latitude, NEW.latitude, NEW.longitude, NEW.longitude,
        2 * number, 2 * number + 1
    FROM tenant_numbers
    WHERE tenant = NEW.tenant AND NEW.status = 'published' AND NEW.is_hidden = 0
        AND NEW.latitude IS NOT NULL;
END;

DELETE FROM channel_places;

INSERT INTO channel_places
SELECT seq, latitude, latitude, longitude, longitude, 2 * number, 2 * number + 1
FROM channels JOIN tenant_numbers ON tenant_numbers.tenant = channels.tenant
WHERE status = 'published' AND is_hidden = 0 AND latitude IS NOT NULL;
