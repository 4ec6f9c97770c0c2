import OctopusLoyaltyContract
import GRDB
import OctopusServiceKit

/// A coupon as it lies in the database.
struct CouponRecord: OwnedRecord, VersionedRecord {
    static let databaseTableName = "coupons"
    static let listCondition: String? = "deleted_at IS NULL"

    let id: CouponID
    let tenant: TenantID
    let partner: PartnerID
    var version: Int64 = 1
    var status = CouponStatus.draft
    /// What it was before a package without coupons archived it; nil for one that nothing took.
    private var takenFrom: CouponStatus?
    private(set) var title: String
    /// What titles are searched by.
    private var titleKey: String
    private var keyForm = NameKeys.form
    private var description: String?
    private var terms: String?
    private var priceType: PointTypeID?
    private var priceAmount: Int64?
    private(set) var validFrom: Instant?
    private(set) var validTo: Instant?
    private(set) var validFromDate: String?
    private(set) var validToDate: String?
    private(set) var validDays: Int64?
    private(set) var stock: Int64?
    /// How many were got or given.
    private(set) var issued: Int64 = 0
    private(set) var limitPerUser: Int64?
    private var limitTimes: Int64?
    private var limitPeriod: CouponPeriod?
    private(set) var redeemableTimes: Int64
    /// The channels that show it; nil: all of them.
    private(set) var channelIds: [ChannelID]?
    /// Since when it is in no list any more.
    private var deletedAt: Instant?
    let createdAt: Instant

    init(_ terms: CouponTerms, id: CouponID, of partner: PartnerRecord, at now: Instant) {
        (self.id, tenant, self.partner) = (id, partner.tenant, partner.id)
        (title, titleKey, redeemableTimes, createdAt) = ("", "", 1, now)
        take(terms)
    }

    /// Replaces everything that can be edited, in the form in which it is kept.
    mutating func take(_ new: CouponTerms) {
        title = new.title.trimmed
        titleKey = Folding.key(title)
        description = new.description?.trimmed
        terms = new.terms?.trimmed
        (priceType, priceAmount) = (new.price?.pointTypeId, new.price?.amount)
        (validFrom, validTo, validDays) = (new.validFromAt, new.validToAt, new.validDays)
        (validFromDate, validToDate) = (new.validFromDate, new.validToDate)
        (stock, limitPerUser) = (new.stock, new.limitPerUser)
        (limitTimes, limitPeriod) = (new.limitPerPeriod?.times, new.limitPerPeriod?.period)
        redeemableTimes = new.redeemableTimes ?? 1
        channelIds = new.channelIds
    }

    /// Nobody may hold it.
    ///
    /// - Throws: `wrongState` for one that was deleted, or that comes back with a package.
    mutating func delete(at now: Instant) throws(Refusal) {
        guard deletedAt == nil, takenFrom == nil else { throw Refusal(.wrongState) }
        deletedAt = now
    }

    /// The partner's package lost coupons.
    mutating func take() {
        (takenFrom, status) = (status, .archived)
    }

    /// The package has coupons again: it is as it was, or paused if there is no room for it.
    mutating func giveBack(mayBePublished: Bool) {
        guard let before = takenFrom else { return }
        status = before == .published && !mayBePublished ? .paused : before
        takenFrom = nil
    }

    var scope: RecordScope { RecordScope(tenant: tenant, partner: partner) }

    var price: CouponPrice? {
        guard let priceType, let priceAmount else { return nil }
        return CouponPrice(pointTypeId: priceType, amount: priceAmount)
    }

    var limitPerPeriod: PeriodLimit? {
        guard let limitTimes, let limitPeriod else { return nil }
        return PeriodLimit(times: limitTimes, period: limitPeriod)
    }

    var isDeleted: Bool { deletedAt != nil }

    private var asDecided: CouponTerms {
        CouponTerms(
            title: title,
            description: description,
            terms: terms,
            price: price,
            validFromAt: validFrom,
            validToAt: validTo,
            validFromDate: validFromDate,
            validToDate: validToDate,
            validDays: validDays,
            stock: stock,
            limitPerUser: limitPerUser,
            redeemableTimes: redeemableTimes,
            channelIds: channelIds,
            limitPerPeriod: limitPerPeriod
        )
    }

    var coupon: Coupon {
        Coupon(
            id: id,
            version: version,
            status: status,
            terms: asDecided,
            issued: issued,
            createdAt: createdAt
        )
    }

    var state: CouponChanged {
        CouponChanged(
            id: id,
            version: version,
            status: status,
            terms: asDecided,
            isDeleted: isDeleted ? true : nil
        )
    }
}

extension CouponRecord {
    /// Those that are not archived, and those that come back with a package.
    static func count(of partner: PartnerID, in database: Database) throws -> Int {
        try Int.one(
            database,
            """
            SELECT (SELECT count(*) FROM coupons
                WHERE partner = ?1 AND status IN ('draft', 'published', 'paused'))
            + (SELECT count(*) FROM coupons WHERE partner = ?1 AND taken_from IS NOT NULL)
            """,
            [partner]
        ) ?? 0
    }

    /// Those that count against the package's limit.
    static func countPublished(of partner: PartnerID, in database: Database) throws -> Int64 {
        try Int64.one(
            database,
            "SELECT count(*) FROM coupons WHERE partner = ? AND status = 'published'",
            [partner]
        ) ?? 0
    }

    /// Published and in its time: what can be got.
    ///
    /// - Parameter now: What stands for the moment in the statement.
    /// - Returns: A condition.
    static func availability(at now: String = "?") -> String {
        """
        coupons.status = 'published' AND (valid_from IS NULL OR valid_from <= \(now))
        AND (valid_to IS NULL OR valid_to > \(now))
        """
    }

    /// Whether it can be got.
    func isAvailable(at now: Instant) -> Bool {
        status == .published && (validFrom ?? now) <= now && now < (validTo ?? .never)
    }
}

extension Instant {
    /// Later than all others.
    static let never = Instant(milliseconds: .max)
}
