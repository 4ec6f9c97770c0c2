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
    /// How many chat operators there may be: by the package in force, and by the one asked for.
    private let chatOperators: Int64?
    private let askedChatOperators: Int64?

    private init(_ event: PartnerEntitlementChanged) {
        (id, version, products) = (event.id, event.version, event.products)
        chatOperators = event.limits?.chatOperators
        askedChatOperators = event.askedLimits?.chatOperators
    }

    static func find(_ partner: PartnerID, in database: Database) throws -> EntitlementRecord? {
        try one(database, "SELECT * FROM entitlements WHERE id = ?", [partner])
    }

    /// Keeps what partners tell, and outdates the partner's tokens if it gives or takes something.
    ///
    /// A partner that is missing from a fresh snapshot has everything until it is told of.
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
        try EntitlementRecord(event)
            .insert(database, onConflict: .replace)
        guard let account, let before,
            try Package.of(account, in: database).offered != before.offered
        else { return }
        try context.rightsChanged(of: event.id.uuid, in: account)
    }
}

extension EntitlementRecord {
    /// Demands that an account's package gives one more chat operator.
    ///
    /// - Throws: `packageLimit`.
    static func demandRoomForChatOperator(of account: Account, in database: Database) throws {
        guard let partner = account.partner, let own = try find(partner, in: database) else {
            return
        }
        let use = try Int64.one(
            database,
            """
            SELECT count(*) FROM users
            WHERE partner_id = ? AND partner_id IS NOT NULL AND chat_operator IS NOT NULL
            """,
            [partner]
        )
        try Allowance(given: own.chatOperators, asked: own.askedChatOperators)
            .demandRoom(for: .chatOperators, beside: use ?? 0)
    }
}
