import OctopusLoyaltyContract
import OctopusServiceKit
import OctopusTestKit
import OctopusStore
import Testing

@testable import OctopusLoyalty

struct InvariantTests {
    /// Random days at the café: whatever happens, in whatever order, the books agree.
    @Test(arguments: 1...6 as ClosedRange<UInt64>)
    func `ledger, lots and balances agree after anything`(seed: UInt64) async throws {
        let house = try await House(seed: seed)
        var day = try await RandomDay(house, seed: seed)
        for step in 0..<120 {
            try await day.step()
            if step.isMultiple(of: 20) { try await house.expectBalanced() }
        }
        try await house.expectBalanced()
        for type in day.types {
            let totals = try await day.owner.call(CheckLedger.self, .init(pointTypeId: type))
            #expect(totals.isBalanced)
            #expect(
                totals.issued + (totals.owed ?? 0) == totals.held + (totals.onHold ?? 0)
                    + totals.spent + totals.expired + totals.reversed
            )
        }
        let restarted = try await House(restarting: house)
        try await restarted.expectBalanced()
    }
}

/// Does one thing after another; refusals are part of a day.
private struct RandomDay {
    let house: House
    let owner: Somebody
    let people: [Somebody]
    let types: [PointTypeID]
    let coupons: [CouponID]
    var random: SeededGenerator
    var awards: [AwardID] = []
    var issued: [IssuedCouponID] = []

    init(_ house: House, seed: UInt64) async throws {
        self.house = house
        owner = house.operatorOf()
        people = [house.endUser(house.ana), house.endUser(house.ben)]
        types = [
            try await owner.newPointType("banana", validity: .days(2)),
            try await owner.newPointType("stamp"),
        ]
        var coupons: [CouponID] = []
        for (type, stock) in [(types[0], nil), (types[1], Int64(5))] {
            coupons.append(
                try await owner.newCoupon(
                    CouponTerms(
                        title: "Coffee",
                        price: CouponPrice(pointTypeId: type, amount: 7),
                        validDays: 3,
                        stock: stock,
                        redeemableTimes: 2
                    )
                )
            )
        }
        self.coupons = coupons
        random = SeededGenerator(seed: seed)
    }

    mutating func step() async throws {
        do {
            try await act(Int.random(in: 0..<100, using: &random))
        } catch is CallRefused {
            // Too few points, sold out, taken back before: nothing may have changed.
        }
    }

    private mutating func act(_ choice: Int) async throws {
        let person = people[Int.random(in: 0..<2, using: &random)]
        let type = types[Int.random(in: 0..<2, using: &random)]
        switch choice {
        case ..<35:
            let endUser = EndUserID(person.person.subject)
            let amount = Int64.random(in: 1...9, using: &random)
            awards.append(try await owner.award(amount, of: type, to: endUser).awardId)
        case ..<60:
            let got = try await person.get(coupons[Int.random(in: 0..<2, using: &random)])
            issued.append(got.issuedCoupon.id)
        case ..<70:
            guard let award = awards.randomElement(using: &random) else { return }
            let policy = ReversalPolicy.allCases.randomElement(using: &random)
            try await owner.call(ReverseAward.self, .init(awardId: award, policy: policy))
        case ..<80:
            guard let coupon = issued.randomElement(using: &random) else { return }
            try await owner.call(
                RevokeIssuedCoupon.self,
                .init(issuedCouponId: coupon, refund: Bool.random(using: &random))
            )
        case ..<87:
            guard let coupon = issued.randomElement(using: &random) else { return }
            let code = try await person.codes(of: coupon)
            let times = Int64.random(in: 1...2, using: &random)
            _ = try await owner.redeem(scanning: code.signed.text, times: times)
        case ..<90:
            guard let coupon = issued.randomElement(using: &random) else { return }
            let use = Int64.random(in: 1...3, using: &random)
            try await owner.call(UndoRedemption.self, .init(issuedCouponId: coupon, use: use))
        case ..<95:
            house.clock.advance(by: .seconds(Int64.random(in: 0...100_000, using: &random)))
        default:
            try await house.instance.jobs.runDue()
        }
    }
}
