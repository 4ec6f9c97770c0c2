import FoundationEssentials
import GRDB
import OctopusPartnersContract
import OctopusServiceKit

/// A request as it lies in the database; what was asked for never changes.
struct RequestRecord: OwnedRecord, VersionedRecord {
    static let databaseTableName = "requests"
    static let ownerColumn = "tenant"
    static let taken = ["partner": Refusal(.requestOpen)]
    typealias Owner = TenantID

    let id: RequestID
    let tenant: TenantID
    /// Nil for who asks to become one, until that is approved.
    private(set) var partner: PartnerID?
    var version: Int64 = 1
    let kind: RequestKind
    private let desk: RequestDesk
    let title: String
    let partnerName: String
    let items: [RequestedItem]
    /// What the package gave when it was asked for.
    let terms: PackageTerms?
    /// What the add-ons brought when they were asked for.
    let impressions: Int64
    /// What they added to the package's limits.
    let raises: PackageLimits?
    private(set) var status = RequestStatus.pending
    private(set) var description: String?
    /// What would be sent or shown.
    let preview: RequestPreview?
    /// Of who asks to become a partner; personal.
    private(set) var contactName: String?
    var email: String?
    private(set) var phone: String?
    private(set) var website: String?
    private let requestedBy: UUID?
    private let requestedActor: UUID?
    let requestedAt: Instant
    private(set) var decidedBy: UserID?
    private(set) var decidedAt: Instant?
    private(set) var reason: String?
    /// When what a stranger said of themselves is erased; a request that still waits ends with it.
    private var forgetAt: Instant?

    /// A partner's request.
    init(
        _ kind: RequestKind,
        _ asked: AskedItems,
        description: String?,
        of partner: PartnerRecord,
        by person: Person,
        id: RequestID,
        at now: Instant
    ) {
        (self.id, self.kind, desk) = (id, kind, kind.desk)
        (tenant, self.partner, partnerName) = (partner.tenant, partner.id, partner.name)
        (title, items) = (asked.title, asked.items)
        (terms, impressions, raises) = (asked.terms, asked.impressions, asked.raises)
        self.description = description
        (contactName, email, phone, website, preview) = (nil, nil, nil, nil, asked.preview)
        (requestedBy, requestedActor) = (person.subject, person.actor)
        requestedAt = now
    }

    /// A stranger's, to become a partner.
    init(_ form: PartnershipForm, of tenant: TenantID, id: RequestID, at now: Instant) {
        (self.id, kind, desk) = (id, .partnership, RequestKind.partnership.desk)
        (self.tenant, partner, partnerName) = (tenant, nil, form.partnerName)
        (title, items) = (form.title, form.items)
        (terms, impressions, raises) = (form.terms, form.impressions, form.raises)
        description = form.description
        (contactName, email, phone) = (form.ownerName, form.email, form.phone)
        (website, preview) = (form.website, nil)
        (requestedBy, requestedActor) = (nil, nil)
        requestedAt = now
        forgetAt = now.adding(milliseconds: Strangers.waitMilliseconds)
    }

    /// What another service asks for a partner.
    init(_ asked: some ApprovalAsked, of partner: PartnerRecord, at now: Instant) {
        (id, kind, desk) = (asked.requestId, asked.kind, asked.kind.desk)
        (tenant, self.partner, partnerName) = (partner.tenant, partner.id, partner.name)
        (title, items, preview) = (asked.title, asked.items, asked.preview)
        (terms, impressions, raises, description) = (nil, 0, nil, nil)
        (contactName, email, phone, website) = (nil, nil, nil, nil)
        (requestedBy, requestedActor) = (asked.askedById.uuid, asked.askedActorId?.uuid)
        requestedAt = now
    }

    /// It was approved, and who asked is that partner from now on.
    mutating func become(_ partner: PartnerID) {
        self.partner = partner
    }

    /// Whether that person asked for it, in their own name or in another's.
    func isAsked(by person: Person) -> Bool {
        let who = [person.subject, person.actor].compactMap(\.self)
        return [requestedBy, requestedActor].contains { $0.map(who.contains) ?? false }
    }

