import FoundationEssentials
import GRDB
import OctopusPartnersContract
import OctopusServiceKit

/// Issues each partner's invoice an hour after its month has ended in the tenant's zone.
///
/// Invoice, lines, number, event and the next month are one transaction, so a month is invoiced once,
/// whenever the process dies. What identity's log held when the month ended was read before; the hour is for
/// clocks that differ.
enum Invoicing {
    static let job = "invoices"
    private static let slice = 20
    private static let second: Int64 = 1_000
    private static let minute: Int64 = 60_000
    private static let hour: Int64 = 3_600_000
    private static let day: Int64 = 86_400_000

    static func run(in context: WorkContext<PartnersEnvironment>) throws -> JobResult {
        let readUntil = context.environment.proofs.readUntil(by: BilledPast.follower.name)
        // What was due then can be billed: all that identity's log says of its month was read.
        let ready =
            readUntil.map { min(context.now, $0.adding(milliseconds: hour)) }
            ?? Instant(milliseconds: 0)
        let rows = try Row.all(
            context.database,
            "SELECT partner, tenant, month FROM billing WHERE due_at <= ? ORDER BY due_at LIMIT ?",
            [ready, slice]
        )
        let areDone = try context.each(rows) { row in
            try bill(row[0], of: row[1], month: row[2], ready: ready, in: context)
        }
        let next = try Instant.one(context.database, "SELECT min(due_at) FROM billing", [])
        // Of who is behind, the month after this one is due, too.
        guard areDone, next.map({ $0 > ready }) ?? true else { return .again }
        let behind = next.map { context.now.milliseconds - $0.milliseconds } ?? -1
        context.environment.invoiceTroubles.areBehind(behind > day)
        if behind >= 0 {
            // A process that has just started reads the log within a moment.
            let pause = readUntil == nil ? second : minute
            return .dueAt(context.now.adding(milliseconds: pause))
        }
        // Partners that came to be meanwhile are looked at each hour.
        let later = context.now.adding(milliseconds: hour)
        return .dueAt(min(next ?? later, later))
    }

    private static func bill(
        _ partner: PartnerID,
        of tenant: TenantID,
        month: String?,
        ready: Instant,
        in context: WorkContext<PartnersEnvironment>
    ) throws {
        let (database, troubles) = (context.database, context.environment.invoiceTroubles)
        let zone = try TenantRecord.find(tenant, in: database)?.timeZone
        let calendar = zone.flatMap { Calendar.known(in: $0) }
        troubles.unknownZone(calendar == nil ? zone : nil, of: partner)
        guard let standing = try StandingRecord.find(partner, in: database), !standing.isLost,
            let calendar,
            let first = try firstMonth(of: partner, month, in: calendar, database),
            let days = MonthDays(first, in: calendar)
        else {
            // Identity has not told of the tenant yet, or the partner has no account, or the zone is
            // unknown.
            try schedule(partner, month, at: context.now.adding(milliseconds: hour), in: database)
            return
        }
        guard days.end.adding(milliseconds: hour) <= ready else {
            let due = days.end.adding(milliseconds: hour)
            return try schedule(partner, first.text, at: due, in: database)
        }
        try issue(to: standing, days, in: context)
        guard let next = MonthDays(first.next, in: calendar) else { return }
        let due = next.end.adding(milliseconds: hour)
        try schedule(partner, first.next.text, at: due, in: database)
        try database.run(
            "UPDATE billing SET billed_until = ? WHERE partner = ?",
            [days.end, partner]
        )
    }

    private static func firstMonth(
        of partner: PartnerID,
        _ known: String?,
        in calendar: Calendar,
        _ database: Database
    ) throws -> BillingMonth? {
        if let known { return BillingMonth(known) }
        return try Instant.one(
            database,
            "SELECT min(from_at) FROM charges WHERE partner = ?",
            [partner]
        ).map { BillingMonth(of: $0, in: calendar) }
    }

    private static func schedule(
        _ partner: PartnerID,
        _ month: String?,
        at due: Instant,
        in database: Database
    ) throws {
        try database.run(
            "UPDATE billing SET month = ?, due_at = ? WHERE partner = ?",
            [month, due, partner]
        )
    }

    /// A month that costs nothing has no invoice.
    private static func issue(
        to partner: StandingRecord,
        _ days: MonthDays,
        in context: WorkContext<PartnersEnvironment>
    ) throws {
        let facts = try MonthFacts(
            of: partner.id,
            of: partner.tenant,
            days,
            billedUntil: Instant.one(
                context.database,
                "SELECT billed_until FROM billing WHERE partner = ? AND billed_until IS NOT NULL",
                [partner.id]
            ),
            in: context.database
        )
        for currency in facts.currencies.sorted() {
            let lines = facts.lines(in: currency)
            guard lines.contains(where: { $0.amountMinorUnits > 0 }) else { continue }
            let head = InvoiceRecord.Head(
                tenant: partner.tenant,
                partner: partner.id,
                partnerName: partner.name,
                billingId: partner.invoiceId,
                month: days.month.text,
                currency: currency
            )
            _ = try InvoiceRecord.issue(head, lines, in: context)
        }
    }
}
