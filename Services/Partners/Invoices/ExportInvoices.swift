import GRDB
import OctopusCBOR
package import OctopusPartnersContract
package import OctopusServiceKit

extension ExportInvoices: CommandHandler {
    package static func run(
        _ request: Request,
        in context: CommandContext<PartnersEnvironment>
    ) throws -> BegunExport {
        try context.beginExport(
            request.byLine == true ? .invoiceLines : .invoices,
            of: InvoiceExport(tenant: context.caller.requireTenant(), month: request.month)
        )
    }
}

/// What a file of invoices has: the tenant is the routing key's, whatever else the caller reaches.
struct InvoiceExport: Message {
    let tenant: TenantID
    let month: String?
}

extension InvoiceExport {
    /// The documents of a file, the oldest first.
    fileprivate static func list(_ source: ExportDefinition.Source) throws -> ListQuery {
        let asked = try CBORDecoder().decode(InvoiceExport.self, from: source.request)
        var list = ListQuery(
            """
            SELECT *, (
                SELECT number FROM invoices AS credited WHERE credited.id = invoices.credits
            ) AS credited_number, (
                SELECT nullif(series, '') FROM invoices AS credited
                WHERE credited.id = invoices.credits
            ) AS credited_series FROM invoices
            """,
            by: "seq"
        )
        list.filter("tenant", asked.tenant)
        list.filter("month", asked.month)
        return list
    }
}

extension ExportDefinition {
    /// Invoices and credits as a file: one a line.
    static let invoices = ExportDefinition(
        "invoices",
        titles: [
            "series", "number", "kind", "month", "partner", "billing ID", "currency",
            "total (minor units)", "issued (UTC)", "credited series", "credited number", "reason",
        ],
        upTo: { try Int64.one($0, "SELECT max(seq) FROM invoices") },
        list: InvoiceExport.list,
        row: { row in
            let invoice = try InvoiceRecord(row: row).invoice
            return [
                .text(invoice.series), .number(invoice.number), .text(invoice.kind.rawValue),
                .text(invoice.month), .text(invoice.partnerName), .text(invoice.billingId),
                .text(invoice.currency), .number(invoice.totalMinorUnits),
                .instant(invoice.issuedAt), .text(row["credited_series"] as String?),
                (row["credited_number"] as Int64?).map { .number($0) } ?? .nothing,
                .text(invoice.reason),
            ]
        }
    )

    /// What invoices and credits consist of, as a file: a line of theirs each.
    static let invoiceLines = ExportDefinition(
        "invoice-lines",
        titles: [
            "series", "number", "kind", "month", "partner", "billing ID", "currency", "position",
            "line", "name", "quantity", "unit (minor units)", "per", "from", "until", "days",
            "of days", "amount (minor units)",
        ],
        upTo: { try Int64.one($0, "SELECT max(seq) FROM invoices") },
        list: InvoiceExport.list,
        lines: { row, database in
            let document = try InvoiceRecord(row: row).withLines(in: database)
            let invoice = document.invoice
            return document.lines.enumerated().map { place, line in
                [
                    .text(invoice.series), .number(invoice.number), .text(invoice.kind.rawValue),
                    .text(invoice.month), .text(invoice.partnerName), .text(invoice.billingId),
                    .text(invoice.currency), .number(Int64(place + 1)),
                    .text(line.kind.rawValue), .text(line.name), .number(line.quantity),
                    .number(line.unitMinorUnits), .text(line.period.rawValue),
                    .text(line.fromDay), .text(line.untilDay), .number(line.days),
                    .number(line.ofDays), .number(line.amountMinorUnits),
                ]
            }
        }
    )
}
