import FoundationEssentials
import GRDB
import OctopusPartnersContract
import OctopusServiceKit

/// Issues each partner's invoice an hour after its month has ended in the tenant's zone.
///
/// Invoice, lines, number, event and the next month are one transaction, so a month is invoiced once,
/// whenever the process dies. The hour is for what identity tells late.
enum Invoicing {
    static let job = "invoices"
    private static let slice = 20
    private static let hour: Int64 = 3_600_000

    static func run(in context: WorkContext<PartnersEnvironment>) throws -> JobResult {
        let rows = try Row.all(
            context.database,
            "SELECT partner, tenant, month FROM billing WHERE due_at <= ? ORDER BY due_at LIMIT ?",
            [context.now, slice]
        )
        let areDone = try context.each(rows) { row in
            try bill(row[0], of: row[1], month: row[2], in: context)
        }
        guard areDone, rows.count < slice else { return .again }
        let next = try Instant.one(context.database, "SELECT min(due_at) FROM billing", [])
        // Partners that came to be meanwhile are looked at each hour.
        let later = context.now.adding(milliseconds: hour)
        return .dueAt(min(next ?? later, later))
    }

    private static func bill(
        _ partner: PartnerID,
        of tenant: TenantID,
        month: String?,
        in context: WorkContext<PartnersEnvironment>
    ) throws {
        let database = context.database
        guard let standing = try StandingRecord.find(partner, in: database),
            let zone = try TenantRecord.find(tenant, in: database)?.timeZone,
            let first = try firstMonth(of: partner, month, in: zone, database),
            let days = MonthDays(first, in: .bills(in: zone))
        else {
            // Identity has not told of the tenant yet, or the partner has no account.
            try schedule(partner, month, at: context.now.adding(milliseconds: hour), in: database)
            return
        }
        guard days.end.adding(milliseconds: hour) <= context.now else {
            let due = days.end.adding(milliseconds: hour)
            return try schedule(partner, first.text, at: due, in: database)
        }
        try issue(to: standing, days, in: context)
        guard let next = MonthDays(first.next, in: .bills(in: zone)) else { return }
        let due = next.end.adding(milliseconds: hour)
        try schedule(partner, first.next.text, at: due, in: database)
    }

    private static func firstMonth(
        of partner: PartnerID,
        _ known: String?,
        in zone: String,
        _ database: Database
    ) throws -> BillingMonth? {
        if let known { return BillingMonth(known) }
        return try Instant.one(
            database,
            "SELECT min(from_at) FROM charges WHERE partner = ?",
            [partner]
        ).map { BillingMonth(of: $0, in: .bills(in: zone)) }
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
        let facts = try MonthFacts(of: partner.id, of: partner.tenant, days, in: context.database)
        for currency in Set(facts.charges.map(\.currency)).sorted() {
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
