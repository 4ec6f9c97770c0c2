import GRDB
import OctopusLoyaltyContract
import OctopusServiceKit

/// How many of a coupon one end user can have, and has had.
struct CouponLimit {
    private let most: Int64
    private let had: Int64
    /// In which it is counted, as a sentence goes on; nothing for all time.
    private let words: String
    /// When it is counted anew; nil: never.
    fileprivate let again: Instant?

    var left: Int64 { max(0, most - had) }

    init(_ most: Int64, had: Int64, _ words: String = "", again: Instant? = nil) {
        (self.most, self.had, self.words, self.again) = (most, had, words, again)
    }

    func refusal(at now: Instant) -> Refusal {
        Refusal(
            .limitReached,
            "One end user can have \(most)\(words), and has had \(had).",
            retryAfterMilliseconds: again.map { $0.milliseconds - now.milliseconds }
        )
    }
}

extension [CouponLimit] {
    /// When the end user can get one again, if only a limit that is counted anew is in the way.
    var againAt: Instant? {
        let reached = filter { $0.left == 0 }
        return reached.allSatisfy { $0.again != nil } ? reached.compactMap(\.again).max() : nil
    }
}

extension CouponRecord {
    /// The limits that hold for an end user at a moment.
    func limits(
        of endUser: EndUserID,
        at now: Instant,
        _ calendar: ExpiryCalendar,
        in database: Database
    ) throws -> [CouponLimit] {
        func had(since moment: Instant) throws -> Int64 {
            try IssuedCouponRecord.count(of: id, had: endUser, since: moment, in: database)
        }
        var limits: [CouponLimit] = []
        if let limitPerUser {
            limits.append(
                CouponLimit(limitPerUser, had: try had(since: Instant(milliseconds: 0)))
            )
        }
        if let limit = limitPerPeriod, let tenant = try TenantRecord.find(tenant, in: database) {
            let period = calendar.period(limit.period, around: now, in: tenant.timeZone)
            limits.append(
                CouponLimit(
                    limit.times,
                    had: try had(since: period.lowerBound),
                    " in a \(limit.period.rawValue)",
                    again: period.upperBound
                )
            )
        }
        return limits
    }
}
