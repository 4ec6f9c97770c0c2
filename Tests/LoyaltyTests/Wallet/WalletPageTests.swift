import OctopusContract
import OctopusIdentityContract
import OctopusLoyaltyContract
import OctopusServiceKit
import OctopusTestKit
import Testing

@testable import OctopusLoyalty

/// However long the texts are, a telephone reads pages of at most 64 KiB.
struct WalletPageTests {
    private static let mostBytes = 64 * 1024

    /// So many characters of four bytes each, of which the first is the number's own.
    private func text(_ characters: Int, _ number: Int = 0) throws -> String {
        let first = try #require(Unicode.Scalar(0x1F400 + UInt32(number)))
        return String(Character(first)) + String(repeating: "🐙", count: characters - 1)
    }

    /// Ana holds 200 coupons and 50 kinds of points, for each of which there is a coupon to save for.
    private func crowded() async throws -> House {
        let house = try await House()
        let name = try text(200)
        try await house.tell(
            PartnerChanged(id: house.cafe, version: 2, name: name, status: .active),
            of: house.mall
        )
        let (cafe, ana) = (house.operatorOf(), house.endUser(house.ana))
        for number in 0..<50 {
            let type = try await cafe.newPointType(text(40, number), validity: .days(9))
            try await cafe.award(2, of: type, to: house.ana)
            _ = try await cafe.newCoupon(
                CouponTerms(
                    title: text(80),
                    description: text(1000),
                    terms: text(4000),
                    price: CouponPrice(pointTypeId: type, amount: 3)
                )
            )
        }
        let coupon = try await cafe.newCoupon(CouponTerms(title: text(80), validDays: 9))
        for _ in 0..<200 { _ = try await ana.get(coupon) }
        try await house.follow(house.newChannel(), by: house.ana)
        return house
    }

    /// All rows from a place on.
    private func rows<M: Method, Item: Message>(
        _ method: M.Type,
        of somebody: Somebody,
        from first: PageCursor?,
        _ request: (PageCursor?) -> M.Request
    ) async throws -> [Item] where M.Reply == Page<Item> {
        var (items, next): ([Item], PageCursor?) = ([], first)
        repeat {
            let page = try await somebody.call(method, request(next))
            #expect(try encoded(page).count <= Self.mostBytes && !page.items.isEmpty)
            items += page.items
            next = page.next
        } while next != nil
        return items
    }

    @Test func `a wallet is read whole, in pages of at most 64 KiB`() async throws {
        let house = try await crowded()
        let ana = house.endUser(house.ana)
        let wallet = try await ana.call(GetWallet.self, .init())
        #expect(try encoded(wallet).count <= Self.mostBytes)
        #expect(!wallet.balances.isEmpty && !wallet.coupons.isEmpty)
        #expect(wallet.nextBalances != nil && wallet.nextCoupons != nil)
        let balances = try await rows(ListOwnBalances.self, of: ana, from: wallet.nextBalances) {
            .init(after: $0, limit: 100)
        }
        let types = (wallet.balances + balances).map(\.pointTypeId)
        #expect(types.count == 50 && Set(types).count == 50)
        #expect((wallet.balances + balances).allSatisfy { $0.nextCoupon?.missing == 1 })
        let coupons = try await rows(ListOwnCoupons.self, of: ana, from: wallet.nextCoupons) {
            .init(after: $0, limit: 100)
        }
        let held = (wallet.coupons + coupons).map(\.id)
        #expect(held.count == 200 && Set(held).count == 200)
        let history = try await rows(ListHistory.self, of: ana, from: nil) {
            .init(after: $0, limit: 100)
        }
        #expect(history.count == 50)
        let offers = try await rows(ListOffers.self, of: ana, from: nil) {
            .init(after: $0, limit: 100)
        }
        let gettable = try await rows(ListGettable.self, of: ana, from: nil) {
            .init(after: $0, limit: 100)
        }
        #expect(offers.count == 51 && offers.map(\.couponId) == gettable.map(\.couponId))
    }

    @Test func `a mark of the wallet is good for its own list and owner alone`() async throws {
        let house = try await House()
        let (cafe, ana) = (house.operatorOf(), house.endUser(house.ana))
        let coupon = try await cafe.newCoupon(CouponTerms(title: "Tea"))
        for _ in 0..<101 { _ = try await ana.get(coupon) }
        let wallet = try await ana.call(GetWallet.self, .init())
        #expect(wallet.coupons.count == 100 && wallet.nextBalances == nil)
        let mark = try #require(wallet.nextCoupons)
        let rest = try await ana.call(ListOwnCoupons.self, .init(status: .held, after: mark))
        #expect(rest.items.count == 1 && rest.next == nil)
        try await ana.refused(.invalid, ListOwnBalances.self, .init(after: mark))
        let redeemed = ListOwnCoupons.Request(status: .redeemed, after: mark)
        try await ana.refused(.invalid, ListOwnCoupons.self, redeemed)
        try await house.endUser(house.ben)
            .refused(.invalid, ListOwnCoupons.self, .init(after: mark))
    }
}
