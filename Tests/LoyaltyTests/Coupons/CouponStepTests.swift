import OctopusLoyaltyContract
import Testing

@testable import OctopusLoyalty

struct CouponStepTests {
    private static let allowed: [CouponStep: [CouponStatus: CouponStatus]] = [
        .publish: [.draft: .published, .paused: .published],
        .pause: [.published: .paused],
        .archive: [.draft: .archived, .published: .archived, .paused: .archived],
    ]

    @Test(arguments: CouponStep.allCases, CouponStatus.allCases)
    func `each step is allowed from its states and refused from all others`(
        step: CouponStep,
        status: CouponStatus
    ) throws {
        if let next = Self.allowed[step]?[status] {
            #expect(try step.from(status) == next)
        } else {
            let refusal = #expect(throws: Refusal.self) { try step.from(status) }
            #expect(refusal?.reason == .wrongState)
        }
    }
}

struct CouponRulesTests {
    private func rules(of terms: CouponTerms, issued: Int64 = 0) -> Set<String> {
        do throws(Refusal) {
            try CouponRules.check(terms, issued: issued)
            return []
        } catch {
            return Set(error.violations.map { "\($0.path) \($0.rule)" })
        }
    }

    @Test func `a title is enough`() {
        #expect(rules(of: CouponTerms(title: "Free coffee")).isEmpty)
    }

    @Test func `everything that is wrong is told at once`() {
        let terms = CouponTerms(
            title: "  ",
            description: String(repeating: "x", count: 1001),
            validFromAt: Instant(milliseconds: 5),
            validToAt: Instant(milliseconds: 5),
            validDays: 0,
            stock: 0,
            limitPerUser: -1,
            redeemableTimes: 1001
        )
        #expect(
            rules(of: terms) == [
                "terms.title notBlank", "terms.description length", "terms.validToAt afterStart",
                "terms.validDays range", "terms.stock range", "terms.limitPerUser range",
                "terms.redeemableTimes range",
            ]
        )
    }

    @Test func `a title has no control characters, a description has lines`() {
        #expect(rules(of: CouponTerms(title: "a\u{7}b")) == ["terms.title characters"])
        #expect(rules(of: CouponTerms(title: "a", description: "one\ntwo")).isEmpty)
    }

    @Test func `the stock can't be less than what was issued`() {
        #expect(rules(of: CouponTerms(title: "a", stock: 3), issued: 4) == ["terms.stock range"])
        #expect(rules(of: CouponTerms(title: "a", stock: 4), issued: 4).isEmpty)
    }
}
