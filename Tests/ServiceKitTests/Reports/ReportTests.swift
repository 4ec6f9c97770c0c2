import FoundationEssentials
import GRDB
import OctopusContract
import OctopusStore
import OctopusTestKit
import Testing

@testable import OctopusServiceKit

struct ReportTests {
    private typealias House = World<CountingEnvironment>
    private typealias Query = ReportQuery<CountedThings>

    private func with(_ body: (Counting) async throws -> Void) async throws {
        try await World.with(Counting.definition, plans: PlanRules()) { world in
            try await world.settle()
            try await body(await Counting(world))
        }
    }

    @Test func `gaps are 0, and a level stays what it was`() async throws {
        try await with { counting in
            try await counting.note(gained: 3, level: 3, of: counting.first)
            counting.world.pass(.seconds(2 * 86_400))
            try await counting.note(gained: 2, level: 4, of: counting.first)
            let report = try await counting.report(
                Query(
                    measures: [.followersGained, .followers],
                    from: "2026-02-28",
                    until: "2026-03-05",
                    step: .day
                )
            )
            #expect(report.rows.map(\.values) == [[0, 0], [3, 3], [0, 3], [2, 4], [0, 4]])
            #expect(report.rows.map(\.begins).first == "2026-02-28")
            #expect(report.totals.map(\.value) == [5, 4])
            #expect(report.timeZone == "Europe/Zagreb")
            #expect(report.isComplete)
        }
    }

    @Test func `several channels stand beside each other, and levels are added`() async throws {
        try await with { counting in
            try await counting.note(gained: 3, level: 3, of: counting.first)
            try await counting.note(gained: 1, level: 1, of: counting.second)
            let (from, until) = ("2026-03-01", "2026-03-03")
            let apart = try await counting.report(
                Query(
                    measures: [.followers],
                    from: from,
                    until: until,
                    step: .day,
                    byThing: true
                )
            )
            #expect(apart.rows.map(\.name) == ["First", "Second", "First", "Second"])
            #expect(apart.rows.map(\.values) == [[3], [1], [3], [1]])
            #expect(apart.totals.map(\.value) == [3, 1])
            let together = try await counting.report(
                Query(measures: [.followers], from: from, until: until, step: .day)
            )
            #expect(together.rows.map(\.values) == [[4], [4]])
            let second = try await counting.report(
                Query(
                    measures: [.followersGained, .followers],
                    from: from,
                    until: until,
                    things: [ReportedID(counting.second.uuid)]
                )
            )
            #expect(second.totals.map(\.value) == [1, 1])
            #expect(second.rows.isEmpty)
        }
    }

    @Test func `it is held against as many days before`() async throws {
        try await with { counting in
            try await counting.note(gained: 4, level: 4, of: counting.first)
            counting.world.pass(.seconds(86_400))
            try await counting.note(gained: 3, level: 7, of: counting.first)
            let report = try await counting.report(
                Query(
                    measures: [.followersGained, .followers],
                    from: "2026-03-02",
                    until: "2026-03-03",
                    compare: true
                )
            )
            #expect(report.totals.map(\.before) == [4, 4])
            #expect(report.totals.map(\.changePermille) == [-250, 750])
            let first = try await counting.report(
                Query(
                    measures: [.followersGained],
                    from: "2026-03-01",
                    until: "2026-03-02",
                    compare: true
                )
            )
            #expect(first.totals.map(\.before) == [0])
            #expect(first.totals.map(\.changePermille) == [nil])
        }
    }

    /// In Kathmandu a day ends at 18:15 UTC.
    @Test func `the same hour is another day in another zone`() async throws {
        try await with { counting in
            counting.world.clock.advance(by: .seconds(10 * 3600 + 14 * 60))
            try await counting.note(gained: 1, level: 1, of: counting.first)
            counting.world.clock.advance(by: .seconds(60))
            try await counting.note(gained: 2, level: 3, of: counting.first)
            for (zone, values) in [
                ("Asia/Kathmandu", [[1], [2]]), ("Europe/Zagreb", [[3], [0]]),
                ("Pacific/Auckland", [[0], [3]]), ("UTC", [[3], [0]]),
            ] as [(String, [[Int64]])] {
                let report = try await counting.report(
                    Query(
                        measures: [.followersGained],
                        from: "2026-03-01",
                        until: "2026-03-03",
                        step: .day,
                        timeZone: zone
                    )
                )
                #expect(report.rows.map(\.values) == values, "\(zone)")
            }
        }
    }

