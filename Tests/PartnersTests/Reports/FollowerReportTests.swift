import OctopusIdentityContract
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

    private func report(
        _ somebody: Somebody,
        _ measures: [PartnersMeasure],
        _ from: String,
        _ until: String,
        step: ReportStep? = nil,
        byThing: Bool? = nil,
        compare: Bool? = nil
    ) async throws -> Report<PartnersMeasure> {
        try await somebody.call(
            ReadPartnersReport.self,
            .init(
                measures: measures,
                from: from,
                until: until,
                step: step,
                byThing: byThing,
                compare: compare
            )
        )
    }

    @Test func `who follows several channels is one follower of them together`() async throws {
        let house = try await House()
        let cafe = house.operatorOf()
        let (ana, ben) = (house.endUser(house.ana), house.endUser(house.ben))
        let first = try await cafe.publish(cafe.newChannel("First"))
        let second = try await cafe.publish(cafe.newChannel("Second"))
        _ = try await ana.follow(first.id)
        _ = try await ana.follow(second.id)
        _ = try await ben.follow(second.id)
        house.pass(.seconds(86_400))
        try await ana.call(UnfollowChannel.self, ChannelChoice(channelId: first.id))
        house.pass(.seconds(86_400))
        try await ana.call(UnfollowChannel.self, ChannelChoice(channelId: second.id))
        house.pass(.seconds(86_400))
        try await house.tell(house.endUser(house.ben, .erased, version: 2), of: house.mall)
        _ = try await ana.follow(second.id)
        let days = ("2026-03-01", "2026-03-05")
        let together = try await report(
            cafe,
            [.followers, .followersGained],
            days.0,
            days.1,
            step: .day
        )
        #expect(together.rows.map(\.values) == [[2, 3], [2, 0], [1, 0], [1, 1]])
        let apart = try await report(cafe, [.followers], days.0, days.1, step: .day, byThing: true)
        #expect(apart.rows.map(\.values) == [[1], [2], [0], [2], [0], [1], [0], [1]])
        try await cafe.refused(
            .invalid,
            ReadPartnersReport.self,
            .init(
                measures: [.followers],
                from: days.0,
                until: days.1,
                things: [first.id, second.id].map { ReportedID($0.uuid) }
            )
        )
        await house.close()
    }

    @Test func `channels that nobody follows any more are in no overview`() async throws {
        let house = try await House()
        let (cafe, ana) = (house.operatorOf(), house.endUser(house.ana))
        for number in 0..<51 {
            let channel = try await cafe.publish(cafe.newChannel("Channel \(number)"))
            _ = try await ana.follow(channel.id)
            try await ana.call(UnfollowChannel.self, ChannelChoice(channelId: channel.id))
        }
        house.pass(.seconds(86_400))
        let channel = try await cafe.publish(cafe.newChannel("Last"))
        _ = try await ana.follow(channel.id)
        let told = try await report(
            cafe,
            [.followers],
            "2026-03-02",
            "2026-03-03",
            byThing: true
        )
        #expect(told.totals.map(\.name) == ["Last"] && told.totals.map(\.value) == [1])
        await house.close()
    }

    @Test(arguments: [
        // The last minutes of the days, in milliseconds: they end at 22:00 and at 23:00 in UTC.
        ("2026-03-28", "2026-03-29", "2026-03-30", "2026-03-31", 1_774_821_540_000, 23),
        ("2026-10-24", "2026-10-25", "2026-10-26", "2026-10-27", 1_792_969_140_000, 25),
    ])
    func `a follower of a day of 23 or 25 hours counts on that day to its end`(
        before: String,
        day: String,
        after: String,
        end: String,
        lastMinute: Int64,
        hours: Int
    ) async throws {
        let house = try await House()
        let cafe = house.operatorOf()
        let (ana, ben) = (house.endUser(house.ana), house.endUser(house.ben))
        let channel = try await cafe.publish(cafe.newChannel())
        house.pass(.milliseconds(lastMinute - house.clock.now.milliseconds))
        _ = try await ana.follow(channel.id)
        house.pass(.seconds(60))
        _ = try await ben.follow(channel.id)
        let days = try await report(cafe, [.followersGained], before, end, step: .day)
        #expect(days.rows.map(\.values) == [[0], [1], [1]])
        let whole = try await report(cafe, [.followersGained], day, after, step: .hour)
        #expect(whole.rows.count == hours)
        #expect(whole.rows.last?.values == [1] && whole.totals.map(\.value) == [1])
        await house.close()
    }

    @Test func `followers are held against as many days before, in percent`() async throws {
        let house = try await House()
        let cafe = house.operatorOf()
        let (ana, ben) = (house.endUser(house.ana), house.endUser(house.ben))
        let first = try await cafe.publish(cafe.newChannel("First"))
        let second = try await cafe.publish(cafe.newChannel("Second"))
        _ = try await ana.follow(first.id)
        house.pass(.seconds(86_400))
        for channel in [first, second] { _ = try await ben.follow(channel.id) }
        _ = try await ana.follow(second.id)
        let told = try await report(
            cafe,
            [.followers, .followersGained, .followersLost],
            "2026-03-02",
            "2026-03-03",
            compare: true
        )
        #expect(told.totals.map(\.value) == [2, 3, 0])
        #expect(told.totals.map(\.before) == [1, 1, 0])
        #expect(told.totals.map(\.changePermille) == [1000, 2000, nil])
        await house.close()
    }
}
