import OctopusLoyaltyContract
import OctopusServiceKit
import Testing

@testable import OctopusLoyalty

struct CouponStepTests {
    private static let allowed: [String: [CouponStatus: CouponStatus]] = [
        "loyalty.v1/PublishCoupon": [.draft: .published, .paused: .published],
        "loyalty.v1/PauseCoupon": [.published: .paused],
        "loyalty.v1/ArchiveCoupon": [
            .draft: .archived, .published: .archived, .paused: .archived,
        ],
    ]

    private static let methods: [any CouponStep.Type] = [
        PublishCoupon.self, PauseCoupon.self, ArchiveCoupon.self,
    ]

    @Test(arguments: methods.indices, CouponStatus.allCases)
    func `each step is allowed from its states and refused from all others`(
        method: Int,
        status: CouponStatus
    ) throws {
        try judge(Self.methods[method], status)
    }

    private func judge<M: CouponStep>(_ method: M.Type, _ status: CouponStatus) throws {
        if let next = Self.allowed[M.declaration.name]?[status] {
            #expect(try couponSteps.next(by: method, from: status) == next)
        } else {
            let refusal = #expect(throws: Refusal.self) {
                try couponSteps.next(by: method, from: status)
            }
            #expect(refusal?.reason == .wrongState)
        }
    }
}

struct CouponRulesTests {
    private func rules(of terms: CouponTerms, issued: Int64 = 0) -> Set<String> {
        do throws(Refusal) {
            try FieldCheck.check(terms)
            try CouponRules.check(terms, issued: issued)
            return []
        } catch {
            return Set(error.violations.map { "\($0.path) \($0.rule)" })
        }
    }

    @Test func `a title is enough`() {
        #expect(rules(of: CouponTerms(title: "Free coffee")).isEmpty)
    }

    @Test func `everything that is wrong with fields is told at once`() {
        let terms = CouponTerms(
            title: "  ",
            description: String(repeating: "x", count: 1001),
            validDays: 0,
            stock: 0,
            limitPerUser: -1,
            redeemableTimes: 1001
        )
        #expect(
            rules(of: terms) == [
                "title notBlank", "description length", "validDays range", "stock range",
                "limitPerUser range", "redeemableTimes range",
            ]
        )
    }

    @Test func `a coupon ends after it began`() {
        let (early, late) = (Instant(milliseconds: 5), Instant(milliseconds: 6))
        #expect(rules(of: CouponTerms(title: "a", validFromAt: early, validToAt: late)).isEmpty)
        for to in [early, Instant(milliseconds: 4)] {
            #expect(
                rules(of: CouponTerms(title: "a", validFromAt: early, validToAt: to))
                    == ["terms.validToAt afterStart"]
            )
        }
    }

    @Test func `a title has no control characters, a description has lines`() {
        #expect(rules(of: CouponTerms(title: "a\u{7}b")) == ["title characters"])
        #expect(rules(of: CouponTerms(title: "a", description: "one\ntwo")).isEmpty)
    }

    @Test func `the stock can't be less than what was issued`() {
        #expect(rules(of: CouponTerms(title: "a", stock: 3), issued: 4) == ["terms.stock range"])
        #expect(rules(of: CouponTerms(title: "a", stock: 4), issued: 4).isEmpty)
    }
}
