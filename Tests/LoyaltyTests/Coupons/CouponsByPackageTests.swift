import OctopusLoyaltyContract
import OctopusServiceKit
import OctopusStore
import OctopusTestKit
import Testing

@testable import OctopusLoyalty

struct CouponsByPackageTests {
    /// A café with a coupon of each status, and Ana, who holds a published and a paused one.
    private struct Cafe {
        let house: House
        let owner: Somebody
        let ana: Somebody
        var issued: [IssuedCouponID] = []

        init() async throws {
            house = try await House()
            owner = house.operatorOf()
            ana = house.endUser(house.ana)
            try await house.entitle(version: 1)
            let published = try await owner.newCoupon(CouponTerms(title: "published"))
            let paused = try await owner.newCoupon(CouponTerms(title: "paused"))
            for coupon in [published, paused] {
                issued.append(try await ana.get(coupon).issuedCoupon.id)
            }
            _ = try await owner.call(PauseCoupon.self, .init(couponId: paused, version: 2))
            _ = try await owner.call(
                CreateCoupon.self,
                .init(terms: CouponTerms(title: "draft"))
            )
            let archived = try await owner.newCoupon(CouponTerms(title: "archived"))
            _ = try await owner.call(ArchiveCoupon.self, .init(couponId: archived, version: 2))
        }

        func lose(version: Int64) async throws {
            try await house.entitle([.points], version: version)
        }

        func held() async throws -> Int {
            try await ana.call(GetWallet.self, .init()).coupons.count
        }
    }

    private static let before: [String: CouponStatus] = [
        "published": .published, "paused": .paused, "draft": .draft, "archived": .archived,
    ]

    @Test func `from the moment that the loss is known, coupons are nobody's`() async throws {
        let cafe = try await Cafe()
        let (house, owner, ana) = (cafe.house, cafe.owner, cafe.ana)
        let coupon = try await owner.call(ListCoupons.self, .init(status: .published)).items[0]
        let codes = try await ana.codes(of: cafe.issued[0])
        let scanned = try await owner.scan(ana)
        #expect(scanned.coupons.count == 1)
        #expect(try await cafe.held() == 2)
        try await cafe.lose(version: 2)
        // No job has run yet.
        #expect(try await cafe.held() == 0)
        #expect(try await ana.call(ListGettable.self, .init()).items.isEmpty)
        #expect(try await owner.scan(ana).coupons.isEmpty)
        try await ana.refused(
            .couponUnavailable,
            GetCouponForPoints.self,
            .init(couponId: coupon.id)
        )
        try await ana.refused(
            .wrongState,
            GetIssuedCouponCode.self,
            .init(issuedCouponId: cafe.issued[0])
        )
        try await owner.refused(
            .couponUnavailable,
            GiveScanned.self,
            .init(scan: scanned.scan, give: .coupon(couponId: coupon.id))
        )
        try await owner.refused(.couponUnavailable, ScanCode.self, .init(text: codes.signed.text))
        let version = CouponVersion(couponId: coupon.id, version: coupon.version)
        try await owner.refused(.notInPackage, PauseCoupon.self, version)
        try await owner.refused(.notInPackage, ArchiveCoupon.self, version)
        let terms = CouponTerms(title: "new")
        try await owner.refused(.notInPackage, CreateCoupon.self, .init(terms: terms))
        try await owner.refused(
            .notInPackage,
            EditCoupon.self,
            .init(couponId: coupon.id, version: coupon.version, terms: terms)
        )
        await house.close()
    }

    @Test func `all are archived, and what that took comes back and nothing else`() async throws {
        let cafe = try await Cafe()
        let house = cafe.house
        try await cafe.lose(version: 2)
        try await house.instance.jobs.runDue()
        #expect(try await house.coupons().values.allSatisfy { $0 == .archived })
        let archived = try await house.events(CouponChanged.self).suffix(3)
        #expect(archived.allSatisfy { $0.status == .archived })
        #expect(try await cafe.held() == 0)

        try await house.entitle(version: 3)
        // The coupons are on their way; what is not back yet can't be used.
        #expect(try await cafe.held() == 0)
        try await house.instance.jobs.runDue()
        #expect(try await house.coupons() == Self.before)
        #expect(try await cafe.held() == 2)
        let code = try await cafe.ana.codes(of: cafe.issued[1]).signed.text
        _ = try await cafe.owner.redeem(scanning: code)
        // Once more, from what they are now.
        try await cafe.lose(version: 4)
        try await house.instance.jobs.runDue()
        try await house.entitle(version: 5)
        try await house.instance.jobs.runDue()
        #expect(try await house.coupons() == Self.before)
        try await house.expectBalanced()
        await house.close()
    }

