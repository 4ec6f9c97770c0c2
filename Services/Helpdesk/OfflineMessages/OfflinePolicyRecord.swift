import GRDB
package import OctopusHelpdeskContract
package import OctopusServiceKit

/// Which operators get what is left, as it lies in the database.
struct OfflinePolicyRecord: VersionedRecord {
    static let databaseTableName = "offline_policies"

    /// The partner.
    let id: PartnerID
    let tenant: TenantID
    var version: Int64 = 1
    var operatorIds: [UserID]

    static func find(_ partner: PartnerID, in database: Database) throws -> OfflinePolicyRecord? {
        try one(database, "SELECT * FROM offline_policies WHERE id = ?", [partner])
    }

    var scope: RecordScope { RecordScope(tenant: tenant, partner: id) }

    var state: OfflinePolicyChanged {
        OfflinePolicyChanged(id: id, version: version, operatorIds: operatorIds)
    }
}

/// Who gets what is left.
enum OfflineReceivers {
    /// At most so many, each of whom is a mail of the transaction.
    static let most = 20

    /// The chosen ones who still are operators; where there is none, all administrators.
    static func of(_ partner: PartnerID, in database: Database) throws -> [OperatorRecord] {
        let chosen = try chosen(of: partner, in: database)
        guard chosen.isEmpty else { return chosen }
        return try OperatorRecord.all(
            database,
            """
            SELECT * FROM operators
            WHERE partner = ? AND is_administrator = 1 AND is_active = 1 ORDER BY id LIMIT ?
            """,
            [partner, most]
        )
    }

    static func chosen(of partner: PartnerID, in database: Database) throws -> [OperatorRecord] {
        let ids = try OfflinePolicyRecord.find(partner, in: database)?.operatorIds ?? []
        return try ids.compactMap { id in
            try OperatorRecord.known(id, of: partner, in: database)
        }
        .filter(\.isActive)
    }

    /// Demands that the caller may read what was left.
    ///
    /// - Throws: `notAnOperator`, `administratorsOnly`.
    static func demand(_ caller: Caller, in database: Database) throws -> CallingOperator {
        let agent = try caller.requireOperator()
        let isOne = try of(caller.requirePartner(), in: database).contains { $0.id == agent.id }
        guard isOne || agent.isAdministrator else { throw Refusal(.administratorsOnly) }
        return agent
    }
}

extension GetOfflinePolicy: ReadHandler {
    package static func run(
        _ request: Empty,
        in context: ReadContext<HelpdeskEnvironment>
    ) throws -> OfflinePolicy {
        let partner = try context.caller.requirePartner()
        return OfflinePolicy(
            version: try OfflinePolicyRecord.find(partner, in: context.database)?.version ?? 0,
            operatorIds: try OfflineReceivers.chosen(of: partner, in: context.database).map(\.id)
        )
    }
}

extension EditOfflinePolicy: CommandHandler {
    package static func run(
        _ request: Request,
        in context: CommandContext<HelpdeskEnvironment>
    ) throws -> OfflinePolicy {
        let partner = try context.activePartner()
        try context.caller.requireAdministrator()
        try demand(request.operatorIds, of: partner.id, in: context.database)
        let present = try OfflinePolicyRecord.find(partner.id, in: context.database)
        guard present?.version ?? 0 == request.version else { throw Refusal(.stale) }
        var record =
            present
            ?? OfflinePolicyRecord(id: partner.id, tenant: partner.tenant, operatorIds: [])
        record.operatorIds = request.operatorIds
        record = try present == nil ? context.create(record) : context.storeNext(of: record)
        return OfflinePolicy(version: record.version, operatorIds: record.operatorIds)
    }

    private static func demand(
        _ ids: [UserID],
        of partner: PartnerID,
        in database: Database
    ) throws {
        var fields = FieldRules()
        let most = OfflineReceivers.most
        fields.require(ids.count <= most, "operatorIds", .count, "At most \(most) operators.")
        fields.require(Set(ids).count == ids.count, "operatorIds", .once)
        for (index, id) in ids.prefix(most).enumerated() {
            let known = try OperatorRecord.known(id, of: partner, in: database)
            fields.require(known?.isActive == true, "operatorIds[\(index)]", .known)
        }
        try fields.check()
    }
}
