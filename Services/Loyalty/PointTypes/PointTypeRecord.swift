import OctopusLoyaltyContract
import GRDB
import OctopusServiceKit

/// A point type as it lies in the database.
struct PointTypeRecord: OwnedRecord, VersionedRecord {
    static let databaseTableName = "point_types"
    static let taken = ["name_key": Refusal(.nameTaken)]

    let id: PointTypeID
    let tenant: TenantID
    let partner: PartnerID
    var version: Int64 = 1
    private(set) var name: String
    /// What names are compared and searched by.
    private(set) var nameKey: String
    private var keyForm = NameKeys.form
    /// Above 0 if an older program took the name for another than one that has the same key.
    private(set) var namesake: Int64 = 0
    private var validMonths: Int64?
    private var validDays: Int64?
    private var validUntil: String?
    private var noticeDays: Int64?
    private var noticeMessage: String?
    private(set) var rate: PointRate?
    /// The partner's channels that it is for; nil is all.
    private(set) var channels: [ChannelID]?
    /// When it is looked at next who is to be told; nil without a notice.
    private(set) var noticeDueAt: Instant?
    var status = PointTypeStatus.active
    let createdAt: Instant

    init(
        _ fields: some PointTypeFields,
        id: PointTypeID,
        of partner: PartnerRecord,
        at now: Instant
    ) {
        (self.id, tenant, self.partner) = (id, partner.tenant, partner.id)
        (name, nameKey, createdAt) = ("", "", now)
        take(fields, at: now)
    }

    /// Replaces everything that can be edited.
    ///
    /// Of points that a changed notice would have told of already, it is told now.
    mutating func take(_ fields: some PointTypeFields, at now: Instant) {
        name = fields.name.trimmed
        if nameKey != Folding.key(name) { (nameKey, namesake) = (Folding.key(name), 0) }
        (validMonths, validDays) = (fields.validity?.months, fields.validity?.days)
        validUntil = fields.validity?.until
        (noticeDays, noticeMessage) = (fields.expiryNoticeDays, fields.expiryMessage?.trimmed)
        (rate, channels) = (fields.rate, fields.channelIds)
        noticeDueAt = noticeDays.map { _ in now }
    }

    var scope: RecordScope { RecordScope(tenant: tenant, partner: partner) }

    var pointType: PointType {
        PointType(
            id: id,
            version: version,
            name: name,
            validity: validity,
            expiryNoticeDays: noticeDays,
            expiryMessage: noticeMessage,
            rate: rate,
            channelIds: channels,
            status: status,
            createdAt: createdAt
        )
    }

    var state: PointTypeChanged {
        PointTypeChanged(
            id: id,
            version: version,
            name: name,
            validity: validity,
            expiryNoticeDays: noticeDays,
            expiryMessage: noticeMessage,
            rate: rate,
            channelIds: channels,
            status: status
        )
    }
}

extension PointTypeRecord {
    var validity: Validity? {
        Validity(months: validMonths, days: validDays, until: validUntil).ifAny
    }

    static func count(of partner: PartnerID, in database: Database) throws -> Int {
        try Int.one(
            database,
            "SELECT count(*) FROM point_types WHERE partner = ? AND status = 'active'",
            [partner]
        ) ?? 0
    }

    /// - Throws: `nameTaken` if another active one has the name, be it a namesake of a third.
    func requireFreeName(in database: Database) throws {
        let isTaken = try database.exists(
            """
            SELECT 1 FROM point_types
            WHERE partner = ? AND name_key = ? AND status = 'active' AND id <> ?
            """,
            [partner, nameKey, id]
        )
        if isTaken { throw Refusal(.nameTaken) }
    }
}

extension Validity {
    /// Nil where nothing is said.
    var ifAny: Validity? { months == nil && days == nil && until == nil ? nil : self }
}
