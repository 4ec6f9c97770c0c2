import OctopusIdentityContract
import GRDB
import OctopusServiceKit
import OctopusStore
import struct FoundationEssentials.UUID

/// Whose tokens are outdated, until the last of them is dead by itself.
struct RightsChangeRecord: StoredRecord {
    static let databaseTableName = "rights_changes"

    let subject: UUID
    let tenantId: TenantID
    let partnerId: PartnerID?
    let version: Int64
    let epoch: UUID
    let forgettableAt: Instant

    var event: RightsChanged {
        RightsChanged(
            version: version,
            subject: subject,
            epoch: epoch,
            forgettableAt: forgettableAt
        )
    }

    static let snapshot = SnapshotDefinition.of(RightsChanged.self) { database, after, limit in
        try all(
            database,
            """
            SELECT * FROM rights_changes WHERE subject > ifnull(?, x'') ORDER BY subject LIMIT ?
            """,
            [after, limit]
        ).map { change in
            SnapshotRow(
                subject: change.subject,
                tenant: change.tenantId,
                partner: change.partnerId,
                event: change.event
            )
        }
    }
}

/// A service's transaction in which rights change: a command's, or that of an event that it follows.
protocol ChangingRights: Emitting {
    var environment: IdentityEnvironment { get }
}

extension CommandContext: ChangingRights where Environment == IdentityEnvironment {}
extension WorkContext: ChangingRights where Environment == IdentityEnvironment {}

extension ChangingRights {
    /// Outdates all tokens that were issued so far: those of a user, of all who have a role, or of all who
    /// belong to a partner or a tenant.
    ///
    /// A token bears the position of the log in the transaction that read its levels, and there is one
    /// writer: what was read before this transaction has a position up to here, what is read after it a
    /// later one, since this event lies between them.
    func rightsChanged(of subject: UUID, in account: Account) throws {
        let position = try transaction.position
        let record = RightsChangeRecord(
            subject: subject,
            tenantId: account.tenant,
            partnerId: account.partner,
            version: position.seq,
            epoch: position.epoch,
            forgettableAt: environment.lifetimes.tokensDeadAt(now)
        )
        try record.insert(database, onConflict: .replace)
        try emit(
            record.event,
            about: subject,
            tenant: account.tenant,
            partner: account.partner
        )
    }
}
