import GRDB
import OctopusPartnersContract
import OctopusSegments
import OctopusServiceKit

/// A segment as it lies in the database.
struct SegmentRecord: OwnedRecord, VersionedRecord {
    static let databaseTableName = "segments"
    static let taken = ["name_key": Refusal(.segmentNameTaken)]

    let id: SegmentID
    let tenant: TenantID
    let partner: PartnerID
    var version: Int64 = 1
    private(set) var name: String
    private var nameKey: String
    private(set) var rule: SegmentRule
    var status = SegmentStatus.active
    private let createdAt: Instant

    init(_ fields: SegmentFields, id: SegmentID, of partner: PartnerRecord, at now: Instant) {
        (self.id, tenant, self.partner) = (id, partner.tenant, partner.id)
        (name, nameKey, rule, createdAt) = ("", "", fields.rule, now)
        take(fields)
    }

    /// Replaces everything that can be edited.
    mutating func take(_ fields: SegmentFields) {
        (name, nameKey, rule) = (fields.name, Folding.key(fields.name), fields.rule)
    }

    var scope: RecordScope { RecordScope(tenant: tenant, partner: partner) }

    var state: SegmentChanged {
        SegmentChanged(id: id, version: version, name: name, rule: rule, status: status)
    }

    /// As callers see it, with the tenant's attributes that are in use.
    func segment(_ attributes: [AttributeID: SegmentAttribute]) -> Segment {
        let retired = rule.attributes.filter { attributes[$0] == nil }.sorted()
        return Segment(
            id: id,
            version: version,
            name: name,
            rule: rule,
            status: status,
            retiredAttributes: retired.isEmpty ? nil : retired,
            createdAt: createdAt
        )
    }

    func segment(in database: Database) throws -> Segment {
        segment(try SegmentAttribute.inUse(of: tenant, in: database))
    }
}

// For what sends something to a segment.
extension SegmentRecord {
    /// The partner's segment, if something can be sent to it.
    ///
    /// - Throws: `notFound`, `wrongState`.
    static func usable(
        _ id: SegmentID,
        of partner: PartnerID,
        in database: Database
    ) throws -> SegmentRecord {
        let record = try find(id, of: partner, in: database)
        try record.demandActive()
        return record
    }

    /// - Throws: `wrongState` of one that is archived.
    func demandActive() throws(Refusal) {
        if status != .active { throw Refusal(.wrongState, "The segment is archived.") }
    }

    /// Whom it selects at that moment: of all end users of the tenant, or of the partner's followers.
    func audience(
        amongFollowers: Bool,
        at now: Instant,
        in database: Database
    ) throws -> Audience {
        try Audience(
            rule,
            by: partner,
            of: tenant,
            among: amongFollowers
                ? .followers(of: SegmentFields.channels(of: partner, in: database)) : .everybody,
            at: now,
            database
        )
    }
}
