import GRDB
import OctopusIdentityContract
import OctopusPartnersContract
import OctopusServiceKit
import OctopusStore

/// What a tenant decides about a partner, beside its package.
struct StandingRecord: OwnedRecord, VersionedRecord {
    static let databaseTableName = "standings"
    static let ownerColumn = "tenant"
    static let taken = ["invoice_id": Refusal(.invoiceIdTaken)]
    typealias Owner = TenantID

    /// The partner.
    let id: PartnerID
    let tenant: TenantID
    var version: Int64 = 1
    private(set) var name: String
    private var nameKey: String
    private(set) var status: PartnerStatus
    private(set) var statusSince: Instant
    /// Why it is suspended.
    private(set) var statusReason: String?
    var invoiceId: String?
    let joinedAt: Instant
    /// What the business says of itself.
    private(set) var phone: String?
    private(set) var website: String?
    private(set) var description: String?
    /// Whether a restored identity does not know it any more.
    private(set) var isLost = false

    /// A partner that identity has told of; its status is identity's until the tenant says otherwise.
    ///
    /// - Parameters:
    ///   - event: What identity told.
    ///   - tenant: Whose partner it is.
    ///   - asked: The request by which it came to be.
    ///   - now: When it came to be.
    init(_ event: PartnerChanged, of tenant: TenantID, _ asked: RequestRecord?, at now: Instant) {
        (id, self.tenant, status) = (event.id, tenant, event.status)
        (name, nameKey) = (event.name, Folding.key(event.name))
        (statusSince, joinedAt) = (now, now)
        (phone, website, description) = (asked?.phone, asked?.website, asked?.description)
    }

    /// Replaces what the business says of itself.
    mutating func take(phone: String?, website: String?, description: String?) {
        (self.phone, self.website, self.description) = (phone, website, description)
    }

    mutating func rename(_ name: String) {
        (self.name, nameKey) = (name, Folding.key(name))
    }

    /// What it may do now: nothing without an account.
    var presentStatus: PartnerStatus { isLost ? .suspended : status }

    /// Identity tells of it.
    mutating func beFound() { isLost = false }

    mutating func become(_ status: PartnerStatus, reason: String?, at now: Instant) {
        (self.status, statusReason, statusSince) = (status, reason, now)
    }

    static func find(_ partner: PartnerID, in database: Database) throws -> StandingRecord? {
        try one(database, "SELECT * FROM standings WHERE id = ?", [partner])
    }

    var scope: RecordScope { RecordScope(tenant: tenant, partner: id) }

    var state: PartnerStandingChanged {
        PartnerStandingChanged(id: id, version: version, status: status)
    }

    /// As the tenant sees it, with its package.
    func myPartner(_ partnership: PartnershipRecord?) -> MyPartner {
        MyPartner(
            id: id,
            version: version,
            name: name,
            status: presentStatus,
            invoiceId: invoiceId,
            package: partnership?.item,
            packageSinceAt: partnership?.since,
            joinedAt: joinedAt
        )
    }
}

extension StandingRecord {
    /// Partners that come to be at identity, and what they are called.
    ///
    /// Of the status identity follows this service, and not the other way round.
    static let follower = FollowerDefinition<PartnersEnvironment>.projection(
        "standings",
        of: "identity",
        [
            .on(PartnerChanged.self, retention: losing) { event, _, context in
                guard let tenant = context.tenant else { throw FollowingFault.withoutTenant }
                try keep(event, of: tenant, at: context.happenedAt, in: context.work)
                try DefaultPackages.give(to: event.id, of: tenant, in: context.work)
            }
        ]
    )

    /// Partners that a restored identity does not know.
    private static let losing = Retention(table: "standings", assignments: "is_lost = 1")

    private static func keep(
        _ event: PartnerChanged,
        of tenant: TenantID,
        at happenedAt: Instant,
        in context: WorkContext<PartnersEnvironment>
    ) throws {
        guard var known = try find(event.id, in: context.database) else {
            var asked = try RequestRecord.opened(event.id, of: tenant, in: context.database)
            try context.create(StandingRecord(event, of: tenant, asked, at: happenedAt))
            try StuckPartnerships.end(event.id, in: context.database)
            asked?.forgetSoon(at: context.now)
            try asked?.storeChange(in: context.database)
            return try context.note(.joined, of: event.id)
        }
        guard known.name != event.name || known.isLost else { return }
        known.rename(event.name)
        known.beFound()
        // Nothing that is told has changed.
        try known.storeChange(in: context.database)
    }
}
