import OctopusPartnersContract
import OctopusServiceKit
import OctopusStore
import OctopusTestKit
import Testing

@testable import OctopusPartners

struct PromoReportTests {
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
}
