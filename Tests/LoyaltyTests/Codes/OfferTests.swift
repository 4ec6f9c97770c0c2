import OctopusCBOR
import GRDB
import OctopusLoyaltyContract
import OctopusServiceKit
import OctopusStore
import OctopusTestKit
import Synchronization
import Testing

@testable import OctopusLoyalty

/// What a scan offers, however much a partner has.
struct OfferTests {
    /// The statements that the writer runs for one scan.
    private func scan(_ house: House) async throws -> (ScannedEndUser, statements: Int) {
        let (owner, ana) = (house.operatorOf(), house.endUser(house.ana))
        let code = try await ana.call(GetIDCode.self, .init())
        house.clock.advance(by: .milliseconds(1))
        let count = Counter()
        try await house.instance.store.write { transaction in
            transaction.database.trace { event in
                if case .statement = event { count.value.withLock { $0 += 1 } }
            }
        }
        let reply = try await owner.call(ScanCode.self, .init(text: code.text))
        let statements = count.value.withLock { $0 }
        guard case .endUser(let scanned) = reply else { throw Unexpected() }
        return (scanned, statements)
    }

    private final class Counter: Sendable {
        let value = Mutex(0)
    }

    @Test(arguments: [101, CouponRules.largestCount])
    func `all coupons are offered, in as many statements as one`(count: Int) async throws {
        let house = try await House()
        _ = try await house.operatorOf().newCoupon(CouponTerms(title: "Coffee", limitPerUser: 1))
        let one = try await scan(house)
        #expect(one.0.coupons.count == 1)
        try await house.store(count - 1, named: "Tea", limitPerUser: 3)
        let all = try await scan(house)
        #expect(all.0.coupons.count == count)
        #expect(Set(all.0.coupons.map(\.couponId)).count == count)
        #expect(all.0.coupons.last?.title == "Coffee")
        #expect(all.statements == one.statements)
        #expect(all.statements < 25)
    }

    @Test func `all point types are offered, in as many statements as one`() async throws {
        let house = try await House()
        let owner = house.operatorOf()
        _ = try await owner.newPointType("number 0")
        let one = try await scan(house)
        for number in 1..<PointTypeRules.largestCount {
            _ = try await owner.newPointType("number \(number)")
        }
        let all = try await scan(house)
        #expect(
            all.0.points.map(\.name) == (0..<PointTypeRules.largestCount).map { "number \($0)" }
        )
        #expect(all.statements == one.statements)
        try await owner.refused(.tooMany, CreatePointType.self, .init(name: "one more"))
    }

    /// As many as there may be, with titles as long as they may be.
    @Test func `the longest offer is half of what a reply may have`() async throws {
        let house = try await House()
        try await house.store(
            CouponRules.largestCount,
            named: String(repeating: "\u{1f34c}", count: 75)
        )
        let scanned = try await scan(house).0
        #expect(scanned.coupons.count == CouponRules.largestCount)
        #expect(try CBOREncoder().encode(ScanCode.Reply.endUser(scanned)).count < PageLimit.bytes)
    }
}
