import GRDB
import OctopusHelpdeskContract
import OctopusIdentityContract
import OctopusServiceKit

/// A chat operator, as identity tells of them.
struct OperatorRecord: OwnedRecord {
    static let databaseTableName = "operators"

    let id: UserID
    let version: Int64
    let tenant: TenantID
    let partner: PartnerID?
    let isAdministrator: Bool
    let isActive: Bool
    let name: String?
    let email: String?

    static let follower = FollowerDefinition<HelpdeskEnvironment>.projection(
        "operators",
        of: "identity",
        [
            .keep(
                UserChanged.self,
                in: "operators",
                missing: .deleted(when: { $0.status == .deleted || $0.chatOperator == nil }),
                waking: LostAgents.job,
                [
                    "tenant": { try $0.tenant }, "partner": { try? $0.partner },
                    "is_administrator": { $0.event.chatOperator == .administrator ? 1 : 0 },
                    "is_active": { $0.event.status == .active ? 1 : 0 },
                    "name": { $0.personal?.name }, "email": { $0.personal?.email },
                ]
            )
        ]
    )

    /// What people call an operator; nil for one who is none any more.
    static func name(of id: UserID?, in database: Database) throws -> String? {
        guard let id else { return nil }
        return try String.one(database, "SELECT name FROM operators WHERE id = ?", [id])
    }
}