    @Test func `what can't be reported is refused with all that is wrong`() async throws {
        try await with { counting in
            let (from, until) = ("2026-03-01", "2026-03-02")
            let wrong = Query(
                measures: [],
                from: "2026-02-30",
                until: "2026-3-1",
                timeZone: "Europe/Atlantis",
                things: []
            )
            try await counting.expectFaults(
                ["timeZone", "from", "until", "measures", "things"],
                in: wrong
            )
            let same = Query(measures: [.followers], from: from, until: from)
            try await counting.expectFaults(["until"], in: same)
            let long = Query(measures: [.followers], from: "2016-01-01", until: "2026-01-01")
            try await counting.expectFaults(["until"], in: long)
            let fine = Query(
                measures: [.followers],
                from: "2026-01-01",
                until: "2026-03-01",
                step: .hour
            )
            try await counting.expectFaults(["step"], in: fine)
            let mixed = Query(
                measures: [.followers, .mugsSold],
                from: from,
                until: until,
                byThing: true
            )
            try await counting.expectFaults(["measures"], in: mixed)
        }
    }

    @Test func `a level of a clock that was ahead does not come back when its day does`()
        async throws
    {
        try await with { counting in
            counting.world.clock.advance(by: .seconds(3 * 86_400))
            try await counting.note(gained: 1, level: 9, of: counting.first)
            counting.world.clock.advance(by: .seconds(-3 * 86_400))
            try await counting.note(gained: 1, level: 2, of: counting.first)
            let (from, until) = ("2026-03-01", "2026-03-06")
            let days = Query(measures: [.followers], from: from, until: until, step: .day)
            let report = try await counting.report(days)
            #expect(report.rows.map(\.values) == [[2], [2], [2], [2], [2]])
        }
    }

    @Test func `rows of long names are refused before they are too many bytes`() async throws {
        try await with { counting in
            try await counting.note(gained: 1, level: 1, of: counting.first)
            let hours = Query(
                measures: [.followersGained],
                from: "2026-03-01",
                until: "2026-03-31",
                step: .hour,
                byThing: true
            )
            try await counting.world.instance.store.write { transaction in
                try transaction.database.execute(
                    sql: "UPDATE channels SET name = ? WHERE id > x''",
                    arguments: [String(repeating: "\u{5E97}", count: 400)]
                )
            }
            try await counting.expectFaults(["step"], in: hours)
        }
    }

    @Test func `a level of so many things is not added up in so many steps`() async throws {
        try await with { counting in
            let (world, cafe) = (counting.world, counting.world.cafe)
            try await counting.world.instance.store.write { transaction in
                for _ in 0..<70 {
                    try transaction.database.run(
                        "INSERT INTO report_levels VALUES (?, 'followers', ?, 1960000, 1)",
                        [cafe, PointTypeID(world.ids.uuid(at: world.clock.now))]
                    )
                }
            }
            func query(_ step: ReportStep) -> Query {
                Query(measures: [.followers], from: "2026-03-01", until: "2026-03-31", step: step)
            }
            try await counting.expectFaults(["step"], in: query(.hour))
            #expect(try await counting.report(query(.day)).totals.map(\.value) == [70])
        }
    }

    @Test func `what one person counts in at several things is not added up`() async throws {
        try await with { counting in
            try await counting.note(gained: 1, level: 1, of: counting.first)
            let (from, until) = ("2026-03-01", "2026-03-02")
            let (one, two) = (ReportedID(counting.first.uuid), ReportedID(counting.second.uuid))
            func query(_ things: [ReportedID]?, _ byThing: Bool) -> Query {
                Query(
                    measures: [.followersGained, .opens],
                    from: from,
                    until: until,
                    things: things,
                    byThing: byThing
                )
            }
            try await counting.expectFaults(["measures[1]"], in: query(nil, false))
            try await counting.expectFaults(["measures[1]"], in: query([one, two], false))
            for fine in [query([one], false), query(nil, true), query([one, two], true)] {
                _ = try await counting.report(fine)
            }
        }
    }

    @Test func `what another partner has looks as if it did not exist`() async throws {
        try await with { counting in
            try await counting.note(gained: 1, level: 1, of: counting.foreign)
            let query = Query(
                measures: [.followers],
                from: "2026-03-01",
                until: "2026-03-02",
                things: [ReportedID(counting.foreign.uuid)]
            )
            do {
                _ = try await counting.report(query)
                Issue.record("it was not refused")
            } catch let refusal as Refusal {
                #expect(refusal.reason == .notFound)
            }
            let all = Query(
                measures: [.followers],
                from: "2026-03-01",
                until: "2026-03-02",
                byThing: true
            )
            let report = try await counting.report(all)
            #expect(report.totals.isEmpty)
        }
    }

