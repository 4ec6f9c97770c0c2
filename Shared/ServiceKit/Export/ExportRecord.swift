import OctopusCBOR
package import OctopusContract
import GRDB
import OctopusMesh
import OctopusStore
import struct FoundationEssentials.Data

/// An export, as it is made and kept.
struct ExportRecord: StoredRecord {
    enum State: String, Codable { case making, ready, failed }

    static let databaseTableName = "exports"
    /// A day after it was begun an export is gone.
    static let keptMilliseconds: Int64 = 86_400_000
    static let mostOfOwner = 5
    static let mostBytes = 64 * 1024 * 1024

    let id: ExportID
    let list: String
    let owner: Data
    let product: Product?
    let level: Level?
    let tenant: TenantID?
    let partner: PartnerID?
    let request: Data
    let upto: Int64
    var place: Data?
    var rows: Int64 = 0
    var bytes: Int64 = 0
    var chunks: Int64 = 0
    var state = State.making
    let createdAt: Instant
    let expiresAt: Instant

    var source: ExportDefinition.Source {
        ExportDefinition.Source(request: Array(request), tenant: tenant, partner: partner)
    }

    /// The caller's export, if it still may see what is in it.
    ///
    /// - Throws: `notFound`.
    static func find(
        _ id: ExportID,
        for caller: Caller,
        at now: Instant,
        in database: Database
    )
        throws -> ExportRecord
    {
        let record = try one(
            database,
            "SELECT * FROM exports WHERE id = ? AND owner = ? AND expires_at > ?",
            [id, Data(caller.askingDigest), now]
        )
        guard let record, record.isOpen(to: caller) else { throw Refusal(.notFound) }
        return record
    }

    /// Demands that the caller has room for one more.
    ///
    /// - Returns: By what it is theirs.
    /// - Throws: `tooManyExports`.
    @discardableResult
    static func demandRoom(for caller: Caller, in database: Database) throws -> Data {
        let owner = Data(caller.askingDigest)
        let count = try Int.one(database, "SELECT count(*) FROM exports WHERE owner = ?", [owner])
        guard count ?? 0 < mostOfOwner else { throw Refusal(.tooManyExports) }
        return owner
    }

    private func isOpen(to caller: Caller) -> Bool {
        guard let product, let level else { return caller.principal.scope == .installation }
        return caller.may(product, level)
    }
}

extension WaitingContext {
    /// Demands, before anything is counted for it, that the caller may have one more export.
    ///
    /// - Throws: `tooManyExports`.
    package func demandExport() async throws {
        let caller = caller
        _ = try await store.read { try ExportRecord.demandRoom(for: caller, in: $0) }
    }
}

extension CommandContext {
    /// Begins an export of a list, with the rows that there are now.
    ///
    /// - Parameters:
    ///   - definition: What is exported; the service's table of contents has it.
    ///   - request: What is looked for.
    /// - Returns: What the caller reads it by.
    /// - Throws: `tooManyExports`.
    package func beginExport(
        _ definition: ExportDefinition,
        of request: some Message
    ) throws -> BegunExport {
        let owner = try ExportRecord.demandRoom(for: caller, in: database)
        let (product, level) = caller.rule.demand
        let record = ExportRecord(
            id: newID(),
            list: definition.name,
            owner: owner,
            product: product,
            level: level,
            tenant: caller.reach.tenant,
            partner: caller.reach.partner,
            request: Data(try CBOREncoder().encode(request)),
            upto: try definition.end(in: database),
            createdAt: now,
            expiresAt: now.adding(milliseconds: ExportRecord.keptMilliseconds)
        )
        // What can't be listed is refused now.
        if case .list(let listing) = definition.content { _ = try listing.list(record.source) }
        try record.store(in: database)
        try wake(ExportJob.name)
        return BegunExport(exportId: record.id, expiresAt: record.expiresAt)
    }
}

extension AccessRule {
    /// What of a role it demands.
    fileprivate var demand: (Product?, Level?) {
        switch self {
        case .tenantUser(let product, let level), .partnerUser(let product, let level):
            (product, level)
        default: (nil, nil)
        }
    }
}
