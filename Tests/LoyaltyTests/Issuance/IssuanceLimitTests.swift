import GRDB
import OctopusLoyaltyContract
import OctopusServiceKit
import OctopusStore
import OctopusTestKit
import Testing

@testable import OctopusLoyalty

struct IssuanceLimitTests {
    @Test func `an operator, a partner and a tenant give no more on a day than they may`()
        async throws
    {
        let house = try await House()
        try await house.limit(
            .init(operatorDailyPoints: 10, partnerDailyPoints: 15, tenantDailyPoints: 20)
        )
        let (cafe, colleague) = (house.operatorOf(), house.operatorOf())
        let bakery = house.operatorOf(house.bakery)
        let (beans, buns) = (try await cafe.newPointType(), try await bakery.newPointType())
        try await cafe.award(10, of: beans, to: house.ana)
        let own = try await refusal(of: 1, by: cafe, beans)
        #expect(own.violations.map(\.path) == ["operatorDailyPoints"])
        // 1 March 2026 ends in Zagreb an hour before it does in UTC.
        #expect(
            own.message
                == "An operator may give 10 points a day; 0 are left until 2026-03-01T23:00:00Z."
        )
        let theirs = try await refusal(of: 6, by: colleague, beans)
        #expect(theirs.violations.map(\.path) == ["partnerDailyPoints"])
        #expect(theirs.message.contains("15 points a day; 5 are left"))
        try await colleague.award(5, of: beans, to: house.ana)
        let tenants = try await refusal(of: 6, by: bakery, buns)
        #expect(tenants.violations.map(\.path) == ["tenantDailyPoints"])
        #expect(tenants.message.hasPrefix("All partners together may give no more points"))
        try await bakery.award(5, of: buns, to: house.ben)
        // The bank's day is its own.
        let broker = house.operatorOf(house.broker, of: house.bank)
        let coin = try await broker.newPointType()
        try await broker.award(100, of: coin, to: house.cleo)
        try await house.expectBalanced()
    }

    private func refusal(
        of amount: Int64,
        by somebody: Somebody,
        _ type: PointTypeID
    ) async throws -> CallRefused {
        try await somebody.refused(
            .issuanceLimit,
            AwardPoints.self,
            .init(endUserId: somebody.house.ana, pointTypeId: type, amount: amount)
        )
    }

    @Test func `of many at once exactly as many get through as the limit lets`() async throws {
        let house = try await House()
        try await house.limit(.init(partnerDailyPoints: 37))
        let owner = house.operatorOf()
        let type = try await owner.newPointType()
        let given = await withTaskGroup(of: Int64.self) { group in
            for number in 0..<60 {
                let caller = number % 2 == 0 ? owner : house.operatorOf()
                let endUser = number % 3 == 0 ? house.ana : house.ben
                group.addTask {
                    (try? await caller.award(1, of: type, to: endUser)) == nil ? 0 : 1
                }
            }
            return await group.reduce(0, +)
        }
        #expect(given == 37)
        let totals = try await owner.call(CheckLedger.self, .init(pointTypeId: type))
        #expect(totals.issued == 37)
        try await house.expectBalanced()
    }

    @Test func `a day is one of the tenant's calendar, with 23 hours when summer begins`()
        async throws
    {
        let house = try await House()
        try await house.limit(.init(operatorDailyPoints: 5))
        let owner = house.operatorOf()
        let type = try await owner.newPointType()
        // 29 March, 00:00 in Zagreb; the day ends at 22:00 UTC.
        house.clock.advance(by: .seconds(27 * 86_400 + 15 * 3600))
        try await owner.award(5, of: type, to: house.ana)
        house.clock.advance(by: .seconds(23 * 3600 - 1))
        #expect(try await refusal(of: 1, by: owner, type).message.contains("2026-03-29T22:00:00Z"))
        house.clock.advance(by: .seconds(1))
        try await owner.award(5, of: type, to: house.ana)
        // A clock that is put back finds what was given on the day before.
        house.clock.advance(by: .seconds(-1))
        _ = try await refusal(of: 1, by: owner, type)
    }

    @Test func `a reversal, a refusal and a repetition change nothing of what was given`()
        async throws
    {
        let house = try await House()
        try await house.limit(.init(operatorDailyPoints: 10))
        let owner = house.operatorOf()
        let type = try await owner.newPointType()
        let key = house.ids.uuid(at: house.clock.now)
        let request = AwardPoints.Request(endUserId: house.ana, pointTypeId: type, amount: 6)
        let award = try await owner.call(AwardPoints.self, request, key: key)
        #expect(try await owner.call(AwardPoints.self, request, key: key) == award)
        _ = try await refusal(of: 5, by: owner, type)
        try await owner.call(ReverseAward.self, .init(awardId: award.awardId))
        _ = try await refusal(of: 5, by: owner, type)
        try await owner.award(4, of: type, to: house.ana)
        // Another place's customer gets nothing, and it counts nowhere.
        try await owner.refused(
            .notFound,
            AwardPoints.self,
            .init(endUserId: house.cleo, pointTypeId: type, amount: 1)
        )
    }

    @Test func `what is given after a scan counts, too, and needs approval above the same bound`()
        async throws
    {
        let house = try await House()
        try await house.limit(.init(operatorDailyPoints: 10, approvalAbovePoints: 8))
        let (owner, ana) = (house.operatorOf(), house.endUser(house.ana))
        let type = try await owner.newPointType()
        func gift(_ amount: Int64) async throws -> GiveScanned.Request {
            let scan = try await owner.scan(ana).scan
            return .init(scan: scan, give: .points(pointTypeId: type, amount: amount))
        }
        try await owner.refused(.approvalNeeded, GiveScanned.self, gift(9))
        try await owner.call(GiveScanned.self, gift(8))
        try await owner.refused(.issuanceLimit, GiveScanned.self, gift(3))
        try await owner.call(GiveScanned.self, gift(2))
    }

    @Test func `a limit that is reached is told once a day, though the command is undone`()
        async throws
    {
        let house = try await House()
        try await house.limit(.init(operatorDailyPoints: 10, tenantDailyPoints: 12))
        let (owner, colleague) = (house.operatorOf(), house.operatorOf())
        let type = try await owner.newPointType()
        try await owner.award(8, of: type, to: house.ana)
        for _ in 0..<3 { _ = try await refusal(of: 3, by: owner, type) }
        for _ in 0..<2 { _ = try await refusal(of: 5, by: colleague, type) }
        #expect(try await house.events(IssuanceLimitReached.self).isEmpty)
        try await house.instance.jobs.runDue()
        try await house.instance.jobs.runDue()
        let told = try await house.events(IssuanceLimitReached.self)
        #expect(told.map(\.scope) == [.operator, .tenant])
        #expect(told.map(\.operatorId) == [owner.person.subject, colleague.person.subject])
        #expect(told.map(\.limit) == [10, 12])
        #expect(told.allSatisfy { $0.day == "2026-03-01" && $0.partnerId == house.cafe })
        house.clock.advance(by: .seconds(86_400))
        try await owner.award(8, of: type, to: house.ana)
        _ = try await refusal(of: 3, by: owner, type)
        try await house.instance.jobs.runDue()
        #expect(try await house.events(IssuanceLimitReached.self).map(\.day).last == "2026-03-02")
        // What is told stays known for some days, then it goes with the sums.
        house.clock.advance(by: .seconds(6 * 86_400))
        try await house.instance.jobs.runDue()
        let left = try await house.inspect { database in
            try ["issuance_days", "issuance_refusals"].map { table in
                try Int.fetchOne(database, sql: "SELECT count(*) FROM \(table)")
            }
        }
        #expect(left == [0, 0])
    }

    @Test func `an operator above four fifths of a day is told once`() async throws {
        let house = try await House()
        try await house.limit(.init(operatorDailyPoints: 10))
        let owner = house.operatorOf()
        let type = try await owner.newPointType()
        try await owner.award(8, of: type, to: house.ana)
        #expect(try await house.events(IssuanceUnusual.self).isEmpty)
        for _ in 0..<2 { try await owner.award(1, of: type, to: house.ana) }
        let told = try await house.events(IssuanceUnusual.self)
        #expect(told.map(\.points) == [9])
        #expect(told.allSatisfy { $0.operatorId == owner.person.subject && $0.limit == 10 })
    }

    @Test func `a tenant sets limits for all partners and for one`() async throws {
        let house = try await House()
        let host = house.host()
        let standard = try await host.call(GetIssuanceLimits.self, .init())
        #expect(standard.version == 0 && standard.limits == IssuanceLimits())
        #expect(standard.inForce.operatorDailyPoints == 1_000_000)
        #expect(standard.inForce.approvalAbovePoints == 100_000)
        try await house.limit(.init(operatorDailyPoints: 5, tenantDailyPoints: 50))
        let cafes = try await host.call(
            SetIssuanceLimits.self,
            .init(partnerId: house.cafe, version: 0, limits: .init(partnerDailyPoints: 7))
        )
        #expect(cafes.version == 1)
        #expect(cafes.limits == .init(partnerDailyPoints: 7))
        #expect(
            cafes.inForce
                == .init(
                    operatorDailyPoints: 5,
                    partnerDailyPoints: 7,
                    tenantDailyPoints: 50,
                    approvalAbovePoints: 100_000,
                    undoMinutes: 15
                )
        )
        let bakerys = try await host.call(GetIssuanceLimits.self, .init(partnerId: house.bakery))
        #expect(bakerys.version == 0 && bakerys.inForce.partnerDailyPoints == 10_000_000)
        let owner = house.operatorOf()
        let type = try await owner.newPointType()
        _ = try await refusal(of: 6, by: owner, type)
        #expect(
            try await house.events(IssuanceLimitsSet.self).map(\.partnerId) == [nil, house.cafe]
        )
    }

    @Test func `limits of others' partners, of an old version and of a wrong scope are refused`()
        async throws
    {
        let house = try await House()
        let host = house.host()
        func request(
            _ partner: PartnerID?,
            _ version: Int64,
            _ limits: IssuanceLimits = .init()
        ) -> SetIssuanceLimits.Request {
            .init(partnerId: partner, version: version, limits: limits)
        }
        try await host.refused(.notFound, SetIssuanceLimits.self, request(house.broker, 0))
        try await host.refused(
            .notFound,
            GetIssuanceLimits.self,
            .init(partnerId: house.broker)
        )
        try await host.refused(.stale, SetIssuanceLimits.self, request(nil, 1))
        try await host.refused(
            .invalid,
            SetIssuanceLimits.self,
            request(house.cafe, 0, .init(tenantDailyPoints: 1))
        )
        try await house.host(levels: [.partnerManagement: .view])
            .refused(.denied, SetIssuanceLimits.self, request(nil, 0))
    }
}
