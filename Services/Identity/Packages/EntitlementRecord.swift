import OctopusIdentityContract
import GRDB
import OctopusPartnersContract
import OctopusServiceKit
import OctopusStore

/// What a partner's package includes, as partners told it.
struct EntitlementRecord: StoredRecord {
    static let databaseTableName = "entitlements"

    let id: PartnerID
    let version: Int64
    let products: [String]

    static func find(_ partner: PartnerID, in database: Database) throws -> EntitlementRecord? {
        try one(database, "SELECT * FROM entitlements WHERE id = ?", [partner])
    }

    /// Keeps what partners tell, and outdates the partner's tokens if it gives or takes something.
    ///
    /// A partner that a fresh snapshot no longer has has everything until it is told of.
    static let follower = FollowerDefinition<IdentityEnvironment>.projection(
        "partners",
        of: "partners",
        [
            .on(PartnerEntitlementChanged.self, retention: .deleting(from: databaseTableName)) {
                event,
                _,
                context in
                try take(event, replaces: context.replaces, in: context.work)
            }
        ]
    )

    private static func take(
        _ event: PartnerEntitlementChanged,
        replaces: Bool,
        in context: WorkContext<IdentityEnvironment>
    ) throws {
        let database = context.database
        let known = try find(event.id, in: database)
        if let known, known.version > event.version, !replaces { return }
        let tenant = try PartnerRecord.tenant(of: event.id, in: database)
        let account = tenant.map { Account(tenant: $0, partner: event.id) }
        let before = try account.map { try Package.of($0, in: database) }
        try EntitlementRecord(id: event.id, version: event.version, products: event.products)
            .insert(database, onConflict: .replace)
        guard let account, let before,
            try Package.of(account, in: database).offered != before.offered
        else { return }
        try context.rightsChanged(of: event.id.uuid, in: account)
    }
}
