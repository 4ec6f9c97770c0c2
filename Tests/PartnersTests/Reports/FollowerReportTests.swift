import OctopusPartnersContract
import OctopusServiceKit
import OctopusTestKit
import Testing

@testable import OctopusPartners

struct FollowerReportTests {
    @Test func `followers are gained and lost, and stay what they are`() async throws {
        let house = try await House()
        let (cafe, ana, ben) = (
            house.operatorOf(), house.endUser(house.ana), house.endUser(house.ben)
        )
        let channel = try await cafe.publish(cafe.newChannel())
        _ = try await ana.follow(channel.id)
        _ = try await ana.follow(channel.id)
        house.pass(.seconds(86_400))
        _ = try await ben.follow(channel.id)
        house.pass(.seconds(2 * 86_400))
        try await ana.call(UnfollowChannel.self, ChannelChoice(channelId: channel.id))
        let request = ReadPartnersReport.Request(
            measures: [.followers, .followersGained, .followersLost],
            from: "2026-03-01",
            until: "2026-03-06",
            step: .day,
            byThing: true,
            compare: true
        )
        let report = try await cafe.call(ReadPartnersReport.self, request)
        #expect(
            report.rows.map(\.values)
                == [[1, 1, 0], [2, 1, 0], [2, 0, 0], [1, 0, 1], [1, 0, 0]]
        )
        #expect(report.rows.map(\.name).first == "Café")
        #expect(report.totals.map(\.value) == [1, 2, 1])
        #expect(report.totals.map(\.before) == [0, 0, 0])
        try await house.operatorOf(levels: [.channels: .full])
            .refused(.denied, ReadPartnersReport.self, request)
        let foreign = try await house.operatorOf(house.bakery)
            .call(ReadPartnersReport.self, request)
        #expect(foreign.rows.isEmpty)
        await house.close()
    }
}