    @Test func `a year of quarters is read within some milliseconds`() async throws {
        try await with { counting in
            try await counting.fill(rows: 100_000)
            let clock = ContinuousClock()
            var times: [Duration] = []
            for _ in 0..<20 {
                times.append(
                    try await clock.measure {
                        _ = try await counting.report(
                            Query(
                                measures: [.followersGained],
                                from: "2025-03-01",
                                until: "2026-03-01",
                                step: .day
                            )
                        )
                    }
                )
            }
            // A debug build on a busy machine; the release build is measured apart.
            let fastest = try #require(times.min())
            #expect(fastest < .milliseconds(500))
        }
    }
}

/// What the sample counts.
private enum CountedThings: String, ReportMeasure {
    case followers, followersGained, opens, mugsSold
}

extension CountedThings: CountedMeasure {
    var thing: ReportThing {
        ReportThing(self == .mugsSold ? "mugs" : "channels", name: "name")
    }

    var isLevel: Bool { self == .followers }

    var isOfPeople: Bool { self == .opens || self == .followers }
    var apartBecause: String? { self == .opens ? "Ask byThing." : nil }
}

private struct CountingEnvironment: Sendable {}

/// A service that counts, with two channels of the café and one of the bakery.
private struct Counting {
    static let definition = ServiceDefinition<CountingEnvironment>(
        name: "counting",
        migrations: MigrationSet(
            "counting",
            [
                Migration(
                    name: "V001-channels",
                    sql: """
                        CREATE TABLE channels (
                            id BLOB PRIMARY KEY, partner BLOB NOT NULL, name TEXT NOT NULL
                        ) STRICT, WITHOUT ROWID;
                        """
                )
            ]
        ),
        people: People(),
        methods: [],
        parts: [.reports],
        makeEnvironment: { _ in CountingEnvironment() }
    )

    let world: World<CountingEnvironment>
    let first: PointTypeID
    let second: PointTypeID
    let foreign: PointTypeID

    init(_ world: World<CountingEnvironment>) async throws {
        self.world = world
        let ids = (0..<3).map { _ in PointTypeID(world.ids.uuid(at: world.clock.now)) }
        (first, second, foreign) = (ids[0], ids[1], ids[2])
        let (cafe, bakery) = (world.cafe, world.bakery)
        try await world.instance.store.write { transaction in
            for (id, partner, name) in [
                (ids[0], cafe, "First"), (ids[1], cafe, "Second"), (ids[2], bakery, "Foreign"),
            ] {
                try transaction.database.run(
                    "INSERT INTO channels VALUES (?, ?, ?)",
                    [id, partner, name]
                )
            }
        }
    }

    func note(gained: Int64, level: Int64, of channel: PointTypeID) async throws {
        let partner = channel == foreign ? world.bakery : world.cafe
        try await world.instance.store.write { transaction in
            transaction.count(CountedThings.followersGained, gained, of: channel, at: partner)
            transaction.level(CountedThings.followers, is: level, of: channel, at: partner)
        }
    }

    func report(_ query: ReportQuery<CountedThings>) async throws -> Report<CountedThings> {
        let (cafe, now) = (world.cafe, world.clock.now)
        return try await world.instance.store.read { database in
            try ReportPlan(query, of: cafe, at: now, in: database).report(in: database)
        }
    }

    /// That a report is refused for these fields.
    func expectFaults(
        _ paths: [String],
        in query: ReportQuery<CountedThings>,
        sourceLocation: SourceLocation = #_sourceLocation
    ) async throws {
        do {
            _ = try await report(query)
            Issue.record("it was not refused", sourceLocation: sourceLocation)
        } catch let refusal as Refusal {
            #expect(refusal.violations.map(\.path) == paths, sourceLocation: sourceLocation)
        }
    }

    /// Rollups of the year before, and as many of others.
    func fill(rows: Int) async throws {
        let (cafe, channel) = (world.cafe, first)
        let slot = world.clock.now.milliseconds / 900_000
        try await world.instance.store.write { transaction in
            for row in 0..<rows {
                try transaction.database.run(
                    "INSERT INTO report_sums VALUES (?, ?, ?, ?, 1)",
                    [
                        cafe, row.isMultiple(of: 3) ? "followersGained" : "mugsSold",
                        slot - Int64(row), channel,
                    ]
                )
            }
        }
    }
}
