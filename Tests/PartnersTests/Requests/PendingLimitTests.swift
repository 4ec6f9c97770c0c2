import FoundationEssentials
import OctopusIdentityContract
import OctopusLoyaltyContract
import OctopusPartnersContract
import OctopusServiceKit
import OctopusTestKit
import Testing

@testable import OctopusPartners

struct PendingLimitTests {
    private func told(_ house: House) async throws -> PartnerEntitlementChanged? {
        try await house.events(PartnerEntitlementChanged.self).last
    }

    /// A café that has a package of ten coupons.
    private func begin(_ house: House) async throws {
        let large = try await house.desk().newPackage(
            "Large",
            limits: PackageLimits(activeCoupons: 10, channels: 2)
        )
        let asked = try await house.operatorOf().call(
            RequestPackage.self,
            .init(packageId: large.id)
        )
        #expect(try await told(house) == nil)
        _ = try await house.desk().call(ApproveRequest.self, .init(requestId: asked.id))
    }

    @Test func `what is asked for is told while it waits, and what is in force with it`()
        async throws
    {
        let house = try await House()
        let (desk, cafe) = (house.desk(), house.operatorOf())
        try await begin(house)
        #expect(try await told(house)?.limits?.activeCoupons == 10)
        #expect(try await told(house)?.askedLimits == nil)
        let small = try await desk.newPackage("Small", limits: PackageLimits(activeCoupons: 3))
        for end in ["cancelled", "rejected", "approved"] {
            let asked = try await cafe.call(RequestPackage.self, .init(packageId: small.id))
            let waiting = try await told(house)
            #expect(waiting?.limits == PackageLimits(activeCoupons: 10, channels: 2))
            #expect(waiting?.askedLimits == PackageLimits(activeCoupons: 3))
            #expect(try await cafe.call(GetMyAccount.self, .init()).limits?.activeCoupons == 10)
            let id = asked.id
            switch end {
            case "cancelled": _ = try await cafe.call(CancelRequest.self, .init(requestId: id))
            case "rejected":
                _ = try await desk.call(RejectRequest.self, .init(requestId: id, reason: "No."))
            default: _ = try await desk.call(ApproveRequest.self, .init(requestId: id))
            }
            let over = try await told(house)
            #expect(over?.askedLimits == nil)
            #expect(over?.limits?.activeCoupons == (end == "approved" ? 3 : 10))
            #expect(over?.version ?? 0 > waiting?.version ?? 0)
        }
        await house.close()
    }

    @Test func `a first package's channels are the most while it is asked for`() async throws {
        let house = try await House()
        let (desk, cafe) = (house.desk(), house.operatorOf())
        let one = try await desk.newPackage("One", limits: PackageLimits(channels: 1))
        let asked = try await cafe.call(RequestPackage.self, .init(packageId: one.id))
        _ = try await cafe.newChannel("First")
        let second = CreateChannel.Request(terms: ChannelTerms(name: "Second"))
        try await cafe.refused(.packageLimit, CreateChannel.self, second)
        _ = try await desk.call(ApproveRequest.self, .init(requestId: asked.id))
        try await cafe.refused(.packageLimit, CreateChannel.self, second)
        await house.close()
    }

    @Test func `once it is taken back, a first package holds nobody back`() async throws {
        let house = try await House()
        let (desk, cafe) = (house.desk(), house.operatorOf())
        let one = try await desk.newPackage("One", limits: PackageLimits(channels: 1))
        let asked = try await cafe.call(RequestPackage.self, .init(packageId: one.id))
        _ = try await cafe.newChannel("First")
        _ = try await cafe.call(CancelRequest.self, .init(requestId: asked.id))
        _ = try await cafe.newChannel("Second")
        await house.close()
    }

    @Test func `a default package that comes meanwhile tells what is asked for, too`() async throws
    {
        let house = try await House()
        let (desk, cafe) = (house.desk(), house.operatorOf())
        let small = try await desk.newPackage("Small", limits: PackageLimits(activeCoupons: 3))
        let asked = try await cafe.call(RequestPackage.self, .init(packageId: small.id))
        let large = try await desk.newPackage("Large", limits: PackageLimits(activeCoupons: 10))
        _ = try await desk.call(
            ChooseDefaultPackage.self,
            .init(packageId: large.id, version: large.version)
        )
        try await house.runJob(DefaultPackages.job)
        let waiting = try await house.events(PartnerEntitlementChanged.self)
            .last { $0.id == house.cafe }
        #expect(waiting?.limits?.activeCoupons == 10)
        #expect(waiting?.askedLimits?.activeCoupons == 3)
        _ = try await desk.call(ApproveRequest.self, .init(requestId: asked.id))
        #expect(try await told(house)?.limits?.activeCoupons == 3)
        #expect(try await told(house)?.askedLimits == nil)
        await house.close()
    }

