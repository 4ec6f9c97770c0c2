import GRDB
import OctopusPartnersContract
import OctopusServiceKit

/// A row of the tenant's history, which is never changed.
struct DecisionRecord: StoredRecord {
    static let databaseTableName = "decisions"

    /// Its place in the history; the database gives it.
    private var seq: Int64?
    private let request: RequestID
    private let tenant: TenantID
    private let desk: RequestDesk
    private let kind: RequestKind
    private let title: String
    private let partnerName: String
    private let nameKey: String
    private let items: [RequestedItem]
    private let decision: RequestDecision
    private let decidedAt: Instant
    private let decidedBy: UserID
    private let reason: String?

    init(
        _ record: RequestRecord,
        _ decision: RequestDecision,
        by user: UserID,
        at now: Instant
    ) {
        (request, tenant, kind) = (record.id, record.tenant, record.kind)
        (desk, title, items) = (record.kind.desk, record.title, record.items)
        (partnerName, nameKey) = (record.partnerName, Folding.key(record.partnerName))
        (self.decision, decidedBy, decidedAt) = (decision, user, now)
        reason = record.reason
    }

    var decided: DecidedRequest {
        DecidedRequest(
            requestId: request,
            kind: kind,
            title: title,
            partnerName: partnerName,
            items: items,
            decision: decision,
            decidedAt: decidedAt,
            decidedById: decidedBy,
            reason: reason
        )
    }
}
