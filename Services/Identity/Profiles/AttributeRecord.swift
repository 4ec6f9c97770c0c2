import OctopusIdentityContract
import GRDB
import OctopusServiceKit

/// An attribute of end users' profiles, as the database has it.
struct AttributeRecord: OwnedRecord, VersionedRecord {
    static let databaseTableName = "profile_attributes"
    typealias Owner = TenantID
    static let ownerColumn = "tenant_id"
    static let taken = ["name_key": Refusal(.attributeNameTaken)]

    let id: AttributeID
    let tenantId: TenantID
    var version: Int64 = 1
    private(set) var name: String
    private(set) var nameKey: String
    let kind: AttributeKind
    /// Nil unless the kind is `choice`.
    private(set) var choices: [String]?
    let createdAt: Instant
    var retiredAt: Instant?

    init(
        _ fields: AttributeFields,
        _ kind: AttributeKind,
        id: AttributeID,
        of tenant: TenantID,
        at now: Instant
    ) {
        (self.id, tenantId, self.kind, createdAt) = (id, tenant, kind, now)
        (name, nameKey) = ("", "")
        take(fields)
    }

    mutating func take(_ fields: AttributeFields) {
        (name, nameKey, choices) = (fields.name, Folding.key(fields.name), fields.choices)
    }

    var scope: RecordScope { RecordScope(tenant: tenantId) }

    var state: AttributeChanged {
        AttributeChanged(
            id: id,
            version: version,
            name: name,
            kind: kind,
            choices: choices,
            retiredAt: retiredAt
        )
    }

    var attribute: ProfileAttribute {
        ProfileAttribute(
            id: id,
            version: version,
            name: name,
            kind: kind,
            choices: choices,
            createdAt: createdAt,
            retiredAt: retiredAt
        )
    }
}

extension AttributeRecord {
    /// Those that are in use, by their ids.
    static func inUse(
        of tenant: TenantID,
        in database: Database
    ) throws -> [AttributeID: AttributeRecord] {
        let records = try all(
            database,
            "SELECT * FROM profile_attributes WHERE tenant_id = ? AND retired_at IS NULL",
            [tenant]
        )
        return Dictionary(uniqueKeysWithValues: records.map { ($0.id, $0) })
    }

    /// - Throws: `wrongState` of one that is retired.
    func demandInUse() throws(Refusal) {
        if retiredAt != nil { throw Refusal(.wrongState, "The attribute is retired.") }
    }
}
