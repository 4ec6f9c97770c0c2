import OctopusPartnersContract

/// What a part of a month costs.
///
/// Whole days are charged, as Lago does it: a package that is changed on the 15th costs 14 of the month's
/// days, and the new one the others (getlago.com/docs/guide/subscriptions/upgrades-downgrades). The price
/// is apportioned to the days by largest remainder: each has the whole units of its share, and what is left
/// over goes to as many days, spread evenly. So the days of a month add up to its price, however they are
/// split.
enum Proration {
    /// What one day costs, counted from 0, of a month with so many days and that price.
    static func day(_ day: Int, of count: Int, at price: Int64) -> Int64 {
        share(day, of: count, price)
    }

    static func days(_ days: some Sequence<Int>, of count: Int, at price: Int64) -> Int64 {
        days.reduce(0) { $0 + self.day($1, of: count, at: price) }
    }

    /// What a month costs of a price by the month or the year; a year's months add up to its price.
    static func month(_ month: BillingMonth, at price: Int64, by period: BillingPeriod) -> Int64 {
        switch period {
        case .month, .once: price
        case .year: share(month.month - 1, of: 12, price)
        }
    }

    private static func share(_ index: Int, of count: Int, _ price: Int64) -> Int64 {
        price * Int64(index + 1) / Int64(count) - price * Int64(index) / Int64(count)
    }
}