    @Test func `more than the package gives come back paused, the oldest are published`()
        async throws
    {
        let house = try await House()
        try await house.entitle(version: 1)
        for number in 1...4 {
            _ = try await house.operatorOf().newCoupon(CouponTerms(title: "\(number)"))
        }
        try await house.entitle([.points], version: 2)
        try await house.instance.jobs.runDue()
        try await house.entitle(activeCoupons: 3, asked: 2, version: 3)
        try await house.instance.jobs.runDue()
        #expect(
            try await house.coupons()
                == ["1": .published, "2": .published, "3": .paused, "4": .paused]
        )
        let told = try await house.events(CouponChanged.self).suffix(4).map(\.status)
        #expect(told == [.published, .published, .paused, .paused])
        await house.close()
    }

    /// The states of the package in any order, the newest one last or not, with and without the job.
    @Test(arguments: 1...12 as ClosedRange<UInt64>)
    func `the newest package holds, in whatever order it is told`(seed: UInt64) async throws {
        let cafe = try await Cafe()
        let chance = SeededIDs(seed: seed)
        let versions = [2, 3, 4, 5, 6, 7, 3, 4, 6].map { ($0 as Int64, chance.randomBytes(1)[0]) }
            .sorted { $0.1 < $1.1 }
        for (version, number) in versions {
            // Even versions have lost coupons.
            let products: [Product] = version % 2 == 0 ? [.points] : [.coupons, .points]
            try await cafe.house.entitle(products, version: version)
            if number % 2 == 0 { try await cafe.house.instance.jobs.runDue() }
        }
        try await cafe.house.instance.jobs.runDue()
        #expect(try await cafe.house.coupons() == Self.before)
        try await cafe.lose(version: 8)
        try await cafe.house.instance.jobs.runDue()
        #expect(try await cafe.house.coupons().values.allSatisfy { $0 == .archived })
        await cafe.house.close()
    }

    @Test func `a loss that ends half way gives back what it took, after a restart too`()
        async throws
    {
        let house = try await House()
        try await house.entitle(version: 1)
        try await house.store(CouponsByPackage.slice * 3, named: "Coffee")
        try await house.entitle([.points], version: 2)
        try await slices(2, in: house)
        let taken = try await house.coupons().values.count { $0 == .archived }
        #expect(taken > 1 && taken <= CouponsByPackage.slice * 2)
        let again = try await House(restarting: house)
        // The package has coupons again before the rest was taken.
        try await again.entitle(version: 3)
        try await slices(1, in: again)
        let last = try await House(restarting: again)
        try await last.instance.jobs.runDue()
        #expect(try await last.coupons().values.allSatisfy { $0 == .published })
        await last.close()
    }

    /// No slice begins a coupon after 20 ms, so their number makes no difference.
    @Test func `many coupons hold the writer for short slices`() async throws {
        let house = try await House()
        try await house.entitle(version: 1)
        try await house.store(600, named: "Coffee")
        for (products, version): ([Product], Int64) in [([.points], 2), ([.coupons], 3)] {
            try await house.entitle(products, version: version)
            var times: [Duration] = []
            let wanted: CouponStatus = version == 2 ? .archived : .published
            repeat {
                times.append(try await slices(1, in: house))
            } while try await !house.coupons().values.allSatisfy { $0 == wanted }
            // The machine may stop for a while; a slice that is too long is so half of the time.
            #expect(times.sorted()[times.count / 2] < .milliseconds(50))
        }
        await house.close()
    }

    /// Does some slices of the job, as the runner would; how long the last one took of the writer.
    @discardableResult
    private func slices(_ count: Int, in house: House) async throws -> Duration {
        let (environment, ids) = (house.instance.environment, house.ids)
        var time = Duration.zero
        for _ in 0..<count {
            time = try await house.instance.store.write { transaction in
                let begun = ContinuousClock.now
                _ = try CouponsByPackage.run(
                    in: WorkContext(
                        now: Instant(milliseconds: transaction.nowMilliseconds),
                        environment: environment,
                        transaction: transaction,
                        trace: nil,
                        ids: ids
                    )
                )
                return ContinuousClock.now - begun
            }
        }
        return time
    }

    @Test func `a package without points gives none`() async throws {
        let house = try await House()
        let owner = house.operatorOf()
        let type = try await owner.newPointType()
        let award = AwardPoints.Request(endUserId: house.ana, pointTypeId: type, amount: 1)
        try await house.entitle([.coupons], version: 1)
        try await owner.refused(.notInPackage, AwardPoints.self, award)
        let scan = try await owner.scan(house.endUser(house.ana)).scan
        try await owner.refused(
            .notInPackage,
            GiveScanned.self,
            .init(scan: scan, give: .points(pointTypeId: type, amount: 1))
        )
        try await house.entitle(version: 2)
        _ = try await owner.call(AwardPoints.self, award)
        await house.close()
    }
}
