import OctopusContract
import OctopusIdentityContract
import OctopusPartnersContract
import OctopusServiceKit
import OctopusStore
import OctopusTestKit
import Testing

@testable import OctopusSegments

/// What segments keep of what identity tells.
struct FollowingTests {
    private func chose(_ choice: String, _ attribute: AttributeID) -> ProfileValue {
        ProfileValue(attributeId: attribute, choice: choice)
    }

    private func rule(_ choice: String, _ attribute: AttributeID) -> SegmentRule {
        .attribute(AttributeCondition(attributeId: attribute, choices: [choice]))
    }

    @Test func `the newest version holds, in whatever order events come`() async throws {
        let world = try await SampleWorld.sample()
        let city = try await world.attribute(.choice, choices: ["Split", "Zadar"])
        try await world.tell(world.ana, [chose("Zadar", city)], version: 3)
        try await world.tell(world.ana, [chose("Split", city)], version: 2)
        #expect(try await world.selected(by: rule("Zadar", city)) == [world.ana])
        #expect(try await world.selected(by: rule("Split", city)) == [])
        try await world.tell(world.ana, [], version: 4)
        #expect(try await world.selected(by: .not(rule("Zadar", city))) == [world.ana])
    }

    @Test func `a value may come before its attribute`() async throws {
        let world = try await SampleWorld.sample()
        let city: AttributeID = world.newID()
        try await world.tell(world.ana, [chose("Split", city)])
        _ = try await world.attribute(.choice, choices: ["Split"], id: city)
        #expect(try await world.selected(by: rule("Split", city)) == [world.ana])
    }

    @Test func `blocked end users belong to nothing, and of erased ones nothing is left`()
        async throws
    {
        let world = try await SampleWorld.sample()
        let name = try await world.attribute(.text)
        let secret = ProfileValue(attributeId: name, text: "Umbrella")
        try await world.tell(world.ana, [secret])
        try await world.tell(world.ben, [secret])
        try await world.tell(world.ben, [secret], .blocked, version: 2)
        let told = SegmentRule.attribute(AttributeCondition(attributeId: name))
        #expect(try await world.selected(by: told) == [world.ana])
        #expect(try await world.selected(by: .not(told)) == [])
        let day = world.clock.now.utcDay
        try await world.tell(world.ana, seenOn: day)
        try await world.tell(world.ana, earnedOn: day, redeemedOn: day)
        try await world.tell(world.ana, [], .erased, version: 2)
        // Loyalty's log may be read later.
        try await world.tell(world.ana, earnedOn: day, redeemedOn: day, version: 2)
        let (ana, data) = (world.ana, world.definition.personal)
        let (holding, faults) = try await world.inspect { database in
            (
                try PersonalSweep.tables(holding: ana, in: database),
                try PersonalSweep.faults(of: data, in: database)
            )
        }
        // Every service knows of the erased that they are.
        #expect(holding == ["end_users"])
        #expect(!faults.contains { $0.contains("segment_") })
    }

    @Test func `another tenant's end users belong to nothing of this one's`() async throws {
        let world = try await SampleWorld.sample()
        let city = try await world.attribute(.choice, choices: ["Split"])
        try await world.tell(world.ana, [chose("Split", city)])
        try await world.tell(world.cleo, [], of: world.bank)
        let nobody = SegmentRule.not(.consents(.place))
        #expect(try await world.selected(by: nobody) == [world.ana])
        #expect(try await world.selected(by: nobody, of: world.bank) == [world.cleo])
        // A rule that names another tenant's attribute selects nobody, under a `not` as well.
        let foreign = SegmentRule.not(rule("Split", city))
        #expect(try await world.selected(by: foreign, of: world.bank) == [])
    }

    @Test func `a rule with a retired attribute selects nobody, and not everybody`() async throws {
        let world = try await SampleWorld.sample()
        let city = try await world.attribute(.choice, choices: ["Split"])
        try await world.tell(world.ana, [chose("Split", city)])
        let others = SegmentRule.any([.not(rule("Split", city)), .consents(.place)])
        try await world.tell(world.ben, [])
        #expect(try await world.selected(by: others) == [world.ben])
        _ = try await world.attribute(.choice, id: city, version: 2, retiredAt: world.clock.now)
        #expect(try await world.selected(by: others) == [])
        #expect(try await world.selected(by: rule("Split", city)) == [])
    }