    @Test func `a request for add-ons alone leaves the limits of a package alone`() async throws {
        let house = try await House()
        try await begin(house)
        let before = try await told(house)
        let addOn = try await house.desk().newAddOn()
        let asked = try await house.operatorOf().call(
            RequestAddOns.self,
            .init(addOnIds: [addOn.id])
        )
        _ = try await house.desk().call(ApproveRequest.self, .init(requestId: asked.id))
        #expect(try await told(house) == before)
        await house.close()
    }

    @Test func `add-ons raise the limits of this package, and of each one after it`() async throws {
        let house = try await House()
        let (desk, cafe) = (house.desk(), house.operatorOf())
        try await begin(house)
        let raise = AddOnTerms(
            name: "Two coupons more",
            price: Price(minorUnits: 500, currency: "EUR", period: .month),
            raises: PackageLimits(activeCoupons: 2, chatOperators: 1)
        )
        let addOn = try await desk.call(CreateAddOn.self, .init(terms: raise))
        #expect(addOn.terms.raises == raise.raises)
        let asked = try await cafe.call(
            RequestAddOns.self,
            .init(addOnIds: [addOn.id, addOn.id])
        )
        // An edit is for those who ask from then on.
        _ = try await desk.call(
            EditAddOn.self,
            .init(addOnId: addOn.id, version: 1, terms: .init(name: "x", price: raise.price))
        )
        #expect(try await told(house)?.limits?.activeCoupons == 10)
        _ = try await desk.call(ApproveRequest.self, .init(requestId: asked.id))
        // Nothing is raised where the package has no limit.
        let raised = PackageLimits(activeCoupons: 14, channels: 2)
        #expect(try await told(house)?.limits == raised)
        #expect(try await cafe.call(GetMyAccount.self, .init()).limits == raised)
        let small = try await desk.newPackage(
            "Small",
            limits: PackageLimits(activeCoupons: 3, chatOperators: 0)
        )
        let change = try await cafe.call(RequestPackage.self, .init(packageId: small.id))
        let both = PackageLimits(activeCoupons: 7, chatOperators: 2)
        #expect(try await told(house)?.askedLimits == both)
        _ = try await desk.call(ApproveRequest.self, .init(requestId: change.id))
        #expect(try await told(house)?.limits == both)
        await house.close()
    }

    @Test func `add-ons count when a smaller package is asked for`() async throws {
        let house = try await House()
        let (desk, cafe) = (house.desk(), house.operatorOf())
        let addOn = try await desk.call(
            CreateAddOn.self,
            .init(
                terms: AddOnTerms(
                    name: "One coupon more",
                    price: Price(minorUnits: 500, currency: "EUR", period: .month),
                    raises: PackageLimits(activeCoupons: 1)
                )
            )
        )
        // It is bought before there is a package.
        let asked = try await cafe.call(RequestAddOns.self, .init(addOnIds: [addOn.id]))
        _ = try await desk.call(ApproveRequest.self, .init(requestId: asked.id))
        for number in 1...2 { try await publish(house, UInt8(number), .published, version: 1) }
        let one = try await desk.newPackage("One", limits: PackageLimits(activeCoupons: 1))
        let none = try await desk.newPackage("None", limits: PackageLimits(activeCoupons: 0))
        try await cafe.refused(.aboveLimits, RequestPackage.self, .init(packageId: none.id))
        let change = try await cafe.call(RequestPackage.self, .init(packageId: one.id))
        _ = try await desk.call(ApproveRequest.self, .init(requestId: change.id))
        #expect(try await told(house)?.limits == PackageLimits(activeCoupons: 2))
        await house.close()
    }

    private func publish(
        _ house: House,
        _ number: UInt8,
        _ status: CouponStatus,
        version: Int64
    ) async throws {
        var bytes = house.cafe.uuid.uuid
        bytes.15 = number
        try await house.tell(
            CouponChanged(
                id: CouponID(.init(uuid: bytes)),
                version: version,
                status: status,
                terms: CouponTerms(title: "Coffee")
            ),
            of: house.mall,
            partner: house.cafe
        )
    }

    @Test func `uses are counted once, whatever is repeated and in whatever order`() async throws {
        let house = try await House()
        let none = try await house.desk().newPackage(
            "None",
            limits: PackageLimits(activeCoupons: 0)
        )
        func counted() async throws -> String {
            try await house.operatorOf().refused(
                .aboveLimits,
                RequestPackage.self,
                .init(packageId: none.id)
            ).message
        }
        for _ in 1...2 { try await publish(house, 1, .published, version: 2) }
        #expect(try await counted().hasPrefix("1 coupons"))
        try await publish(house, 2, .published, version: 4)
        try await publish(house, 2, .paused, version: 3)
        #expect(try await counted().hasPrefix("2 coupons"))
        // Archived, and the log is read once more from before that.
        try await publish(house, 2, .archived, version: 5)
        try await publish(house, 2, .published, version: 4)
        #expect(try await counted().hasPrefix("1 coupons"))
        // It came back with a package.
        try await publish(house, 2, .published, version: 6)
        #expect(try await counted().hasPrefix("2 coupons"))
        await house.close()
    }
}
