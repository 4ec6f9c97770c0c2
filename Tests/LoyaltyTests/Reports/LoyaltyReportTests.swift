import OctopusCBOR
import OctopusLoyaltyContract
import OctopusStore
import OctopusTestKit
import Testing

@testable import OctopusLoyalty
@testable import OctopusServiceKit

struct LoyaltyReportTests {
    private func day(
        _ house: House,
        _ name: String = "banana"
    ) async throws -> (PointTypeID, CouponID) {
        let owner = house.operatorOf()
        let (ana, type) = (house.endUser(house.ana), try await owner.newPointType(name))
        let coupon = try await owner.newCoupon(
            CouponTerms(title: "Coffee", price: CouponPrice(pointTypeId: type, amount: 5))
        )
        try await owner.award(9, of: type, to: house.ana)
        let taken = try await owner.award(4, of: type, to: house.ana)
        try await owner.call(ReverseAward.self, .init(awardId: taken.awardId))
        let first = try await ana.get(coupon).issuedCoupon.id
        try await owner.call(RevokeIssuedCoupon.self, .init(issuedCouponId: first, refund: true))
        let second = try await ana.get(coupon).issuedCoupon.id
        _ = try await owner.redeem(scanning: try await ana.codes(of: second).signed.text)
        return (type, coupon)
    }

    private static let all = LoyaltyMeasure.allCases

    @Test func `an overview has points and coupons, each with its change`() async throws {
        let house = try await House()
        _ = try await day(house)
        house.pass(.seconds(86_400))
        _ = try await day(house, "stamp")
        let owner = house.operatorOf()
        let today = ReadLoyaltyReport.Request(
            measures: Self.all,
            from: "2026-03-02",
            until: "2026-03-03",
            compare: true
        )
        let report = try await owner.call(ReadLoyaltyReport.self, today)
        #expect(report.totals.map(\.value) == [13, 10, 0, 4, 5, 2, 1, 1, 0])
        #expect(report.totals.map(\.before) == [13, 10, 0, 4, 5, 2, 1, 1, 0])
        #expect(report.totals.map(\.changePermille) == [0, 0, nil, 0, 0, 0, 0, 0, nil])
        #expect(report.rows.isEmpty)
        try await house.expectBalanced()
    }

    @Test func `a refused command counts nothing, and a repeated one once`() async throws {
        let house = try await House()
        let (type, coupon) = try await day(house)
        let owner = house.operatorOf()
        let key = house.ids.uuid(at: house.clock.now)
        let request = AwardPoints.Request(endUserId: house.ana, pointTypeId: type, amount: 7)
        for _ in 0..<3 { try await owner.call(AwardPoints.self, request, key: key) }
        try await house.endUser(house.ben)
            .refused(.insufficientPoints, GetCouponForPoints.self, .init(couponId: coupon))
        let report = try await owner.call(
            ReadLoyaltyReport.self,
            .init(
                measures: [.pointsGiven],
                from: "2026-03-01",
                until: "2026-03-02",
                step: .day,
                byThing: true
            )
        )
        #expect(report.rows.map(\.values) == [[20]])
        #expect(report.rows.map(\.name) == ["banana"])
        #expect(report.rows.map(\.thingId?.uuid) == [type.uuid])
        try await house.expectBalanced()
    }

    @Test func `awards at the same time are all counted`() async throws {
        let house = try await House()
        let type = try await house.operatorOf().newPointType("banana")
        let owner = house.operatorOf()
        try await withThrowingTaskGroup { group in
            for number in 1...200 as ClosedRange<Int64> {
                group.addTask { try await owner.award(number, of: type, to: house.ana) }
            }
            try await group.waitForAll()
        }
        let report = try await owner.call(
            ReadLoyaltyReport.self,
            .init(measures: [.pointsGiven], from: "2026-03-01", until: "2026-03-02")
        )
        #expect(report.totals.map(\.value) == [20_100])
        try await house.expectBalanced()
    }

