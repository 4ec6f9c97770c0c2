import OctopusAdvertisingContract
import OctopusPartnersContract
import OctopusServiceKit
import OctopusTestKit
import Testing

@testable import OctopusAdvertising

struct ImpressionRequestTests {
    private func ask(_ house: House, for package: ImpressionPackage) async throws -> RequestID {
        try await house.operatorOf().call(
            RequestImpressionPackage.self,
            .init(impressionPackageId: package.id)
        ).requestId
    }

    @Test func `what is asked for goes to the desk as it is, with its price`() async throws {
        let house = try await House()
        let package = try await house.package("Small", of: 1000, for: 4900)
        let somebody = house.operatorOf()
        let reply = try await somebody.call(
            RequestImpressionPackage.self,
            .init(impressionPackageId: package.id)
        )
        let asked = try await house.events(ApprovalWanted.self)
        #expect(asked.map(\.requestId) == [reply.requestId])
        #expect(asked[0].kind == .advertisingPackage && asked[0].title == "Small")
        #expect(asked[0].items.map(\.impressions) == [1000])
        #expect(asked[0].items[0].price.minorUnits == 4900)
        #expect(asked[0].items[0].price.currency == "EUR")
        #expect(asked[0].items[0].price.period == .once)
        #expect(asked[0].askedById.uuid == somebody.person.subject)
        #expect(try await house.balance().available == 0)
        await house.close()
    }

    @Test func `an approved package is credited once, as it was when it was asked for`()
        async throws
    {
        let house = try await House()
        let package = try await house.package(of: 1000)
        let request = try await ask(house, for: package)
        try await house.tenant().call(
            EditImpressionPackage.self,
            .init(
                impressionPackageId: package.id,
                version: 1,
                terms: .init(name: "Small", impressions: 5, minorUnits: 1)
            )
        )
        for _ in 0..<3 { try await house.decide(request, .approved) }
        let balance = try await house.balance()
        #expect(balance.bought == 1000 && balance.available == 1000)
        let entries = try await house.operatorOf().call(ListImpressionLedger.self, .init()).items
        #expect(entries.map(\.requestId) == [request] && entries.map(\.kind) == [.purchase])
        #expect(try await house.events(ImpressionsCredited.self).map(\.amount) == [1000])
        try await house.expectBalanced()
        await house.close()
    }

    /// As after a restore of what it remembers.
    @Test func `a decision that is told again after its memory is gone credits nothing`()
        async throws
    {
        let house = try await House()
        let request = try await ask(house, for: house.package())
        try await house.decide(request, .approved)
        try await house.tamper("DELETE FROM deeds")
        try await house.decide(request, .approved)
        #expect(try await house.balance().bought == 1000)
        try await house.expectBalanced()
        await house.close()
    }

    @Test func `what is rejected or taken back is not credited, whatever is told later`()
        async throws
    {
        let house = try await House()
        let package = try await house.package()
        let rejected = try await ask(house, for: package)
        try await house.decide(rejected, .rejected)
        let cancelled = try await ask(house, for: package)
        try await house.tell(
            RequestCancelled(
                requestId: cancelled,
                kind: .advertisingPackage,
                cancelledAt: house.clock.now
            ),
            of: house.mall,
            partner: house.cafe
        )
        try await house.decide(cancelled, .approved)
        #expect(try await house.balance().bought == 0)
        #expect(try await house.events(ImpressionsCredited.self).isEmpty)
        await house.close()
    }

    @Test(arguments: [RequestKind.addOns, .partnership])
    func `add-ons that bring impressions are credited once they are approved`(
        kind: RequestKind
    )
        async throws
    {
        let house = try await House()
        let request = RequestID(house.ids.uuid(at: house.clock.now))
        let decided = RequestDecided(
            requestId: request,
            kind: kind,
            decision: .approved,
            decidedAt: house.clock.now,
            impressions: 500
        )
        // A new partner, of which identity has not told yet.
        let partner = PartnerID(request.uuid)
        for _ in 0..<2 { try await house.tell(decided, of: house.mall, partner: partner) }
        let balances = try await house.tenant().call(ListImpressionBalances.self, .init()).items
        #expect(balances.map(\.partnerId) == [partner])
        #expect(balances.map(\.balance.bought) == [500])
        try await house.expectBalanced()
        await house.close()
    }

    @Test func `decisions about what others own are nothing here`() async throws {
        let house = try await House()
        try await house.decide(RequestID(house.ids.uuid(at: house.clock.now)), .approved)
        #expect(try await house.balance().bought == 0)
        await house.close()
    }

    @Test func `a suspended partner, one without the product and a retired package ask in vain`()
        async throws
    {
        let house = try await House()
        let somebody = house.operatorOf()
        let package = try await house.package()
        let request = RequestImpressionPackage.Request(impressionPackageId: package.id)
        try await house.entitle([.coupons])
        try await somebody.refused(.notInPackage, RequestImpressionPackage.self, request)
        try await house.entitle([.advertising], version: 2)
        try await house.tell(house.partner(house.cafe, .suspended, version: 2), of: house.mall)
        try await somebody.refused(.partnerSuspended, RequestImpressionPackage.self, request)
        try await house.tell(house.partner(house.cafe, .active, version: 3), of: house.mall)
        try await house.tenant().call(
            RetireImpressionPackage.self,
            .init(impressionPackageId: package.id, version: 1)
        )
        try await somebody.refused(
            .impressionPackageRetired,
            RequestImpressionPackage.self,
            request
        )
        let stranger = house.operatorOf(house.broker, of: house.bank)
        try await stranger.refused(.notFound, RequestImpressionPackage.self, request)
        await house.close()
    }

    @Test func `so many requests wait, and one that is decided makes room`() async throws {
        let house = try await House()
        let package = try await house.package(of: 10)
        var requests: [RequestID] = []
        for _ in 0..<AdvertisingLimits.requests {
            requests.append(try await ask(house, for: package))
        }
        try await house.operatorOf().refused(
            .tooManyImpressionRequests,
            RequestImpressionPackage.self,
            .init(impressionPackageId: package.id)
        )
        try await house.decide(requests[0], .approved)
        _ = try await ask(house, for: package)
        await house.close()
    }

    @Test func `nobody asks for what could not be credited`() async throws {
        let house = try await House()
        let package = try await house.package(of: 1000)
        try await house.buy(AdvertisingLimits.mostImpressions - 1500)
        _ = try await ask(house, for: package)
        try await house.operatorOf().refused(
            .tooManyImpressions,
            RequestImpressionPackage.self,
            .init(impressionPackageId: package.id)
        )
        await house.close()
    }
}
