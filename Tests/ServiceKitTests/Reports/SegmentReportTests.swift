import FoundationEssentials
import GRDB
import OctopusContract
import OctopusStore
import OctopusTestKit
import Testing

@testable import OctopusServiceKit

struct SegmentReportTests {
    private typealias Query = ReportQuery<Visits>
    private let segment = SegmentID(UUID())
    private let cup = ReportedID(UUID(uuid: (1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1)))
    private let plate = ReportedID(UUID(uuid: (1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 2)))

    /// What a value makes of moments, beside a database that knows the café and its two things.
    private func with(
        _ query: Query,
        _ body: (SegmentReport<Visits>) throws -> Void
    ) async throws {
        try await World.with(Self.definition, plans: PlanRules()) { world in
            try await world.settle()
            let (cafe, now, things) = (world.cafe, world.clock.now, [cup, plate])
            try await world.instance.store.write { transaction in
                for thing in things {
                    try transaction.database.run(
                        "INSERT INTO mugs VALUES (?, ?, 'Mug')",
                        [thing, cafe]
                    )
                }
            }
            let report = try await world.instance.store.read { database in
                try SegmentReport(query, of: cafe, at: now, in: database)
            }
            try body(report)
        }
    }

    private func query(
        _ measures: [Visits] = [.visits],
        from: String = "2026-03-28",
        until: String = "2026-03-31",
        step: ReportStep? = nil,
        things: [ReportedID]? = nil,
        byThing: Bool? = nil,
        compare: Bool? = nil
    ) -> Query {
        Query(
            measures: measures,
            from: from,
            until: until,
            step: step,
            timeZone: "Europe/Zagreb",
            things: things,
            byThing: byThing,
            compare: compare,
            segmentId: segment
        )
    }

    /// By the clocks of UTC.
    private func moment(_ day: String, _ hour: Int64) -> Instant {
        Instant(seconds: (CivilDate(day)?.dayNumber ?? 0) * 86_400 + hour * 3_600)
    }

    /// The 29th of March has 23 hours there.
    @Test func `a moment counts in its step, in the whole, or before, never in two`() async throws {
        try await with(query(step: .day, compare: true)) { report in
            #expect(report.count == 5)
            func told(_ day: String, _ hour: Int64, less: Int64 = 0) -> [Int64] {
                let moment = moment(day, hour).adding(milliseconds: -less)
                var found: [SegmentReport<Visits>.Number: Int64] = [:]
                report.count(.visits, of: cup, at: moment) { found[$0] = 1 }
                let answer = report.report { found[$0] ?? 0 }
                return answer.rows.map { $0.values[0] }
                    + answer.totals.flatMap { [$0.value, $0.before ?? -1] }
            }
            #expect(told("2026-03-24", 23, less: 1) == [0, 0, 0, 0, 0])
            #expect(told("2026-03-24", 23) == [0, 0, 0, 0, 1])
            #expect(told("2026-03-27", 23, less: 1) == [0, 0, 0, 0, 1])
            #expect(told("2026-03-27", 23) == [1, 0, 0, 1, 0])
            #expect(told("2026-03-28", 23) == [0, 1, 0, 1, 0])
            #expect(told("2026-03-29", 22, less: 1) == [0, 1, 0, 1, 0])
            #expect(told("2026-03-29", 22) == [0, 0, 1, 1, 0])
            #expect(told("2026-03-30", 22) == [0, 0, 0, 0, 0])
        }
    }

    @Test func `of things that are asked for each has its own number, or all have one`()
        async throws
    {
        let moment = moment("2026-03-28", 12)
        try await with(query(things: [cup])) { report in
            report.count(.visits, of: plate, at: moment) { _ in Issue.record("not asked for") }
            #expect(report.has(cup) && !report.has(plate))
        }
        try await with(query(things: [cup, plate], byThing: true)) { report in
            #expect(report.count == 2)
            var found: [SegmentReport<Visits>.Number: Int64] = [:]
            report.count(.visits, of: plate, at: moment) { found[$0] = 7 }
            let answer = report.report { found[$0] ?? 0 }
            #expect(answer.totals.map(\.value) == [0, 7])
            #expect(answer.totals.map(\.thingId) == [cup, plate])
        }
        try await with(query()) { report in
            var found: Set<SegmentReport<Visits>.Number> = []
            for thing in [cup, plate] {
                report.count(.visits, of: thing, at: moment) { found.insert($0) }
            }
            #expect(found.count == 1)
        }
    }

    @Test func `a level is of now, without steps and without a before`() async throws {
        let now = query([.guests], from: "2026-03-01", until: "2026-03-02", compare: true)
        try await with(now) { report in
            #expect(report.count == 1)
            var found: [SegmentReport<Visits>.Number: Int64] = [:]
            report.count(.guests, of: cup) { found[$0] = 4 }
            let totals = report.report { found[$0] ?? 0 }.totals
            #expect(totals.map(\.value) == [4] && totals.map(\.before) == [nil])
        }
        for (asked, path) in [
            (query([.guests]), "until"),
            (query([.guests], from: "2026-03-01", until: "2026-03-02", step: .day), "step"),
            (query([.visits, .breakages]), "measures[1]"),
            (query(from: "2026-03-01", step: .hour), "step"),
        ] {
            do {
                try await with(asked) { _ in }
                Issue.record("it was not refused: \(path)")
            } catch let refusal as Refusal {
                #expect(refusal.reason == .invalid && refusal.violations.map(\.path) == [path])
            }
        }
    }

    @Test func `a service that counts nothing of people refuses a segment, and says so`()
        async throws
    {
        try await World.with(Self.definition, plans: PlanRules()) { world in
            try await world.settle()
            let (cafe, now, segment) = (world.cafe, world.clock.now, segment)
            let query = ReportQuery<Breakages>(
                measures: [.breakages],
                from: "2026-03-01",
                until: "2026-03-02",
                segmentId: segment
            )
            do {
                _ = try await world.instance.store.read { database in
                    try ReportPlan(query, of: cafe, at: now, in: database).report(in: database)
                }
                Issue.record("it was not refused")
            } catch let refusal as Refusal {
                #expect(refusal.violations.map(\.path) == ["segmentId"])
                #expect(refusal.violations.map(\.rule) == ["known"])
            }
        }
    }

    private struct Nothing: Sendable {}

    private static let definition = ServiceDefinition<Nothing>(
        name: "counting",
        migrations: MigrationSet(
            "counting",
            [
                Migration(
                    name: "V001-mugs",
                    sql: """
                        CREATE TABLE mugs (
                            id BLOB PRIMARY KEY, partner BLOB NOT NULL, name TEXT NOT NULL
                        ) STRICT, WITHOUT ROWID;
                        """
                )
            ]
        ),
        people: People(),
        methods: [],
        parts: [.reports],
        makeEnvironment: { _ in Nothing() }
    )
}

private enum Visits: String, ReportMeasure {
    case visits, guests, breakages
}

extension Visits: CountedMeasure {
    var thing: ReportThing { ReportThing("mugs", name: "name") }
    var isLevel: Bool { self == .guests }
    var isOfPeople: Bool { self != .breakages }
}

private enum Breakages: String, ReportMeasure {
    case breakages
}

extension Breakages: CountedMeasure {
    var thing: ReportThing { ReportThing("mugs", name: "name") }
}
