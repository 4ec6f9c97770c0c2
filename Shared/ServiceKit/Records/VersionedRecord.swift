import OctopusCBOR
package import OctopusContract
import GRDB

/// A record that others follow: each change raises its version and tells its whole state.
///
///     struct PointTypeRecord: OwnedRecord, VersionedRecord {
///         static let databaseTableName = "point_types"
///         let id: PointTypeID
///         let tenant: TenantID
///         let partner: PartnerID
///         var version: Int64 = 1
///         var name: String
///         var state: PointTypeChanged { PointTypeChanged(id: id, version: version, name: name) }
///     }
///
///     // A command that creates one, and one that edits it:
///     try context.create(PointTypeRecord(…))
///     try context.edit(PointTypeRecord.self, request.id, of: partner, version: request.version) {
///         $0.name = request.name
///     }
///     // In the service's table of contents:
///     snapshots: [.of(PointTypeRecord.self)]
package protocol VersionedRecord: StoredRecord {
    associatedtype Key: RecordKey
    associatedtype State: Event

    /// The table's primary key.
    var id: Key { get }
    /// 1 for a new one.
    var version: Int64 { get set }
    /// Whose it is.
    var scope: RecordScope { get }
    /// The whole of it, as its event tells it.
    var state: State { get }
    /// What of it is personal.
    var personal: State.Personal? { get }
    /// Which rows a snapshot has; all of them unless it says otherwise.
    static var snapshotCondition: String? { get }
}

extension VersionedRecord {
    package var personal: State.Personal? { nil }
    package static var snapshotCondition: String? { nil }
}

/// The tenant and the partner that a record's events belong to.
package struct RecordScope: Hashable, Sendable {
    package let tenant: TenantID?
    package let partner: PartnerID?

    package init(tenant: TenantID?, partner: PartnerID? = nil) {
        self.tenant = tenant
        self.partner = partner
    }
}

extension Emitting {
    /// Stores a new record and tells its state.
    @discardableResult
    package func create<R: VersionedRecord>(_ record: R) throws -> R {
        try record.store(in: database)
        try tell(record)
        return record
    }

    /// Changes the owner's record, raises its version and tells its new state.
    ///
    /// - Parameters:
    ///   - type: What sort of record.
    ///   - id: Which record.
    ///   - owner: Whose it must be.
    ///   - version: The version that was read, from the request.
    ///   - change: What becomes of it; it may refuse.
    /// - Returns: The record as it is now.
    /// - Throws: `notFound`, `stale`, what `change` throws, and the refusal of `taken`.
    @discardableResult
    package func edit<R: OwnedRecord & VersionedRecord>(
        _ type: R.Type,
        _ id: R.Key,
        of owner: R.Owner,
        version: Int64,
        _ change: (inout R) throws -> Void
    ) throws -> R {
        var record = try R.find(id, of: owner, in: database)
        guard record.version == version else { throw Refusal(.stale) }
        let before = record
        try change(&record)
        return try storeNext(of: record, insteadOf: before)
    }

    /// Stores a changed record under the next version and tells its state.
    ///
    /// For changes that no version was read for: what a job or an event brings about.
    @discardableResult
    package func storeNext<R: VersionedRecord>(of record: R) throws -> R {
        // What it was is for the audit alone.
        let before =
            transaction.audit == nil
            ? nil
            : try R.one(
                database,
                "SELECT * FROM \(R.databaseTableName) WHERE id = ?",
                [record.id]
            )
        return try storeNext(of: record, insteadOf: before)
    }

    private func storeNext<R: VersionedRecord>(of record: R, insteadOf before: R?) throws -> R {
        var record = record
        record.version += 1
        try record.storeChange(in: database)
        try tell(record, insteadOf: before)
        return record
    }

    /// Appends the event that bears the record's state.
    package func tell<R: VersionedRecord>(_ record: R) throws {
        try tell(record, insteadOf: nil)
    }

    private func tell<R: VersionedRecord>(_ record: R, insteadOf before: R?) throws {
        let encoder = CBOREncoder()
        let was = try transaction.audit.flatMap { _ in
            try before.map { before in
                AuditState(
                    body: try encoder.encode(before.state),
                    personal: try before.personal.map { try encoder.encode($0) }
                )
            }
        }
        try emit(
            record.state,
            personal: record.personal,
            insteadOf: was,
            about: record.id.subject,
            tenant: record.scope.tenant,
            partner: record.scope.partner
        )
    }
}

extension SnapshotDefinition {
    /// The present states of a table's records.
    package static func of<R: VersionedRecord>(_ record: R.Type) -> Self {
        let table = R.databaseTableName
        let conditions = [R.snapshotCondition].compactMap { $0 }
        func select(_ conditions: [String]) -> String {
            let condition =
                conditions.isEmpty ? "" : " WHERE " + conditions.joined(separator: " AND ")
            return "SELECT * FROM \(table)\(condition) ORDER BY id LIMIT ?"
        }
        let (first, next) = (select(conditions), select(conditions + ["id > ?"]))
        return .of(R.State.self) { database, after, limit in
            let records =
                try after.map { try R.all(database, next, [$0, limit]) }
                ?? R.all(database, first, [limit])
            return records.map { record in
                SnapshotRow(
                    subject: record.id.subject,
                    tenant: record.scope.tenant,
                    partner: record.scope.partner,
                    event: record.state,
                    personal: record.personal
                )
            }
        }
    }
}
