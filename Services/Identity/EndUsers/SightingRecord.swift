import OctopusIdentityContract
import GRDB
import OctopusServiceKit

/// On which day an end user was last there.
///
/// Days are those of UTC, as rules of segments count them.
struct SightingRecord: VersionedRecord {
    static let databaseTableName = "sightings"

    /// The end user.
    let id: EndUserID
    let tenantId: TenantID
    var version: Int64 = 1
    /// Counted from 1970.
    var seenOn: Int64

    var scope: RecordScope { RecordScope(tenant: tenantId) }

    var state: EndUserSeen { EndUserSeen(id: id, version: version) }

    var personal: EndUserSeen.Personal? {
        EndUserSeen.Personal(lastSeenOn: CivilDate(day: seenOn).text)
    }

    /// Notes that an end user is there now: one look-up, and with the day's first time a row and an event.
    static func note(
        _ endUser: EndUserID,
        of tenant: TenantID,
        in context: some Emitting
    ) throws {
        let today = context.now.utcDay
        let known = try one(context.database, "SELECT * FROM sightings WHERE id = ?", [endUser])
        guard var sighting = known else {
            try context.create(SightingRecord(id: endUser, tenantId: tenant, seenOn: today))
            return
        }
        // A later day was noted by a clock that was ahead.
        guard sighting.seenOn != today else { return }
        sighting.seenOn = today
        try context.storeNext(of: sighting)
    }
}
