import GRDB
import OctopusPartnersContract
import OctopusServiceKit

/// What a partner is charged for, from when until when.
struct Charge: StoredRecord, Hashable {
    static let databaseTableName = "charges"

    let kind: InvoiceLineKind
    let name: String
    let priceMinor: Int64
    let currency: String
    let period: BillingPeriod
    let fromAt: Instant
    var untilAt: Instant?

    /// Whether it holds at the end of that day: a day belongs to what holds then.
    func holds(onDay day: Int, of days: MonthDays) -> Bool {
        let end = days.end(ofDay: day)
        return fromAt < end && untilAt.map { $0 >= end } ?? true
    }
}

/// When a partner was suspended; without an end it still is.
struct Suspension: Hashable, Sendable {
    let from: Instant
    var until: Instant?

    func covers(day: Int, of days: MonthDays) -> Bool {
        from <= days.begin(ofDay: day) && until.map { $0 >= days.end(ofDay: day) } ?? true
    }
}

/// What is known of a partner's month.
struct MonthFacts {
    let days: MonthDays
    /// Until when the months before were billed, if not up to this one's beginning: its tenant has another
    /// time zone since.
    var billedUntil: Instant?
    var charges: [Charge] = []
    var suspensions: [Suspension] = []
    /// The most operators that there were at a time, and what one costs.
    var operators: Int64 = 0
    var operatorPrice: Price?

    /// What something is charged in: operators may cost in another currency than the package.
    var currencies: Set<String> {
        Set(charges.map(\.currency)).union(operatorPrice.map { [$0.currency] } ?? [])
    }

    /// The lines in one currency: package, add-ons, impressions, operators.
    func lines(in currency: String) -> [InvoiceLine] {
        let charges = charges.filter { $0.currency == currency }
        let open = (0..<days.count).filter { day in
            !suspensions.contains { $0.covers(day: day, of: days) }
        }
        var lines: [InvoiceLine] = []
        for charge in charges {
            let held =
                charge.period == .once
                ? day(ofOnce: charge).map { [$0] } ?? []
                : open.filter { charge.holds(onDay: $0, of: days) }
            guard let line = line(of: charge, on: held) else { continue }
            // The same bought several times is one line.
            if let index = lines.firstIndex(where: { $0.isSame(as: line) }) {
                lines[index] = lines[index].oneMore
            } else {
                lines.append(line)
            }
        }
        let withPackage = open.filter { day in
            self.charges.contains { $0.kind == .package && $0.holds(onDay: day, of: days) }
        }
        if let price = operatorPrice, price.currency == currency,
            let line = operators(on: withPackage, at: price.minorUnits)
        {
            lines.append(line)
        }
        return lines
    }

    /// The day of what is paid once; what lies between the months of two time zones is of the first.
    private func day(ofOnce charge: Charge) -> Int? {
        guard charge.fromAt >= billedUntil ?? days.begin else { return nil }
        return days.day(of: max(charge.fromAt, days.begin))
    }

    private func line(of charge: Charge, on held: [Int]) -> InvoiceLine? {
        guard let first = held.first, let last = held.last else { return nil }
        let price = Proration.month(days.month, at: charge.priceMinor, by: charge.period)
        return InvoiceLine(
            kind: charge.kind,
            name: charge.name,
            quantity: 1,
            unitMinorUnits: charge.priceMinor,
            period: charge.period,
            fromDay: days.month.text(ofDay: first),
            untilDay: days.month.text(ofDay: last),
            days: Int64(held.count),
            ofDays: Int64(days.count),
            amountMinorUnits: charge.period == .once
                ? price : Proration.days(held, of: days.count, at: price)
        )
    }

    private func operators(on held: [Int], at price: Int64) -> InvoiceLine? {
        guard operators > 0, let first = held.first, let last = held.last else { return nil }
        return InvoiceLine(
            kind: .operators,
            name: "Chat operators",
            quantity: operators,
            unitMinorUnits: price,
            period: .month,
            fromDay: days.month.text(ofDay: first),
            untilDay: days.month.text(ofDay: last),
            days: Int64(held.count),
            ofDays: Int64(days.count),
            amountMinorUnits: operators * Proration.days(held, of: days.count, at: price)
        )
    }
}

extension InvoiceLine {
    fileprivate func isSame(as other: InvoiceLine) -> Bool {
        kind != .package && counted(other.quantity) == other
    }

    fileprivate var oneMore: InvoiceLine { counted(quantity + 1) }

    /// The same with another quantity.
    private func counted(_ count: Int64) -> InvoiceLine {
        InvoiceLine(
            kind: kind,
            name: name,
            quantity: count,
            unitMinorUnits: unitMinorUnits,
            period: period,
            fromDay: fromDay,
            untilDay: untilDay,
            days: days,
            ofDays: ofDays,
            amountMinorUnits: amountMinorUnits / quantity * count
        )
    }
}
