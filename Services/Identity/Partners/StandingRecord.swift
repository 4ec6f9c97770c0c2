import OctopusIdentityContract
import GRDB
import OctopusPartnersContract
import OctopusServiceKit
import OctopusStore

/// Whether a partner may do business, as partners told it.
struct StandingRecord: StoredRecord {
    static let databaseTableName = "standings"

    let id: PartnerID
    let version: Int64
    let status: PartnerStatus

    static func find(_ partner: PartnerID, in database: Database) throws -> StandingRecord? {
        try one(database, "SELECT * FROM standings WHERE id = ?", [partner])
    }

    /// Suspends and reactivates accounts as partners tell; nothing else stands before it.
    ///
    /// What a fresh snapshot no longer has is forgotten here, and the account stays as it is.
    static let follower = FollowerDefinition<IdentityEnvironment>.projection(
        "standings",
        of: "partners",
        [
            .on(PartnerStandingChanged.self, retention: .deleting(from: databaseTableName)) {
                event,
                _,
                context in
                try take(event, replaces: context.replaces, in: context.work)
            }
        ]
    )

    private static func take(
        _ event: PartnerStandingChanged,
        replaces: Bool,
        in context: WorkContext<IdentityEnvironment>
    ) throws {
        let database = context.database
        let known = try find(event.id, in: database)
        if let known, known.version > event.version, !replaces { return }
        try StandingRecord(id: event.id, version: event.version, status: event.status)
            .insert(database, onConflict: .replace)
        guard let partner = try PartnerRecord.find(event.id, in: database),
            partner.status != event.status
        else { return }
        try partner.become(event.status, in: context)
    }
}

extension PartnerRecord {
    /// Changes what the account's people may do; a suspended one's sessions end at once.
    fileprivate func become(
        _ status: PartnerStatus,
        in context: WorkContext<IdentityEnvironment>
    ) throws {
        var partner = self
        partner.status = status
        try context.storeNext(of: partner)
        guard status == .suspended else { return }
        try Sessions.endAll(
            ofPartner: id,
            lifetimes: context.environment.lifetimes,
            in: context
        )
        // Its programs have no sessions, but may have tokens.
        try context.rightsChanged(of: id.uuid, in: Account(tenant: tenantId, partner: id))
    }
}
