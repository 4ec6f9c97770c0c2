import OctopusCBOR
import OctopusLoyaltyContract
import OctopusMesh
import OctopusServiceKit
@testable import OctopusStore
import OctopusTestKit
import Testing

@testable import OctopusLoyalty

/// An end user reads what happened to them, through a program that was granted it (LO-15).
struct OwnEventsTests {
    private let kind = PointsAwarded.declaration.kind

    /// The program of an app's backend, which may read awards and nothing else.
    private func app(_ house: House) -> Principal {
        .program(of: house.mall, name: "app", grants: ["mesh.v1/ReadEvents:\(kind)"])
    }

    @Test func `an end user who waits gets the award, and nobody else's`() async throws {
        let house = try await House()
        let cafe = house.operatorOf()
        let type = try await cafe.newPointType()
        let (ana, app) = (house.endUser(house.ana).person, app(house))
        async let page = house.perform(
            ReadEvents.self,
            .init(kinds: [kind], waitMs: 30_000),
            for: ana,
            as: app
        )
        while house.instance.store.events.waiterCount == 0 { await Task.yield() }
        try await cafe.award(5, of: type, to: house.ben)
        let award = try await cafe.award(7, of: type, to: house.ana)
        let events = try await page.events
        #expect(events.map(\.subject) == [award.awardId.uuid])
        let event = try #require(events.first)
        let told = try CBORDecoder().decode(PointsAwarded.self, from: event.body.bytes)
        #expect(told.endUserId == house.ana && told.amount == 7)
    }

    @Test func `everything that happens to them is theirs to read`() async throws {
        let house = try await House()
        let cafe = house.operatorOf()
        let type = try await cafe.newPointType()
        let ana = house.endUser(house.ana)
        let kept = try await cafe.award(50, of: type, to: house.ana)
        let taken = try await cafe.award(9, of: type, to: house.ana)
        try await cafe.call(ReverseAward.self, .init(awardId: taken.awardId))
        let price = CouponPrice(pointTypeId: type, amount: 10)
        let paid = try await cafe.newCoupon(CouponTerms(title: "Coffee", price: price))
        let issued = try await ana.get(paid)
        let given = try await ana.get(paid)
        try await cafe.call(
            RevokeIssuedCoupon.self,
            .init(issuedCouponId: given.issuedCoupon.id, refund: true)
        )
        let code = try await ana.codes(of: issued.issuedCoupon.id)
        _ = try await cafe.redeem(scanning: code.signed.text)
        let hold = try await cafe.hold(1, of: type, of: house.ana).holdId
        try await cafe.call(VoidHold.self, .init(holdId: hold))
        let program = Principal.program(of: house.mall, grants: ["mesh.v1/ReadEvents"])
        func kinds(_ endUser: EndUserID) async throws -> [String] {
            try await house.perform(
                ReadEvents.self,
                .init(),
                for: house.endUser(endUser).person,
                as: program
            ).events.map { String($0.kind.dropFirst("loyalty.v1/".count)) }
        }
        let seen = try await kinds(house.ana)
        #expect(
            Set(seen) == [
                "PointsAwarded", "AwardReversed", "PointsSpent", "CouponIssued", "CouponRevoked",
                "CouponRedeemed", "PointsHeld", "HoldEnded",
            ]
        )
        #expect(seen.count == 11)
        #expect(try await kinds(house.ben) == [])
        _ = kept
        // A backend finds them by the end user, too, and by the award.
        for (subject, count) in [(house.ana.uuid, 11), (taken.awardId.uuid, 2)] {
            let page = try await house.perform(
                ReadEvents.self,
                .init(subject: subject),
                as: program
            )
            #expect(page.events.count == count)
        }
    }

    @Test func `through a partner's program they see that partner's alone`() async throws {
        let house = try await House()
        for partner in [house.cafe, house.bakery] {
            let user = house.operatorOf(partner)
            let type = try await user.newPointType()
            try await user.award(5, of: type, to: house.ana)
        }
        let program = Principal.program(of: house.mall, partner: house.bakery)
        let page = try await house.perform(
            ReadEvents.self,
            .init(kinds: [kind]),
            for: house.endUser(house.ana).person,
            as: program
        )
        #expect(page.events.map(\.partner) == [house.bakery])
    }

    @Test func `kinds that the app was not granted are refused by name`() async throws {
        let house = try await House()
        let refused = await #expect(throws: CallRefused.self) {
            try await house.perform(
                ReadEvents.self,
                .init(kinds: ["loyalty.v1/PointsSpent"]),
                for: house.endUser(house.ana).person,
                as: app(house)
            )
        }
        #expect(refused?.reason == "denied")
        #expect(refused?.message.contains("mesh.v1/ReadEvents:loyalty.v1/PointsSpent") == true)
    }
}
