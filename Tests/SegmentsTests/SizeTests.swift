import FoundationEssentials
import Glibc
import GRDB
import OctopusContract
import OctopusIdentityContract
import OctopusPartnersContract
import OctopusServiceKit
import OctopusStore
import OctopusTestKit
import Testing

@testable import OctopusSegments

/// What a size costs: the processor's time of one pass over everybody.
@Suite(.serialized) struct SizeTests {
    /// `OCTOPUS_SEGMENT_PEOPLE=1000000` is the long form, which holds a size to a second.
    private static let people =
        ProcessInfo.processInfo.environment["OCTOPUS_SEGMENT_PEOPLE"].flatMap { Int($0) } ?? 20_000

    @Test func `sizes of many end users are right, and counted in a second at a million`()
        async throws
    {
        let world = try await SampleWorld.sample()
        let crowd = try await Crowd(Self.people, in: world)
        for (name, rule, expected) in crowd.questions {
            let before = Self.processorSeconds
            let sizes = try await crowd.sizes(rule)
            let took = Self.processorSeconds - before
            #expect(sizes.everybody == expected.map(Int64.init) ?? sizes.everybody, "\(name)")
            #expect(sizes.followers <= sizes.everybody)
            guard Self.people >= 1_000_000 else { continue }
            #expect(took < 1, "\(name): \(sizes.everybody), \(sizes.followers) follow")
        }
    }

    /// What the process used: on a busy machine the time of the day says nothing.
    private static var processorSeconds: Double { Double(clock()) / Double(CLOCKS_PER_SEC) }
}

/// Many end users who were not told one by one.
private struct Crowd {
    let world: SampleWorld
    let size: Int
    let channels: [ChannelID]
    let ids: [AttributeID]

    init(_ size: Int, in world: SampleWorld) async throws {
        (self.world, self.size) = (world, size)
        channels = [world.newID(), world.newID()]
        ids = [
            try await world.attribute(.choice, choices: ["Split", "Zadar"]),
            try await world.attribute(.number), try await world.attribute(.text),
            try await world.attribute(.place),
        ]
        let (mall, cafe, channels) = (world.mall, world.cafe, channels)
        let today = world.clock.now.utcDay
        try await world.instance.store.write { transaction in
            let database = transaction.database
            let zagreb = SegmentPlace(latitude: 45.8, longitude: 15.98).packed
            try database.run(
                """
                WITH RECURSIVE numbers (n) AS (VALUES (0) UNION ALL SELECT n + 1 FROM numbers
                WHERE n + 1 < ?)
                INSERT INTO segment_people
                (tenant, id, version, is_active, consents, s0, s1, s2, s3, seen_on)
                SELECT ?, CAST(printf('%06x%010d', n, 0) AS BLOB), 1, 1, n % 32,
                CASE n % 4 WHEN 0 THEN 'Split' ELSE 'Zadar' END, CAST(n % 100 AS REAL),
                'word ' || (n % 1000), ? + n * 5000 + ((n % 1000 * 1000) << 32), ? - n % 50
                FROM numbers
                """,
                [size, mall, zagreb, today]
            )
            try database.run(
                """
                INSERT INTO segment_activities
                SELECT ?, id, randomblob(16), 1, seen_on, NULL FROM segment_people
                WHERE tenant = ? AND s1 % 2 = 0
                """,
                [cafe, mall]
            )
            for (channel, share) in zip(channels, [2, 10]) {
                try database.run(
                    """
                    INSERT INTO channel_followers (channel, end_user) SELECT ?, id FROM segment_people
                    WHERE s1 % ? = 0
                    """,
                    [channel, share]
                )
            }
        }
    }

    /// Rules from one condition to many, and how many end users they select where that is plain.
    var questions: [(String, SegmentRule, Int?)] {
        let split = SegmentRule.attribute(
            AttributeCondition(attributeId: ids[0], choices: ["Split"])
        )
        let numbers = SegmentRule.attribute(
            AttributeCondition(attributeId: ids[1], numbers: NumberRange(least: 10, most: 89))
        )
        let words = SegmentRule.attribute(
            AttributeCondition(attributeId: ids[2], texts: (0..<50).map { "word \($0)" })
        )
        let near = SegmentRule.near(
            SegmentArea(
                attributeId: ids[3],
                latitudeE7: 458_000_000,
                longitudeE7: 159_800_000,
                radiusMeters: 500_000
            )
        )
        let follows = SegmentRule.follows([channels[1]])
        return [
            ("a choice", split, size / 4),
            ("not a choice", .not(split), size - size / 4),
            ("numbers", numbers, size / 100 * 80),
            ("50 texts", words, size / 20),
            ("500 km around", near, nil),
            ("follows", follows, size / 10),
            ("last seen", .lastSeen(SegmentSpan(withinDays: 9)), size / 5),
            ("earned nothing", .not(.lastEarned(SegmentSpan(withinDays: 3650))), size / 2),
            ("follows no channel", .not(.follows(channels)), size / 2),
            ("all of a choice, numbers, texts", .all([split, numbers, words]), nil),
            ("any of a choice, texts, follows", .any([split, words, follows]), nil),
            (
                "a nest of eight",
                .all([
                    .any([split, .not(numbers), follows]), .not(.all([near, words])),
                    .any([.consents(.place), .consents(.advertising)]),
                ]), nil
            ),
        ]
    }

    func sizes(_ rule: SegmentRule) async throws -> (everybody: Int64, followers: Int64) {
        let (mall, cafe, now, channels) = (world.mall, world.cafe, world.clock.now, channels)
        let audience = try await world.instance.store.read { database in
            try Audience(rule, by: cafe, of: mall, among: .everybody, at: now, database)
        }
        var (everybody, followers, place): (Int64, Int64, EndUserID?) = (0, 0, nil)
        repeat {
            let after = place
            let (sizes, last) = try await world.instance.store.read { database in
                let last = try audience.last(after: after, looking: 25_000, in: database)
                return (
                    try audience.sizes(
                        after: after,
                        to: last,
                        followersOf: channels,
                        in: database
                    ), last
                )
            }
            everybody += sizes.everybody
            followers += sizes.followers
            place = last
        } while place != nil
        return (everybody, followers)
    }
}