    @Test func `what was before there were reports is counted once, whatever is killed`()
        async throws
    {
        let house = try await House()
        let (type, _) = try await day(house)
        let owner = house.operatorOf()
        for _ in 0..<2100 { try await owner.award(1, of: type, to: house.ben) }
        try await house.instance.store.write { transaction in
            try transaction.database.run("DELETE FROM report_sums")
            try transaction.database.run("DELETE FROM report_backlogs")
        }
        let request = ReadLoyaltyReport.Request(
            measures: Self.all,
            from: "2026-03-01",
            until: "2026-03-02"
        )
        let upgraded = try await House(restarting: house)
        let again = upgraded.operatorOf()
        let before = try await again.call(ReadLoyaltyReport.self, request)
        #expect(!before.isComplete)
        // Coupons are there at once, the ledger comes by and by; what is new counts already.
        #expect(before.totals.map(\.value) == [0, 0, 0, 0, 0, 2, 1, 1, 0])
        try await again.award(100, of: type, to: upgraded.ana)
        try await upgraded.instance.store.write {
            _ = try ReportBacklog.ledger.advance(in: $0.database)
        }
        let killed = try await House(restarting: upgraded)
        try await killed.instance.jobs.runDue()
        let after = try await killed.operatorOf().call(ReadLoyaltyReport.self, request)
        #expect(after.isComplete)
        #expect(after.totals.map(\.value) == [2213, 10, 0, 4, 5, 2, 1, 1, 0])
        try await killed.expectBalanced()
    }

    @Test func `a file has the rows of the answer, line for line`() async throws {
        let house = try await House()
        _ = try await day(house)
        let owner = house.operatorOf()
        let request = ReadLoyaltyReport.Request(
            measures: [.pointsGiven, .pointsSpent],
            from: "2026-03-01",
            until: "2026-03-02",
            step: .hour,
            byThing: true
        )
        let report = try await owner.call(ReadLoyaltyReport.self, request)
        let begun = try await owner.call(ExportLoyaltyReport.self, request)
        // What happens now is in no file that was begun before.
        _ = try await day(house, "stamp")
        try await house.instance.jobs.runDue()
        let reply = try await owner.call(
            ReadExport.self,
            .init(exportId: begun.exportId, chunk: 0)
        )
        let text = String(decoding: try #require(reply.part).bytes, as: UTF8.self)
        let lines = text.split(separator: "\r\n")
        #expect(reply.isLast && reply.rows == 24)
        let titles = "\u{FEFF}\"begins (UTC)\",\"begins (Europe/Zagreb)\",\"id\",\"name\","
        #expect(lines[0] == titles + "\"pointsGiven\",\"pointsSpent\"")
        #expect(lines.count == report.rows.count + 1)
        for (line, row) in zip(lines.dropFirst(), report.rows) {
            let id = try #require(row.thingId)
            let values = row.values.map { String($0) }.joined(separator: ",")
            #expect(line.hasSuffix("\",\"\(row.begins)\",\"\(id)\",\"banana\",\(values)"))
        }
        #expect(report.rows.map { $0.values[0] }.reduce(0, +) == 13)
        let foreign = house.operatorOf(house.bakery)
        try await foreign.refused(
            .notFound,
            ReadExport.self,
            .init(exportId: begun.exportId, chunk: 0)
        )
    }

    @Test func `who has five files is refused before anything is counted`() async throws {
        let house = try await House()
        let owner = house.operatorOf()
        func request(_ things: [ReportedID]?) -> ExportLoyaltyReport.Request {
            .init(
                measures: [.pointsGiven],
                from: "2026-03-01",
                until: "2026-03-02",
                things: things
            )
        }
        for _ in 0..<5 { try await owner.call(ExportLoyaltyReport.self, request(nil)) }
        // A thing that is not there would be refused when it is counted.
        let nothing = ReportedID(house.ids.uuid(at: house.clock.now))
        try await owner.refused(.tooManyExports, ExportLoyaltyReport.self, request([nothing]))
    }

    @Test func `who may not see analytics sees no report, and nobody another partner's things`()
        async throws
    {
        let house = try await House()
        let (type, _) = try await day(house)
        let request = ReadLoyaltyReport.Request(
            measures: [.pointsGiven],
            from: "2026-03-01",
            until: "2026-03-02",
            things: [ReportedID(type.uuid)]
        )
        try await house.operatorOf(levels: [.points: .full])
            .refused(.denied, ReadLoyaltyReport.self, request)
        try await house.operatorOf(house.bakery)
            .refused(.notFound, ReadLoyaltyReport.self, request)
        try await house.operatorOf(house.bakery)
            .refused(.notFound, ExportLoyaltyReport.self, request)
    }
    @Test func `loyalty knows no segments, and says so`() async throws {
        let house = try await House()
        let request = ReadLoyaltyReport.Request(
            measures: [.pointsGiven],
            from: "2026-03-01",
            until: "2026-03-02",
            segmentId: SegmentID(house.ids.uuid(at: house.clock.now))
        )
        for refusal in [
            try await house.operatorOf().refused(.invalid, ReadLoyaltyReport.self, request),
            try await house.operatorOf().refused(.invalid, ExportLoyaltyReport.self, request),
        ] {
            #expect(refusal.violations.map(\.path) == ["segmentId"])
        }
    }
}
