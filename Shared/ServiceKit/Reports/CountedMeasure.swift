package import OctopusContract
import GRDB
package import OctopusStore
import struct FoundationEssentials.UUID

/// What a service says of its measures, so that it can count and report them.
///
///     extension LoyaltyMeasure: CountedMeasure {
///         package var thing: ReportThing {
///             switch self {
///             case .pointsGiven, .pointsSpent: ReportThing("point_types", name: "name")
///             case .couponsGiven: ReportThing("coupons", name: "title")
///             }
///         }
///     }
///
///     // In the transaction of what happens, be it a command's, a job's or an effect's:
///     transaction.count(LoyaltyMeasure.pointsGiven, amount, of: pointType, at: partner)
///
///     // In the table of contents: parts: [.reports], exports: [.reports(LoyaltyMeasure.self)]
///     // Its two methods: context.report(request), and for the file, before the transaction and in it:
///     try await context.demandExport()
///     return try await context.report(request)
///     try context.exportReport(report)
package protocol CountedMeasure: ReportMeasure {
    /// What it counts of.
    var thing: ReportThing { get }
    /// Whether it says how many there are, instead of adding up what happened.
    var isLevel: Bool { get }
    /// Whether the service keeps of whom it is, so that it can be counted of the people of a segment.
    var isOfPeople: Bool { get }
    /// Why numbers of several things can't be added up, and what to ask instead; nil if they can.
    ///
    /// Where one person counts at several things, a sum would count them as several.
    var apartBecause: String? { get }
    /// Whether a level is also kept of the partner as a whole, in which each person counts once
    /// (`transaction.wholeLevel`): that answers for all things together.
    var isKeptWhole: Bool { get }
}

extension CountedMeasure {
    package var apartBecause: String? { nil }
    package var isLevel: Bool { false }
    package var isOfPeople: Bool { false }
    package var isKeptWhole: Bool { false }

    /// Under what the level of the whole partner is kept.
    var wholeName: String { "\(rawValue).whole" }
}

/// A table of things that are counted, with columns `id` and `partner`.
package struct ReportThing: Sendable, Hashable {
    let table: String
    let name: String

    /// Names the table, and the column that tells people which is which.
    package init(_ table: String, name: String) {
        (self.table, self.name) = (table, name)
    }
}

extension Transaction {
    /// Counts what happened, once the command succeeds.
    package func count(
        _ measure: some CountedMeasure,
        _ amount: Int64 = 1,
        of thing: some TypedID,
        at partner: PartnerID
    ) {
        tally(ReportTally.init).add(amount, to: reportKey(measure, thing, partner))
    }

    /// Says how many there are from now on.
    package func level(
        _ measure: some CountedMeasure,
        is level: Int64,
        of thing: some TypedID,
        at partner: PartnerID
    ) {
        tally(ReportTally.init).set(reportKey(measure, thing, partner), to: level)
    }

    /// Says how many there are at the partner in all from now on, each counted once.
    package func wholeLevel(
        _ measure: some CountedMeasure,
        is level: Int64,
        at partner: PartnerID
    ) {
        tally(ReportTally.init).set(reportKey(measure.wholeName, partner, partner), to: level)
    }

    private func reportKey(
        _ measure: some CountedMeasure,
        _ thing: some TypedID,
        _ partner: PartnerID
    ) -> ReportTally.Key {
        reportKey(measure.rawValue, thing, partner)
    }

    private func reportKey(
        _ measure: String,
        _ thing: some TypedID,
        _ partner: PartnerID
    ) -> ReportTally.Key {
        ReportTally.Key(
            partner: partner.uuid,
            measure: measure,
            slot: nowMilliseconds / (ReportCalendar.slotSeconds * 1000),
            thing: thing.uuid
        )
    }
}

/// What a batch's commands count: awards of one point type in a quarter of an hour are one statement.
final class ReportTally: BatchTally {
    struct Key: Hashable {
        let partner: UUID
        let measure: String
        let slot: Int64
        let thing: UUID

        /// The thing alone: few are counted in several ways, and hashing all costs more than the rest.
        func hash(into hasher: inout Hasher) { hasher.combine(thing) }
    }

    private struct Addition {
        let key: Key
        let amount: Int64
        let isLevel: Bool
    }

    private var pending: [Addition] = []
    private var sums: [Key: Int64] = [:]
    private var levels: [Key: Int64] = [:]
    /// The sum that was added to last, which most often is the next one's, too.
    private var last: (key: Key, sum: Int64)?

    var pendingCount: Int { pending.count }

    func add(_ amount: Int64, to key: Key) {
        pending.append(Addition(key: key, amount: amount, isLevel: false))
    }

    func set(_ key: Key, to level: Int64) {
        pending.append(Addition(key: key, amount: level, isLevel: true))
    }

    func forget(beyond count: Int) { pending.removeLast(max(0, pending.count - count)) }

    func keep() {
        for addition in pending {
            if addition.isLevel {
                levels[addition.key] = addition.amount
            } else if let last, last.key == addition.key {
                self.last = (last.key, last.sum + addition.amount)
            } else {
                settle()
                last = (addition.key, addition.amount)
            }
        }
        pending.removeAll(keepingCapacity: true)
    }

    private func settle() {
        if let last { sums[last.key, default: 0] += last.sum }
        last = nil
    }

    func write(_ statements: Statements) throws {
        settle()
        for (key, amount) in sums {
            try statements.run(
                """
                INSERT INTO report_sums (partner, measure, slot, thing, value)
                VALUES (?, ?, ?, ?, ?)
                ON CONFLICT DO UPDATE SET value = value + excluded.value
                """,
                [key.partner, key.measure, key.slot, key.thing, amount]
            )
        }
        for (key, level) in levels {
            // What a clock that was ahead noted would be the last word when its time comes.
            try statements.run(
                """
                DELETE FROM report_levels
                WHERE partner = ? AND measure = ? AND thing = ? AND slot > ?
                """,
                [key.partner, key.measure, key.thing, key.slot]
            )
            try statements.run(
                """
                INSERT INTO report_levels (partner, measure, slot, thing, value)
                VALUES (?, ?, ?, ?, ?)
                ON CONFLICT DO UPDATE SET value = excluded.value
                """,
                [key.partner, key.measure, key.slot, key.thing, level]
            )
        }
    }
}
