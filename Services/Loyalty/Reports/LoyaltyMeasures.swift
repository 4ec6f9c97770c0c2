package import OctopusLoyaltyContract
package import OctopusServiceKit

extension LoyaltyMeasure: CountedMeasure {
    package var thing: ReportThing {
        switch self {
        case .pointsGiven, .pointsSpent, .pointsExpired, .pointsReversed, .pointsRefunded:
            ReportThing("point_types", name: "name")
        case .couponsGiven, .couponsRedeemed, .couponsRevoked, .redemptionsUndone:
            ReportThing("coupons", name: "title")
        }
    }
}

extension LedgerEntryKind {
    /// As what an entry is counted; nil for points that are held, go back or settle what was counted.
    var measure: LoyaltyMeasure? {
        switch self {
        case .award: .pointsGiven
        case .spend, .post: .pointsSpent
        case .expiry: .pointsExpired
        case .reversal, .debt: .pointsReversed
        case .refund: .pointsRefunded
        case .hold, .release, .settlement: nil
        }
    }
}

/// Where all that loyalty counts stands: queries for partner, measure, moment, thing and amount.
///
/// Each ends where a condition may follow.
enum LoyaltyFacts {
    static let ledger = """
        SELECT partner, CASE kind \(measures) END AS measure, at, point_type AS thing, amount
        FROM ledger WHERE kind IN (\(counted))
        """

    static let coupons = [
        """
        SELECT partner, 'couponsGiven' AS measure, issued_at AS at, coupon AS thing, 1 AS amount
        FROM issued_coupons WHERE true
        """,
        """
        SELECT partner, 'couponsRevoked' AS measure, ended_at AS at, coupon AS thing, 1 AS amount
        FROM issued_coupons WHERE status = 'revoked'
        """,
        """
        SELECT partner, 'couponsRedeemed' AS measure, at, coupon AS thing, 1 AS amount
        FROM issued_coupons JOIN redemptions ON issued_coupon = id WHERE true
        """,
        """
        SELECT partner, 'redemptionsUndone' AS measure, at, coupon AS thing, 1 AS amount
        FROM issued_coupons JOIN redemption_undos ON issued_coupon = id WHERE true
        """,
    ]

    private static let measures = LedgerEntryKind.allCases
        .compactMap { kind in
            kind.measure.map { "WHEN '\(kind.rawValue)' THEN '\($0.rawValue)'" }
        }
        .joined(separator: " ")

    private static let counted = LedgerEntryKind.allCases
        .filter { $0.measure != nil }.map { "'\($0.rawValue)'" }.joined(separator: ", ")
}

extension ReportBacklog {
    /// The ledger of a database that had no reports yet, counted while the service works.
    static let ledger = ReportBacklog(of: "ledger", by: "seq") { slice in
        try slice.add("\(LoyaltyFacts.ledger) AND seq > ?1 AND seq <= ?2")
    }

    /// The same of coupons, before the first call: ids of new ones need not be greater, and an old one may
    /// be redeemed at any time.
    static let issuedCoupons = ReportBacklog(of: "issued_coupons", by: "id") { slice in
        for facts in LoyaltyFacts.coupons {
            try slice.add("\(facts) AND id > ?1 AND id <= ?2")
        }
    }
}
