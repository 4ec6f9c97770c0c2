import GRDB
import OctopusPartnersContract
import OctopusServiceKit

extension MonthFacts {
    /// What the tables say of a partner's month.
    init(
        of partner: PartnerID,
        of tenant: TenantID,
        _ days: MonthDays,
        billedUntil: Instant?,
        in database: Database
    ) throws {
        self.init(days: days, billedUntil: billedUntil)
        charges = try Charge.all(
            database,
            """
            SELECT * FROM charges WHERE partner = ? AND from_at < ?
                AND (until_at IS NULL OR until_at >= ?) ORDER BY from_at, seq
            """,
            [partner, days.end, min(days.begin, billedUntil ?? days.begin)]
        )
        suspensions = try Suspension.all(of: partner, in: days, database)
        operators = try Operators.most(of: partner, in: days, database)
        operatorPrice = try Row.one(
            database,
            """
            SELECT minor_units, currency FROM operator_prices WHERE tenant = ? AND from_at <= ?
            ORDER BY from_at DESC LIMIT 1
            """,
            [tenant, days.begin]
        ).map { Price(minorUnits: $0[0], currency: $0[1], period: .month) }
    }
}

extension Suspension {
    /// Those that touch a month.
    static func all(
        of partner: PartnerID,
        in days: MonthDays,
        _ database: Database
    ) throws -> [Suspension] {
        try Row.all(
            database,
            """
            SELECT from_at, until_at FROM suspensions WHERE partner = ? AND from_at < ?
                AND (until_at IS NULL OR until_at > ?)
            """,
            [partner, days.end, days.begin]
        ).map { Suspension(from: $0[0], until: $0[1]) }
    }
}
