import GRDB
import OctopusIdentityContract
import OctopusPartnersContract
import OctopusServiceKit
import OctopusStore
import OctopusTestKit
import Testing

@testable import OctopusPartners

struct PromoReportTests {
    @Test func `a file that takes long to count is ended as the report is, and holds no writer up`()
        async throws
    {
        let house = try await House(values: ["limits.read-time": .duration(.milliseconds(5))])
        let (cafe, slot) = (house.cafe, house.clock.now.milliseconds / 900_000)
        let promo = house.ids.uuid(at: house.clock.now)
        _ = try await house.instance.store.write { transaction in
            try transaction.database.run(
                """
                WITH RECURSIVE numbers (n) AS (
                    SELECT 1 UNION ALL SELECT n + 1 FROM numbers WHERE n < 160000)
                INSERT INTO report_sums SELECT ?, 'promoOpens', ? - n, ?, 1 FROM numbers
                """,
                [cafe, slot, promo]
            )
        }
        let request = ReadPartnersReport.Request(
            measures: [.promoOpens],
            from: "2021-04-01",
            until: "2026-03-02",
            step: .month
        )
        let analyst = house.operatorOf()
        try await analyst.refused(.readTooLong, ReadPartnersReport.self, request)
        try await analyst.refused(.readTooLong, ExportPartnersReport.self, request)
        await house.close()
    }

    @Test func `opens and clicks count once for each end user, by promo and by channel`()
        async throws
    {
        let house = try await House()
        let (cafe, ana, ben) = (
            house.operatorOf(), house.endUser(house.ana), house.endUser(house.ben)
        )
        var channels: [ChannelID] = []
        for name in ["One", "Two"] {
            channels.append(try await cafe.publish(cafe.newChannel(name)).id)
        }
        for one in [ana, ben] { _ = try await one.follow(channels[0]) }
        let both = try await cafe.schedule(cafe.newPromo(on: channels))
        let first = try await cafe.schedule(cafe.newPromo(on: [channels[0]]))
        try await house.instance.jobs.runDue()
        for _ in 0..<2 {
            _ = try await ana.call(OpenPromo.self, .init(promoId: both.id))
            _ = try await ana.call(ClickPromo.self, .init(promoId: first.id))
        }
        house.pass(.seconds(86_400))
        _ = try await ben.call(OpenPromo.self, .init(promoId: both.id))
        func report(
            _ measures: [PartnersMeasure],
            _ things: [ReportedID]? = nil
        ) async throws -> [[Int64]] {
            let request = ReadPartnersReport.Request(
                measures: measures,
                from: "2026-03-01",
                until: "2026-03-04",
                step: .day,
                things: things,
                byThing: things != nil
            )
            return try await cafe.call(ReadPartnersReport.self, request).rows.map(\.values)
        }
        #expect(try await report([.promoOpens, .promoClicks]) == [[2, 1], [1, 0], [0, 0]])
        #expect(
            try await report([.promoOpens], [ReportedID(both.id.uuid)]) == [[1], [1], [0]]
        )
        let measures: [PartnersMeasure] = [.channelPromoOpens, .channelPromoClicks]
        #expect(
            try await report(measures, [ReportedID(channels[0].uuid)])
                == [[2, 1], [1, 0], [0, 0]]
        )
        #expect(
            try await report(measures, [ReportedID(channels[1].uuid)])
                == [[1, 0], [1, 0], [0, 0]]
        )
        await house.close()
    }

    @Test func `of a promo for a segment whole tens are told, lest few people tell of one of them`()
        async throws
    {
        let house = try await House()
        let cafe = house.operatorOf()
        let channel = try await cafe.publish(cafe.newChannel())
        let segment = try await cafe.call(
            CreateSegment.self,
            .init(name: "New", rule: .joined(SegmentSpan(withinDays: 1)))
        )
        let promo = try await cafe.schedule(cafe.newPromo(on: [channel.id], in: segment.id))
        try await house.instance.jobs.runDue()
        func told() async throws -> [Int64] {
            let request = ReadPartnersReport.Request(
                measures: [.promoOpens, .promoClicks],
                from: "2026-03-01",
                until: "2026-03-02"
            )
            let report = try await cafe.call(ReadPartnersReport.self, request)
            let seen = try await cafe.seen(promo)
            return [seen?.opens ?? 0, seen?.clicks ?? 0] + report.totals.map(\.value)
        }
        for number in 1...11 {
            let id = EndUserID(house.ids.uuid(at: house.clock.now))
            try await house.tell(
                EndUserChanged(id: id, version: 1, code: "C\(number)", status: .active),
                personal: .init(name: "Ana"),
                of: house.mall
            )
            let somebody = house.endUser(id)
            _ = try await somebody.follow(channel.id)
            _ = try await somebody.call(OpenPromo.self, .init(promoId: promo.id))
            if number == 9 { #expect(try await told() == [0, 0, 0, 0]) }
        }
        #expect(try await told() == [10, 0, 10, 0])
        await house.close()
    }
}
