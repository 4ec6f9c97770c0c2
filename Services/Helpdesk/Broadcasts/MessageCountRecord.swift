import GRDB
import OctopusHelpdeskContract
import OctopusServiceKit

/// How many end users a partner has sent messages to in the month that runs.
struct MessageCountRecord: VersionedRecord {
    static let databaseTableName = "message_counts"

    /// The partner.
    let id: PartnerID
    let tenant: TenantID
    var version: Int64 = 0
    private(set) var month: String
    private(set) var sent: Int64 = 0

    /// What holds at a moment.
    ///
    /// Months only rise: a clock that is put back counts on in the month that has begun.
    static func of(
        _ partner: PartnerRecord,
        at now: Instant,
        in database: Database
    ) throws -> MessageCountRecord {
        let month = MessageMonth.text(at: now, in: partner.calendar)
        let known = try one(database, "SELECT * FROM message_counts WHERE id = ?", [partner.id])
        var record =
            known ?? MessageCountRecord(id: partner.id, tenant: partner.tenant, month: month)
        if month > record.month { (record.month, record.sent) = (month, 0) }
        return record
    }

    mutating func add(_ count: Int64) { sent += count }

    var scope: RecordScope { RecordScope(tenant: tenant, partner: id) }

    var state: HelpdeskMessagesCounted {
        HelpdeskMessagesCounted(id: id, version: version, month: month, sent: sent)
    }
}

extension Emitting {
    /// Stores what a partner has sent, and tells it.
    func count(_ record: MessageCountRecord) throws {
        guard record.version > 0 else {
            var first = record
            first.version = 1
            try create(first)
            return
        }
        try storeNext(of: record)
    }
}

extension BroadcastRecord {
    /// Demands that the month has room for all who are left, beside those of the partner's other broadcasts
    /// that are on their way.
    ///
    /// - Throws: `packageLimit`.
    func demandRoom(of partner: PartnerRecord, at now: Instant, in database: Database) throws {
        let others = try Int64.one(
            database,
            """
            SELECT sum(audience - sent - skipped) FROM broadcasts
            WHERE partner = ? AND status IN ('sending', 'paused') AND id <> ?
                AND is_gathered = 1 AND paused_for IS NOT 'limit'
            """,
            [partner.id, id]
        )
        let used = try MessageCountRecord.of(partner, at: now, in: database).sent
        try Entitlement.of(partner.id, in: database).messages.demandRoom(
            for: .messages,
            beside: used + (others ?? 0),
            count: max(1, left)
        )
    }
}
