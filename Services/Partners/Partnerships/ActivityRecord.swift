import GRDB
package import OctopusPartnersContract
package import OctopusServiceKit

/// Something that happened to a partner.
struct ActivityRecord: StoredRecord {
    static let databaseTableName = "activities"

    /// Its place; the database gives it.
    private var seq: Int64?
    private let partner: PartnerID
    private let kind: ActivityKind
    private let at: Instant
    private let request: RequestID?
    private let title: String?
    private let reason: String?

    init(
        _ kind: ActivityKind,
        of partner: PartnerID,
        _ request: RequestRecord?,
        title: String?,
        reason: String?,
        at now: Instant
    ) {
        (self.kind, self.partner, at) = (kind, partner, now)
        self.request = request?.id
        self.title = title ?? request?.title
        self.reason = reason
    }

    var activity: Activity {
        Activity(kind: kind, at: at, requestId: request, title: title, reason: reason)
    }
}

extension Emitting {
    /// Writes down what happened to a partner, in the transaction in which it happens.
    func note(
        _ kind: ActivityKind,
        of partner: PartnerID?,
        _ request: RequestRecord? = nil,
        title: String? = nil,
        reason: String? = nil
    ) throws {
        guard let partner else { return }
        try ActivityRecord(kind, of: partner, request, title: title, reason: reason, at: now)
            .store(in: database)
    }
}

extension ListActivity: ReadHandler {
    package static func run(
        _ request: Request,
        in context: ReadContext<PartnersEnvironment>
    ) throws -> Page<Activity> {
        var list = ListQuery(of: ActivityRecord.self, by: "seq", direction: .descending)
        list.filter("partner", try context.caller.requirePartner())
        return try page(list, of: request, in: context, as: ActivityRecord.self, \.activity)
    }
}