    @Test func `a column that is used again has nothing of the attribute before`() async throws {
        let world = try await SampleWorld.sample()
        let first = try await world.attribute(.choice, choices: ["Split"])
        try await world.tell(world.ana, [chose("Split", first)])
        _ = try await world.attribute(.choice, id: first, version: 2, retiredAt: world.clock.now)
        for _ in 1..<SegmentAttribute.slots {
            _ = try await world.attribute(.choice, choices: ["Split"])
        }
        // Until its column is empty it is nobody else's: that takes slices, not one long statement.
        await #expect(throws: SegmentFault.noFreeSlot) {
            _ = try await world.attribute(.choice, choices: ["Split"])
        }
        try await world.instance.jobs.runDue()
        let last = try await world.attribute(.choice, choices: ["Split"])
        let told = SegmentRule.attribute(AttributeCondition(attributeId: last))
        #expect(try await world.selected(by: told) == [])
        // What is still told of the first one has no column any more.
        try await world.tell(world.ana, [chose("Split", last)], version: 2)
        #expect(try await world.selected(by: told) == [world.ana])
    }

    @Test func `a retired attribute loses its column, and what is told late brings it not back`()
        async throws
    {
        let world = try await SampleWorld.sample()
        let city = try await world.attribute(.choice, choices: ["Split"])
        for person in [world.ana, world.ben] {
            try await world.tell(person, [chose("Split", city)])
        }
        _ = try await world.attribute(.choice, id: city, version: 2, retiredAt: world.clock.now)
        try await world.instance.jobs.runDue()
        func count(_ sql: String) async throws -> Int64? {
            try await world.instance.store.read { try Int64.one($0, sql) }
        }
        #expect(try await count("SELECT count(*) FROM segment_attributes WHERE id > x''") == 0)
        #expect(try await count("SELECT count(s0) FROM segment_people WHERE id > x''") == 0)
        #expect(try await count("SELECT count(*) FROM segment_people WHERE id > x''") == 2)
        // An event that identity wrote before it removed the value.
        try await world.tell(world.ana, [chose("Split", city)], version: 2)
        #expect(try await count("SELECT count(*) FROM segment_attributes WHERE id > x''") == 0)
        #expect(try await count("SELECT count(s0) FROM segment_people WHERE id > x''") == 0)
        // And the same of the attribute.
        _ = try await world.attribute(.choice, choices: ["Split"], id: city)
        #expect(try await count("SELECT count(*) FROM segment_attributes WHERE id > x''") == 0)
        let other = try await world.attribute(.choice, choices: ["Split"])
        try await world.tell(world.ben, [chose("Split", other)], version: 2)
        #expect(try await world.selected(by: rule("Split", other)) == [world.ben])
    }

    @Test func `followers are those who follow one of the channels`() async throws {
        let world = try await SampleWorld.sample()
        let (one, two): (ChannelID, ChannelID) = (world.newID(), world.newID())
        for person in [world.ana, world.ben] { try await world.tell(person) }
        try await world.follow(world.ana, [one, two])
        let all = SegmentRule.not(.consents(.place))
        #expect(
            try await world.selected(by: all, among: .followers(of: [one, two])) == [world.ana]
        )
        #expect(try await world.selected(by: all, among: .followers(of: [])) == [])
        #expect(try await world.selected(by: .not(.follows([one]))) == [world.ben])
    }

    @Test func `what end users did is selected at the partner where they did it`() async throws {
        let world = try await SampleWorld.sample()
        let today = world.clock.now.utcDay
        // What they did may be known before they are.
        try await world.tell(world.ana, seenOn: today - 3)
        try await world.tell(world.ana, earnedOn: today - 2, redeemedOn: nil)
        try await world.tell(world.ana, earnedOn: nil, redeemedOn: today, at: world.bakery)
        let ever = SegmentSpan(beforeDays: 0)
        #expect(try await world.selected(by: .not(.lastSeen(ever))) == [])
        for person in [world.ana, world.ben] { try await world.tell(person) }
        let week = SegmentSpan(withinDays: 7)
        #expect(try await world.selected(by: .lastSeen(week)) == [world.ana])
        #expect(try await world.selected(by: .lastSeen(SegmentSpan(withinDays: 2))) == [])
        #expect(try await world.selected(by: .lastEarned(week)) == [world.ana])
        #expect(try await world.selected(by: .lastEarned(SegmentSpan(beforeDays: 2))) == [])
        #expect(try await world.selected(by: .not(.lastEarned(week))) == [world.ben])
        #expect(try await world.selected(by: .lastRedeemed(week)) == [])
        let bakery = world.bakery
        #expect(try await world.selected(by: .lastRedeemed(week), at: bakery) == [world.ana])
        #expect(try await world.selected(by: .lastEarned(week), at: bakery) == [])
        #expect(try await world.selected(by: .lastSeen(week), at: bakery) == [world.ana])
    }

    @Test func `the newest day holds, whatever comes later, and a pair may get another id`()
        async throws
    {
        let world = try await SampleWorld.sample()
        let (today, id) = (world.clock.now.utcDay, world.newID(EndUserActivityID.self))
        try await world.tell(world.ana)
        try await world.tell(world.ana, seenOn: today, version: 3)
        try await world.tell(world.ana, seenOn: today - 9, version: 2)
        try await world.tell(world.ana, earnedOn: today, redeemedOn: today, id: id, version: 3)
        try await world.tell(world.ana, earnedOn: today - 9, redeemedOn: nil, id: id, version: 2)
        let now = SegmentSpan(withinDays: 0)
        let rule = SegmentRule.all([.lastSeen(now), .lastEarned(now), .lastRedeemed(now)])
        #expect(try await world.selected(by: rule) == [world.ana])
        // A newer state of the end user leaves the days as they are.
        try await world.tell(world.ana, version: 2)
        #expect(try await world.selected(by: rule) == [world.ana])
        // Loyalty was put back from a copy that did not know the pair.
        try await world.tell(world.ana, earnedOn: today - 9, redeemedOn: nil)
        #expect(try await world.selected(by: rule) == [])
        let nine = SegmentSpan(withinDays: 9)
        #expect(try await world.selected(by: .lastEarned(nine)) == [world.ana])
    }

    @Test func `a moment of a span stands for the beginning of its day`() async throws {
        let world = try await SampleWorld.sample()
        let today = world.clock.now.utcDay
        try await world.tell(world.ana)
        try await world.tell(world.ana, seenOn: today)
        let noon = Instant(milliseconds: today * 86_400_000 + 43_200_000)
        #expect(try await world.selected(by: .lastSeen(SegmentSpan(fromAt: noon))) == [world.ana])
        #expect(try await world.selected(by: .lastSeen(SegmentSpan(beforeAt: noon))) == [])
    }
}
