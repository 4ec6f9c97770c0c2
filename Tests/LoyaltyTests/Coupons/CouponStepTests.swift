import OctopusIdentityContract
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
    private let now = Instant(milliseconds: 1_800_000_000_000)

    private func rules(of terms: CouponTerms, before: CouponRecord? = nil) -> Set<String> {
        do throws(Refusal) {
            try FieldCheck.check(terms)
            try CouponRules.check(terms, at: now, before: before)
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
        let (early, late) = (now.adding(.seconds(5)), now.adding(.seconds(6)))
        #expect(rules(of: CouponTerms(title: "a", validFromAt: early, validToAt: late)).isEmpty)
        for from in [late, late.adding(.seconds(1))] {
            #expect(
                rules(of: CouponTerms(title: "a", validFromAt: from, validToAt: late))
                    == ["terms.validToAt afterStart"]
            )
        }
    }

    /// Seconds, microseconds, a date written as a number, the ends of 64 bits.
    @Test(arguments: [
        1_798_675_200, 1_798_675_200_000_000, 20_261_231, 0, -1, 5, .max, .min,
    ])
    func `an instant is milliseconds of our time`(milliseconds: Int64) {
        let instant = Instant(milliseconds: milliseconds)
        #expect(
            rules(of: CouponTerms(title: "a", validToAt: instant)) == ["terms.validToAt range"]
        )
        #expect(
            rules(of: CouponTerms(title: "a", validFromAt: instant)) == ["terms.validFromAt range"]
        )
    }

    @Test func `a coupon that is over can't be made, but one that ended can be edited`() throws {
        let over = CouponTerms(title: "a", validToAt: now)
        #expect(rules(of: over) == ["terms.validToAt range"])
        #expect(rules(of: CouponTerms(title: "a", validToAt: now.adding(.milliseconds(1)))) == [])
        #expect(rules(of: over, before: record(over)) == [])
        let longOver = CouponTerms(title: "a", validToAt: now.adding(.seconds(-1)))
        #expect(rules(of: longOver, before: record(over)) == ["terms.validToAt range"])
    }

    @Test func `a title has no control characters, a description has lines`() {
        #expect(rules(of: CouponTerms(title: "a\u{7}b")) == ["title characters"])
        #expect(rules(of: CouponTerms(title: "a", description: "one\ntwo")).isEmpty)
    }

    private func record(_ terms: CouponTerms) -> CouponRecord {
        let ids = SeededIDs(seed: 3)
        return CouponRecord(
            terms,
            id: CouponID(ids.uuid(at: now)),
            of: PartnerRecord(
                id: PartnerID(ids.uuid(at: now)),
                tenant: TenantID(ids.uuid(at: now)),
                name: "Caf\u{e9}",
                status: .active,
                timeZone: "UTC"
            ),
            at: now
        )
    }
}