    /// Takes its only step.
    ///
    /// - Throws: `alreadyDecided`, with what became of it, by whom and when.
    mutating func step<M: Method>(
        by method: M.Type,
        _ person: Person,
        reason: String? = nil,
        at now: Instant
    ) throws(Refusal) {
        if let decidedAt {
            let whom = decidedBy.map { " by \($0)" } ?? ""
            throw Refusal(
                .alreadyDecided,
                "It was \(status.rawValue)\(whom) at \(decidedAt.text)."
            )
        }
        status = try requestSteps.next(by: method, from: status)
        (decidedBy, decidedAt) = (person.deciding, now)
        self.reason = reason
        // Of an approved one the account is opened first.
        forgetAt = nil
        if kind == .partnership, status == .rejected { forgetSoon(at: now) }
    }

    /// What its stranger said of themselves is over and done with.
    mutating func forgetSoon(at now: Instant) {
        forgetAt = now.adding(milliseconds: Strangers.keptMilliseconds)
    }

    /// It ends undecided: a stranger's by time, another service's by its partner.
    mutating func lapse(at now: Instant) {
        (status, decidedAt) = (.cancelled, now)
    }

    /// Erases what a stranger said of themselves.
    mutating func forgetRequester() {
        (contactName, email, phone, website, description) = (nil, nil, nil, nil, nil)
        // What they were told may name them.
        reason = reason.map { _ in Strangers.erased }
        forgetAt = nil
    }

    /// Demands that nobody of the tenant logs in with the address of who asked.
    ///
    /// - Throws: `ownerEmailTaken`.
    func demandFreeAddress(in database: Database) throws {
        let isTaken = try database.exists(
            // The account that the same request made before a restore is its own.
            "SELECT 1 FROM users WHERE tenant = ? AND email = ? AND partner IS NOT ?",
            [tenant, email, partner]
        )
        if isTaken { throw Refusal(.ownerEmailTaken) }
    }

    /// The approved one by which a partner came to be, whose id the partner bears.
    static func opened(
        _ partner: PartnerID,
        of tenant: TenantID,
        in database: Database
    ) throws -> RequestRecord? {
        let asked = try known(RequestID(partner.uuid), of: tenant, in: database)
        return asked?.kind == .partnership && asked?.status == .approved ? asked : nil
    }

    /// The request of the stranger with that address that waits; there is one at most.
    static func stranger(
        _ email: String,
        of tenant: TenantID,
        in database: Database
    ) throws -> RequestRecord? {
        try one(
            database,
            """
            SELECT * FROM requests
            WHERE tenant = ? AND email = ? AND status = 'pending' AND kind = 'partnership'
            """,
            [tenant, email]
        )
    }

    /// The partner's request for a package that waits; there is one at most.
    static func openPackage(of partner: PartnerID, in database: Database) throws -> RequestRecord? {
        try one(
            database,
            """
            SELECT * FROM requests
            WHERE partner = ? AND status = 'pending' AND kind = 'packageChange'
            """,
            [partner]
        )
    }

    var scope: RecordScope { RecordScope(tenant: tenant, partner: partner) }

    var request: PartnerRequest {
        PartnerRequest(
            id: id,
            version: version,
            kind: kind,
            title: title,
            items: items,
            status: status,
            requestedAt: requestedAt,
            decidedAt: decidedAt,
            reason: reason
        )
    }

    var state: RequestChanged {
        RequestChanged(
            id: id,
            version: version,
            kind: kind,
            status: status,
            items: items,
            decidedById: decidedBy
        )
    }
}

extension Person {
    /// Who decides, in whose place it may be.
    var deciding: UserID { UserID(actor ?? subject) }
}

/// A pending request is decided or cancelled once; nothing follows.
let requestSteps = Steps<RequestStatus>(
    .by(ApproveRequest.self, from: .pending, to: .approved),
    .by(RejectRequest.self, from: .pending, to: .rejected),
    .by(CancelRequest.self, from: .pending, to: .cancelled)
)

/// What is asked for, as it is at that moment.
struct AskedItems {
    let title: String
    let items: [RequestedItem]
    var terms: PackageTerms?
    var impressions: Int64 = 0
    var raises: PackageLimits?
    /// What would be shown.
    var preview: RequestPreview?
}

extension Instant {
    /// As `2026-11-27T18:30:00Z`.
    fileprivate var text: String {
        Date(timeIntervalSince1970: Double(milliseconds) / 1000).formatted(.iso8601)
    }
}
