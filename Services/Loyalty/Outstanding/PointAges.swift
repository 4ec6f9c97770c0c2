import GRDB
import OctopusLoyaltyContract
import OctopusServiceKit

/// Counts the ledger by the age of the points that it moves, behind the calls that write it.
///
/// An award would pay for it with a statement or two; a finance department asks once a month. So a job
/// follows the ledger in slices: a slice and how far it went are one transaction.
enum PointAges {
    static let job = "point-ages"
    private static let slice = 1000
    private static let pause = Duration.seconds(60)

    /// What a change is about.
    private struct Place: Hashable {
        let age: Int64
        let day: Int64
    }

    /// Counts a slice of the ledger.
    static func run(in context: WorkContext<LoyaltyEnvironment>) throws -> JobResult {
        let database = context.database
        let entries = try Row.all(
            database,
            """
            SELECT ledger.seq, ledger.at, kind, lot, ledger.point_type, ledger.partner,
                tenants.id AS tenant, time_zone, awarded_at, expires_at, age, from_account,
                to_account, ledger.amount
            FROM ledger JOIN lots ON lots.seq = ledger.lot
            JOIN partners ON partners.id = ledger.partner
            JOIN tenants ON tenants.id = partners.tenant
            WHERE ledger.seq > (SELECT entry FROM point_age_marks WHERE id = 1)
            ORDER BY ledger.seq LIMIT ?
            """,
            [slice]
        )
        guard let last = entries.last else { return .dueAt(context.now.adding(pause)) }
        var changes: [Place: Int64] = [:]
        var ages: [Int64: Int64] = [:]
        var zones: [String: ReportCalendar] = [:]
        for entry in entries {
            let change = change(of: entry)
            guard change != 0 else { continue }
            let calendar = calendar(entry["time_zone"], &zones)
            let lot: Int64 = entry["lot"]
            let age = try ages[lot] ?? entry["age"] ?? newAge(of: entry, calendar, in: database)
            ages[lot] = age
            func add(_ change: Int64, at moment: Instant) {
                changes[Place(age: age, day: calendar.day(at: moment)), default: 0] += change
            }
            let gone = try atExpiry(entry, in: database)
            add(change + gone, at: entry["at"])
            guard gone > 0, let end: Instant = entry["expires_at"] else { continue }
            add(-gone, at: end.adding(milliseconds: -1))
        }
        for (place, change) in changes where change != 0 {
            try database.run(
                """
                INSERT INTO point_age_days (age, day, change) VALUES (?, ?, ?)
                ON CONFLICT DO UPDATE SET change = change + excluded.change
                """,
                [place.age, place.day, change]
            )
        }
        try database.run(
            "UPDATE point_age_marks SET entry = ? WHERE id = 1",
            [last["seq"] as Int64]
        )
        return entries.count < slice ? .dueAt(context.now.adding(pause)) : .again
    }

    /// By how much an entry changes what end users have.
    private static func change(of entry: Row) -> Int64 {
        let (from, to): (LedgerAccount, LedgerAccount) = (
            entry["from_account"], entry["to_account"]
        )
        let amount: Int64 = entry["amount"]
        return (to.isHeld ? amount : 0) - (from.isHeld ? amount : 0)
    }

    /// How much of an expiry was gone at the end of the lot's last day, whenever a job wrote it down.
    ///
    /// What came back into the lot after that, from a hold or a coupon, was out until then.
    private static func atExpiry(_ entry: Row, in database: Database) throws -> Int64 {
        guard entry["kind"] == LedgerEntryKind.expiry else { return 0 }
        let (lot, seq): (Int64, Int64) = (entry["lot"], entry["seq"])
        let cameBack = try Int64.one(
            database,
            """
            SELECT coalesce(sum(iif(kind IN ('refund', 'release'), amount, -amount)), 0)
            FROM ledger WHERE lot = ?1 AND kind IN ('refund', 'release', 'reversal', 'settlement')
                AND at >= ?3 AND seq < ?2 AND seq > (
                    SELECT coalesce(max(earlier.seq), 0) FROM ledger AS earlier
                    WHERE earlier.lot = ?1 AND earlier.kind = 'expiry' AND earlier.seq < ?2)
            """,
            [lot, seq, entry["expires_at"] as Instant]
        )
        let amount: Int64 = entry["amount"]
        return amount - min(amount, max(0, cameBack ?? 0))
    }

    /// The age of an award's points stays what it was then, wherever its tenant moves.
    private static func newAge(
        of entry: Row,
        _ calendar: ReportCalendar,
        in database: Database
    ) throws -> Int64 {
        let (pointType, lot): (PointTypeID, Int64) = (entry["point_type"], entry["lot"])
        let day = calendar.day(at: entry["awarded_at"])
        let month = String(CivilDate(day: day).text.prefix(7))
        try database.run(
            """
            INSERT INTO point_ages (tenant, partner, point_type, month) VALUES (?, ?, ?, ?)
            ON CONFLICT DO NOTHING
            """,
            [entry["tenant"] as TenantID, entry["partner"] as PartnerID, pointType, month]
        )
        let age = try Int64.one(
            database,
            "SELECT seq FROM point_ages WHERE point_type = ? AND month = ?",
            [pointType, month]
        )
        try database.run("UPDATE lots SET age = ? WHERE seq = ?", [age, lot])
        return age ?? 0
    }

    /// A zone that this machine does not know is taken as UTC.
    private static func calendar(
        _ zone: String,
        _ known: inout [String: ReportCalendar]
    ) -> ReportCalendar {
        if let calendar = known[zone] { return calendar }
        let calendar = ReportCalendar(zone) ?? .utc
        known[zone] = calendar
        return calendar
    }

    /// Whether all that happened until a moment is counted, and all written down that expired by then.
    static func areCounted(
        until end: Instant,
        at now: Instant,
        in database: Database
    ) throws -> Bool {
        guard end <= now else { return false }
        let isBehind = try database.exists(
            """
            SELECT 1 FROM expiries WHERE expires_at <= ?1
            UNION ALL
            SELECT 1 FROM ledger JOIN lots ON lots.seq = ledger.lot
            WHERE ledger.seq > (SELECT entry FROM point_age_marks WHERE id = 1)
                AND (ledger.at < ?1 OR kind = 'expiry' AND expires_at <= ?1)
            LIMIT 1
            """,
            [end]
        )
        return !isBehind
    }
}

extension LedgerAccount {
    /// Whether points in it are an end user's.
    fileprivate var isHeld: Bool { self == .user || self == .held }
}
