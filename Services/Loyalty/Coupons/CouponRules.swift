import OctopusLoyaltyContract

/// What a coupon may be.
enum CouponRules {
    /// Of one partner, archived ones not counted.
    static let largestCount = 1000
    static let longestTitle = 80
    static let longestDescription = 1000
    static let longestTerms = 4000
    static let largestStock: Int64 = 1_000_000_000
    static let most: ClosedRange<Int64> = 1...1000

    /// - Throws: Everything that is wrong, at once.
    static func check(_ terms: CouponTerms, issued: Int64 = 0) throws(Refusal) {
        var rules = FieldRules()
        rules.text(terms.title, "terms.title", maximum: longestTitle)
        rules.text(
            terms.description,
            "terms.description",
            maximum: longestDescription,
            manyLines: true
        )
        rules.text(terms.terms, "terms.terms", maximum: longestTerms, manyLines: true)
        rules.number(terms.price?.amount, "terms.price.amount", in: PointsRules.amounts)
        rules.number(terms.validDays, "terms.validDays", in: PointTypeRules.days)
        rules.number(terms.stock, "terms.stock", in: max(issued, 1)...largestStock)
        rules.number(terms.limitPerUser, "terms.limitPerUser", in: most)
        rules.number(terms.redeemableTimes, "terms.redeemableTimes", in: most)
        if let from = terms.validFromAt, let to = terms.validToAt {
            rules.require(
                from < to,
                "terms.validToAt",
                "afterStart",
                "A coupon must end after it began."
            )
        }
        try rules.check()
    }
}

/// What can be done with a coupon, and what becomes of it.
///
///     draft ──▶ published ◀──▶ paused
///       └────────────┴────────────┴──▶ archived
enum CouponStep: String, CaseIterable {
    case publish, pause, archive

    private var past: String { rawValue + (self == .publish ? "ed" : "d") }

    func from(_ status: CouponStatus) throws(Refusal) -> CouponStatus {
        switch (self, status) {
        case (.publish, .draft), (.publish, .paused): .published
        case (.pause, .published): .paused
        case (.archive, .draft), (.archive, .published), (.archive, .paused): .archived
        default:
            throw Refusal(.wrongState, "A coupon that is \(status.rawValue) can't be \(past).")
        }
    }
}

extension CouponTerms {
    /// As the partner typed them, without blanks around the title.
    var tidied: CouponTerms {
        CouponTerms(
            title: title.trimmed,
            description: description?.trimmed,
            terms: terms?.trimmed,
            price: price,
            validFromAt: validFromAt,
            validToAt: validToAt,
            validDays: validDays,
            stock: stock,
            limitPerUser: limitPerUser,
            redeemableTimes: redeemableTimes
        )
    }

    /// Whether it is the coupon's time to be got and used.
    func isValid(at now: Instant) -> Bool {
        (validFromAt ?? now) <= now && now < (validToAt ?? Instant(milliseconds: .max))
    }
}
