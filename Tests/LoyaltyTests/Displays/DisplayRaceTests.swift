import GRDB
import OctopusLoyaltyContract
import OctopusServiceKit
import OctopusTestKit
import Testing
import struct FoundationEssentials.UUID

@testable import OctopusLoyalty

struct DisplayRaceTests {
    /// A try to redeem Ana's one copy: who makes it, and under which key.
    private struct Try: Sendable {
        enum Way { case scan(String), display(String), code(RedeemByCode.Request) }

        let way: Way
        let person: Person
        let key: UUID

        /// - Returns: The use, or the word of the refusal.
        func make(in house: House) async -> String {
            let somebody = Somebody(house: house, person: person)
            do {
                let redemption =
                    switch way {
                    case .scan(let text):
                        try await somebody.call(ScanCode.self, .init(text: text), key: key)
                            .redemption
                    case .display(let text):
                        try await somebody.call(UseDisplayedCode.self, .init(text: text), key: key)
                            .redemption
                    case .code(let request):
                        try await somebody.call(RedeemByCode.self, request, key: key)
                    }
                return "redeemed \(redemption?.redemptionsLeft ?? -1)"
            } catch let refused as CallRefused {
                return refused.reason
            } catch {
                return "\(error)"
            }
        }
    }

    /// The three ways in turn, each at a till of its own.
    private func tries(_ count: Int, in house: House) async throws -> [Try] {
        let (owner, ana) = (house.operatorOf(), house.endUser(house.ana))
        let type = try await owner.newPointType()
        let price = CouponPrice(pointTypeId: type, amount: 5)
        let coupon = try await owner.newCoupon(CouponTerms(title: "Coffee", price: price))
        try await owner.award(5, of: type, to: house.ana)
        let issued = try await ana.get(coupon).issuedCoupon.id
        let pair = RedeemByCode.Request(
            code: try await ana.codes(of: issued).code,
            endUserCode: house.code(of: house.ana)
        )
        var tries: [Try] = []
        for number in 0..<count {
            let till = house.operatorOf()
            switch number % 3 {
            case 0:
                let text = try await ana.codes(of: issued).signed.text
                tries.append(Try(way: .scan(text), person: till.person, key: house.newKey()))
            case 1:
                let text = try await till.shown(till.display(.redeem(couponId: coupon)))
                tries.append(Try(way: .display(text), person: ana.person, key: house.newKey()))
            default:
                tries.append(Try(way: .code(pair), person: till.person, key: house.newKey()))
            }
        }
        return tries
    }

    private func make(_ tries: some Sequence<Try>, in house: House) async -> [UUID: String] {
        await withTaskGroup(of: (UUID, String).self) { group in
            for one in tries { group.addTask { (one.key, await one.make(in: house)) } }
            return await group.reduce(into: [:]) { $0[$1.0] = $1.1 }
        }
    }

    @Test func `of 200 who redeem one copy at once by every way, over a restart, one does`()
        async throws
    {
        let house = try await House()
        let tries = try await tries(200, in: house)
        let before = await make(tries.prefix(80), in: house)
        let restarted = try await House(restarting: house)
        // Those who were answered before ask again with their keys, beside those who come now.
        let after = await make(tries, in: restarted)
        for (key, answer) in before { #expect(after[key] == answer) }
        let redeemed = after.values.filter { $0 == "redeemed 0" }
        let told = Set(after.values).subtracting(redeemed)
        #expect(redeemed.count == 1 && after.count == 200)
        #expect(told.isSubset(of: ["couponUnavailable", "codeRefused"]))
        #expect(try await restarted.events(CouponRedeemed.self).count == 1)
        #expect(try await restarted.events(PointsSpent.self).count == 1)
        try await restarted.expectBalanced()
        await restarted.close()
    }

    @Test func `of many who use one display at once as many do as may, each once`() async throws {
        let house = try await House()
        let till = house.operatorOf()
        let type = try await till.newPointType()
        let offer = DisplayedOffer.points(pointTypeId: type, amount: 3)
        let display = try await till.display(offer, uses: 1)
        let text = try await till.shown(display)
        let people = [house.ana, house.ben].map { house.endUser($0).person }
        let tries = (0..<60).map { number in
            Try(way: .display(text), person: people[number % 2], key: house.newKey())
        }
        let answers = await make(tries, in: house)
        let refused = answers.values.filter { $0 == Reason.codeUsed.word }
        #expect(refused.count == 59 && answers.count == 60)
        let awarded = try await house.events(PointsAwarded.self)
        #expect(awarded.map(\.amount) == [3])
        try await house.expectBalanced()
        await house.close()
    }
}

extension ScanCode.Reply {
    fileprivate var redemption: Redemption? {
        if case .coupon(let redemption) = self { redemption } else { nil }
    }
}
