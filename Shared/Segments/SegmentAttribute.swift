package import GRDB
package import OctopusContract
package import OctopusIdentityContract
import OctopusServiceKit

/// An attribute as segments keep it: what rules may ask of it, and where its values lie.
package struct SegmentAttribute: StoredRecord {
    package static let databaseTableName = "segment_attributes"
    /// A tenant has 50 attributes in use at most; the other columns are those of retired ones, until the
    /// last value of theirs was removed.
    static let slots = 64

    package let id: AttributeID
    let tenant: TenantID
    var version: Int64
    package let kind: AttributeKind
    package var choices: [String]?
    var retiredAt: Instant?
    let slot: Int
    /// Of one that was retired: up to which end user its column is empty.
    var clearedTo: EndUserID?

    /// The column of `segment_people`.
    var column: String { "s\(slot)" }

    /// Those that are in use, by their ids.
    package static func inUse(
        of tenant: TenantID,
        in database: Database
    ) throws -> [AttributeID: SegmentAttribute] {
        let all = try all(database, "SELECT * FROM segment_attributes WHERE tenant = ?", [tenant])
        return Dictionary(
            uniqueKeysWithValues: all.filter { $0.retiredAt == nil }.map { ($0.id, $0) }
        )
    }

    /// The attribute of that id, with a column of its own from now on; nil for one that was retired and lost it.
    ///
    /// - Throws: `SegmentFault` while no column is free.
    static func known(
        _ id: AttributeID,
        _ kind: AttributeKind,
        of tenant: TenantID,
        in database: Database
    ) throws -> SegmentAttribute? {
        let known = try one(database, "SELECT * FROM segment_attributes WHERE id = ?", [id])
        if let known { return known }
        guard try RetiredAttributes.version(of: id, in: database) == nil else { return nil }
        let attribute = SegmentAttribute(
            id: id,
            tenant: tenant,
            version: 0,
            kind: kind,
            choices: nil,
            retiredAt: nil,
            slot: try freeSlot(of: tenant, in: database)
        )
        try attribute.store(in: database)
        return attribute
    }

    /// The first column that the tenant does not use.
    private static func freeSlot(of tenant: TenantID, in database: Database) throws -> Int {
        let all = try all(database, "SELECT * FROM segment_attributes WHERE tenant = ?", [tenant])
        let used = Set(all.map(\.slot))
        guard let free = (0..<slots).first(where: { !used.contains($0) }) else {
            throw SegmentFault.noFreeSlot
        }
        return free
    }
}

/// What can't be kept yet; the thing is parked, and tried again each minute.
enum SegmentFault: Error {
    /// Attributes were retired faster than their columns are emptied.
    case noFreeSlot
}
