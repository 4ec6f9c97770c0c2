import GRDB
package import OctopusHelpdeskContract
package import OctopusServiceKit

/// A group of a partner's operators, as it lies in the database.
struct OperatorGroupRecord: OwnedRecord, VersionedRecord {
    static let databaseTableName = "operator_groups"
    static let taken = ["name_key": Refusal(.groupNameTaken)]

    let id: OperatorGroupID
    let tenant: TenantID
    let partner: PartnerID
    var version: Int64 = 1
    private var name: String
    private var nameKey: String
    private(set) var operatorIds: [UserID]

    init(
        named name: String,
        of operators: [UserID],
        id: OperatorGroupID,
        of partner: PartnerRecord
    ) {
        (self.id, tenant, self.partner) = (id, partner.tenant, partner.id)
        (self.name, nameKey, operatorIds) = (name, Folding.key(name), operators)
    }

    mutating func take(_ name: String, _ operators: [UserID]) {
        (self.name, nameKey, operatorIds) = (name, Folding.key(name), operators)
    }

    var scope: RecordScope { RecordScope(tenant: tenant, partner: partner) }

    var state: OperatorGroupChanged { state(isDeleted: false) }

    func state(isDeleted: Bool) -> OperatorGroupChanged {
        OperatorGroupChanged(
            id: id,
            version: version,
            name: name,
            operatorIds: operatorIds,
            isDeleted: isDeleted
        )
    }

    func group(in database: Database) throws -> OperatorGroup {
        OperatorGroup(
            id: id,
            version: version,
            name: name,
            operatorIds: try OperatorRecord.present(operatorIds, of: partner, in: database)
        )
    }

    /// Notes who is in it, to be asked from either end.
    func index(in database: Database) throws {
        try database.run("DELETE FROM group_operators WHERE operator_group = ?", [id])
        for agent in operatorIds {
            try database.run("INSERT INTO group_operators VALUES (?, ?)", [id, agent])
        }
    }
}

extension CreateOperatorGroup: CommandHandler {
    package static func run(
        _ request: Request,
        in context: CommandContext<HelpdeskEnvironment>
    ) throws -> OperatorGroup {
        let partner = try context.administeredPartner()
        var fields = FieldRules()
        let name = fields.text(request.name, "name", RoutingLimits.name)
        try fields.operators(request.operatorIds, of: partner.id, in: context.database)
        try fields.check()
        try context.demandRoom(
            in: "operator_groups",
            of: partner.id,
            most: RoutingLimits.mostGroups
        )
        let record = try context.create(
            OperatorGroupRecord(
                named: name,
                of: request.operatorIds,
                id: context.newID(),
                of: partner
            )
        )
        try record.index(in: context.database)
        return try record.group(in: context.database)
    }
}

extension EditOperatorGroup: CommandHandler {
    package static func run(
        _ request: Request,
        in context: CommandContext<HelpdeskEnvironment>
    ) throws -> OperatorGroup {
        let partner = try context.administeredPartner()
        var fields = FieldRules()
        let name = fields.text(request.name, "name", RoutingLimits.name)
        try fields.operators(request.operatorIds, of: partner.id, in: context.database)
        try fields.check()
        let record = try context.edit(
            OperatorGroupRecord.self,
            request.groupId,
            of: partner.id,
            version: request.version
        ) { $0.take(name, request.operatorIds) }
        try record.index(in: context.database)
        try context.assign(at: partner.id)
        return try record.group(in: context.database)
    }
}

extension DeleteOperatorGroup: CommandHandler {
    package static func run(
        _ request: Request,
        in context: CommandContext<HelpdeskEnvironment>
    ) throws -> Empty {
        let partner = try context.administeredPartner()
        let database = context.database
        var record = try OperatorGroupRecord.find(request.groupId, of: partner.id, in: database)
        let isNamed = try database.exists(
            "SELECT 1 FROM rule_groups WHERE operator_group = ?",
            [record.id]
        )
        guard !isNamed else { throw Refusal(.wrongState, "A routing rule names it.") }
        record.version += 1
        try context.emit(record.state(isDeleted: true), about: record.id.uuid, of: partner)
        try database.run("DELETE FROM group_operators WHERE operator_group = ?", [record.id])
        try database.run("DELETE FROM operator_groups WHERE id = ?", [record.id])
        return Empty()
    }
}

extension ListOperatorGroups: ReadHandler {
    package static func run(
        _ request: Request,
        in context: ReadContext<HelpdeskEnvironment>
    ) throws -> Page<OperatorGroup> {
        try context.caller.requireAdministrator()
        var list = ListQuery(of: OperatorGroupRecord.self, by: "name_key")
        list.filter("partner", try context.caller.requirePartner())
        return try page(list, of: request, in: context, as: OperatorGroupRecord.self) {
            try $0.group(in: context.database)
        }
    }
}

extension FieldRules {
    /// Operators of the partner, each once.
    mutating func operators(
        _ ids: [UserID],
        of partner: PartnerID,
        in database: Database,
        path: String = "operatorIds"
    ) throws {
        require(RoutingLimits.operators.contains(Int64(ids.count)), path, .count)
        require(Set(ids).count == ids.count, path, .once)
        guard violations.isEmpty else { return }
        let present = Set(try OperatorRecord.present(ids, of: partner, in: database))
        for (place, id) in ids.enumerated() where !present.contains(id) {
            refuse("\(path)[\(place)]", .known)
        }
    }
}

extension OperatorRecord {
    /// Those of them who are operators of the partner.
    static func present(
        _ ids: [UserID],
        of partner: PartnerID,
        in database: Database
    ) throws -> [UserID] {
        try ids.filter { id in
            try database.exists(
                "SELECT 1 FROM operators WHERE id = ? AND partner = ?",
                [id, partner]
            )
        }
    }
}
