import GRDB
import OctopusLoyaltyContract
import OctopusServiceKit

/// Counts the ledger by the age of the points that it moves, behind the calls that write it.
///
/// An award would pay for it with a statement or two; a finance department asks once a month. So a job follows
/// the ledger in slices: a slice and how far it went are one transaction.
enum PointAges {
    static let job = "point-ages"
    private static let slice = 1000
    private static let pause = Duration.seconds(60)

    /// On the day of which moment an entry is booked: of its own.
    ///
    /// Points that expire with the end of a day are gone by then, though a job writes it down a little later. Those
    /// that came back into a lot whose time was over are the exception: they were out until that job.
    private static let bookedAt = """
        iif(ledger.kind = 'expiry' AND NOT EXISTS (
            SELECT 1 FROM ledger AS back WHERE back.end_user = ledger.end_user
                AND back.point_type = ledger.point_type AND back.lot = ledger.lot
                AND back.kind IN ('refund', 'release') AND back.at >= lots.expires_at
                AND back.seq < ledger.seq), lots.expires_at - 1, ledger.at)
        """

    /// What a change is about.
    private struct Place: Hashable {
        let pointType: PointTypeID
        let month: String
        let day: Int64
    }

    private struct Owner {
        let tenant: TenantID
        let partner: PartnerID
    }

    /// Counts a slice of the ledger.
    static func run(in context: WorkContext<LoyaltyEnvironment>) throws -> JobResult {
        let database = context.database
        let entries = try Row.all(
            database,
            """
            SELECT ledger.seq, \(bookedAt) AS booked_at, ledger.point_type, ledger.partner, tenants.id AS tenant,
                time_zone, awarded_at, from_account, to_account, ledger.amount
            FROM ledger JOIN lots ON lots.seq = ledger.lot
            JOIN partners ON partners.id = ledger.partner
            JOIN tenants ON tenants.id = partners.tenant
            WHERE ledger.seq > (SELECT entry FROM point_age_marks WHERE id = 1) ORDER BY ledger.seq LIMIT ?
            """,
            [slice]
        )
        guard let last = entries.last else { return .dueAt(context.now.adding(pause)) }
        var (changes, owners): ([Place: Int64], [PointTypeID: Owner]) = ([:], [:])
        var zones: [String: ReportCalendar] = [:]
        for entry in entries {
            guard let change = change(of: entry), change != 0 else { continue }
            let calendar = calendar(entry["time_zone"], &zones)
            let awarded = CivilDate(day: calendar.day(at: entry["awarded_at"]))
            let place = Place(
                pointType: entry["point_type"],
                month: String(awarded.text.prefix(7)),
                day: calendar.day(at: entry["booked_at"])
            )
            changes[place, default: 0] += change
            owners[place.pointType] = Owner(tenant: entry["tenant"], partner: entry["partner"])
        }
        for (place, change) in changes {
            guard let owner = owners[place.pointType] else { continue }
            try add(change, at: place, of: owner, in: database)
        }
        try database.run(
            "UPDATE point_age_marks SET entry = ? WHERE id = 1",
            [last["seq"] as Int64]
        )
        return entries.count < slice ? .dueAt(context.now.adding(pause)) : .again
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

    /// By how much an entry changes what end users have.
    private static func change(of entry: Row) -> Int64? {
        let (from, to): (LedgerAccount, LedgerAccount) = (
            entry["from_account"], entry["to_account"]
        )
        let amount: Int64 = entry["amount"]
        return (to.isHeld ? amount : 0) - (from.isHeld ? amount : 0)
    }

    private static func add(
        _ change: Int64,
        at place: Place,
        of owner: Owner,
        in database: Database
    ) throws {
        try database.run(
            """
            INSERT INTO point_ages (tenant, partner, point_type, month) VALUES (?, ?, ?, ?)
            ON CONFLICT DO NOTHING
            """,
            [owner.tenant, owner.partner, place.pointType, place.month]
        )
        try database.run(
            """
            INSERT INTO point_age_days (age, day, change)
            SELECT seq, ?3, ?4 FROM point_ages WHERE point_type = ?1 AND month = ?2
            ON CONFLICT DO UPDATE SET change = change + excluded.change
            """,
            [place.pointType, place.month, place.day, change]
        )
    }

    /// Whether all that happened until a moment is counted, and all written down that expired by then.
    static func areCounted(
        until end: Instant,
        at now: Instant,
        in database: Database
    ) throws -> Bool {
        let areUnbooked = try database.exists(
            "SELECT 1 FROM expiries WHERE expires_at <= ? LIMIT 1",
            [end]
        )
        guard end <= now, !areUnbooked else { return false }
        let next = try Instant.one(
            database,
            """
            SELECT at FROM ledger WHERE seq > (SELECT entry FROM point_age_marks WHERE id = 1)
            ORDER BY seq LIMIT 1
            """
        )
        return next.map { $0 >= end } ?? true
    }
}

extension LedgerAccount {
    /// Whether points in it are an end user's.
    fileprivate var isHeld: Bool { self == .user || self == .held }
}
