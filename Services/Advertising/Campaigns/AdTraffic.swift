import GRDB
import OctopusAdvertisingContract
import OctopusServiceKit

/// The requests for ads of each day and placement, whether an ad was shown or not.
enum AdTraffic {
    /// How many whole days a forecast looks back: four of each day of the week.
    static let daysBack: Int64 = 28

    static let purge = PurgeRule(
        "ad_traffic",
        key: "rowid",
        olderBy: "day_at",
        keptFor: .seconds(60 * 86_400)
    )

    /// Counts so many more requests from a placement; who serves tells them in batches.
    static func count(
        _ requests: Int64,
        at placement: PlacementID,
        of tenant: TenantID,
        in zone: inout ZonePeriods,
        at now: Instant,
        _ database: Database
    ) throws {
        let day = zone.span(of: .day, at: now.milliseconds)
        try database.run(
            """
            INSERT INTO ad_traffic (tenant, day, placement, day_at, requests)
            VALUES (?, ?, ?, ?, ?)
            ON CONFLICT (tenant, day, placement) DO UPDATE
            SET requests = requests + excluded.requests
            """,
            [tenant, zone.day(at: now.milliseconds), placement, day.lowerBound, requests]
        )
    }

    /// The requests of the last days before a day.
    static func history(
        of tenant: TenantID,
        before today: Int64,
        in database: Database
    ) throws -> History {
        let rows = try Row.all(
            database,
            """
            SELECT day, placement, requests FROM ad_traffic
            WHERE tenant = ? AND day >= ? AND day < ?
            """,
            [tenant, today - daysBack, today]
        )
        return History(
            counted: rows.map { row in (day: row[0], placement: row[1], requests: row[2]) }
        )
    }

    /// The requests of some days, at each placement.
    struct History {
        fileprivate let counted: [(day: Int64, placement: PlacementID, requests: Int64)]

        /// Those at some placements; none named: at all.
        func byDay(at placements: [PlacementID]) -> [Int64: Int64] {
            let named = Set(placements)
            return counted.reduce(into: [:]) { days, row in
                if named.isEmpty || named.contains(row.placement) {
                    days[row.day, default: 0] += row.requests
                }
            }
        }

        /// Which part of what comes at some placements comes at others of them; none named: all.
        func part(of whole: [PlacementID], at others: [PlacementID]) -> Double {
            guard !others.isEmpty else { return 1 }
            let both = whole.isEmpty ? others : whole.filter(Set(others).contains)
            let requests = { (places: [PlacementID]) in
                Double(byDay(at: places).values.reduce(0, +))
            }
            let all = requests(whole)
            return both.isEmpty || all == 0 ? 0 : requests(both) / all
        }
    }
}

/// How many requests for ads may be expected of a day of the week.
struct ExpectedTraffic {
    let countedDays: Int64
    private let means: [Double]

    /// Nil if nothing is known of any whole day.
    ///
    /// - Parameters:
    ///   - history: The requests of each day that had some; from the first of them on, other days had none.
    ///   - today: The day that is not over.
    init?(_ history: [Int64: Int64], before today: Int64) {
        guard let first = history.keys.min(), first < today else { return nil }
        var sums = [Double](repeating: 0, count: 7)
        var days = [Int64](repeating: 0, count: 7)
        for day in first..<today {
            sums[Self.weekday(day)] += Double(history[day] ?? 0)
            days[Self.weekday(day)] += 1
        }
        countedDays = today - first
        // A day of the week that never came is as all are.
        let all = sums.reduce(0, +) / Double(today - first)
        means = zip(sums, days).map { $1 == 0 ? all : $0 / Double($1) }
    }

    func requests(on day: Int64) -> Double { means[Self.weekday(day)] }

    /// 0 is Monday: 1970 began on a Thursday.
    private static func weekday(_ day: Int64) -> Int { Int(((day + 3) % 7 + 7) % 7) }
}
