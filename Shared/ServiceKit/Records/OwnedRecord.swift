package import OctopusContract
package import GRDB
package import struct FoundationEssentials.UUID

/// A record that belongs to somebody and is found within what belongs to them only.
///
///     struct CouponRecord: OwnedRecord {
///         static let databaseTableName = "coupons"
///         static let ownerColumn = "partner"
///         let id: CouponID
///         let partner: PartnerID
///         …
///     }
///
///     let coupon = try CouponRecord.find(request.couponId, of: partner, in: context.database)
package protocol OwnedRecord: StoredRecord {
    associatedtype Key: RecordKey
    associatedtype Owner: DatabaseValueConvertible = PartnerID

    /// The column that names the owner.
    static var ownerColumn: String { get }
    /// The table's primary key.
    var id: Key { get }
}

extension OwnedRecord {
    package static var ownerColumn: String { "partner" }

    /// The owner's record of that id; nil if there is none, or if it is somebody else's.
    package static func known(
        _ id: Key,
        of owner: Owner,
        in database: Database
    ) throws -> Self? {
        try one(
            database,
            "SELECT * FROM \(databaseTableName) WHERE id = ? AND \(ownerColumn) = ?",
            [id, owner]
        )
    }

    /// The owner's record of that id.
    ///
    /// - Throws: `notFound`, also for what belongs to somebody else.
    package static func find(_ id: Key, of owner: Owner, in database: Database) throws -> Self {
        guard let record = try known(id, of: owner, in: database) else {
            throw Refusal(.notFound)
        }
        return record
    }
}

/// What a record's primary key may be: an identifier of the contract, or a bare UUID.
package protocol RecordKey: DatabaseValueConvertible, Hashable, Sendable {
    /// What events and snapshots call the thing.
    var subject: UUID { get }
}

extension ID: RecordKey {
    package var subject: UUID { uuid }
}

extension UUID: RecordKey {
    package var subject: UUID { self }
}
