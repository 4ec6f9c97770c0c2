import OctopusIdentityContract
import OctopusLoyaltyContract
import GRDB
import OctopusServiceKit

/// What the service keeps of tenants: the time zone in which their days begin.
enum Tenants {
    static func apply(_ event: TenantChanged, replaces: Bool, in database: Database) throws {
        try database.run(
            """
            INSERT INTO tenants (id, version, time_zone) VALUES (?, ?, ?)
            ON CONFLICT (id) DO UPDATE SET version = excluded.version, time_zone = excluded.time_zone
            WHERE excluded.version > version OR ?
            """,
            [event.id, event.version, event.timeZone, replaces]
        )
    }
}
