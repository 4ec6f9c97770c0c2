import FoundationEssentials
import GRDB
import OctopusPartnersContract
import OctopusServiceKit

/// An add-on by the month or the year that a partner has, as it was when it was approved.
struct HeldAddOn: StoredRecord {
    /// What it is charged by is what it is held by.
    static let databaseTableName = "charges"

    private let seq: Int64
    let tenant: TenantID
    let partner: PartnerID
    let addOn: AddOnID
    let name: String
    private let period: BillingPeriod
    private let fromAt: Instant
    /// When it ends; nil until the partner has said that it shall.
    let untilAt: Instant?
    let raises: PackageLimits?

    /// All of that add-on that a partner has.
    static func all(
        _ addOn: AddOnID,
        of partner: PartnerID,
        in database: Database
    ) throws -> [HeldAddOn] {
        try all(
            database,
            "SELECT * FROM charges WHERE partner = ? AND add_on = ? AND is_held = 1",
            [partner, addOn]
        )
    }

    /// What is taken from a partner's limits when all that ends has ended.
    static func endingRaises(of partner: PartnerID, in database: Database) throws -> PackageLimits {
        try all(
            database,
            """
            SELECT * FROM charges WHERE partner = ? AND is_held = 1 AND until_at IS NOT NULL
                AND raises IS NOT NULL
            """,
            [partner]
        ).reduce(PackageLimits()) { $0.adding($1.raises) }
    }

    /// Those whose end has come.
    static func due(at now: Instant, _ count: Int, in database: Database) throws -> [HeldAddOn] {
        try all(
            database,
            """
            SELECT * FROM charges WHERE is_held = 1 AND until_at IS NOT NULL AND until_at <= ?
            ORDER BY until_at LIMIT ?
            """,
            [now, count]
        )
    }

    static func nextEnd(in database: Database) throws -> Instant? {
        try Instant.one(
            database,
            "SELECT min(until_at) FROM charges WHERE is_held = 1 AND until_at IS NOT NULL",
            []
        )
    }

    /// When its period ends that runs now: with this month, or with the twelfth of the months that a year
    /// has, counted from the one in which it was approved.
    func end(ofPeriodAt now: Instant, in zone: String) -> Instant? {
        let calendar = Calendar.bills(in: zone)
        var last = BillingMonth(of: now, in: calendar)
        if period == .year {
            let first = BillingMonth(of: fromAt, in: calendar)
            while last.month != first.before.month { last = last.next }
        }
        return MonthDays(last, in: calendar)?.end
    }

    /// It ends then, or nil: it goes on.
    func set(untilAt: Instant?, in database: Database) throws {
        try database.run("UPDATE charges SET until_at = ? WHERE seq = ?", [untilAt, seq])
    }

    func release(in database: Database) throws {
        try database.run("UPDATE charges SET is_held = 0 WHERE seq = ?", [seq])
    }
}

extension BillingMonth {
    fileprivate var before: BillingMonth {
        month == 1
            ? BillingMonth(year: year - 1, month: 12) : BillingMonth(year: year, month: month - 1)
    }
}
