import GRDB
import OctopusCBOR
package import OctopusPartnersContract
package import OctopusServiceKit

extension ListInvoices: ReadHandler {
    package static func run(
        _ request: Request,
        in context: ReadContext<PartnersEnvironment>
    ) throws -> Page<Invoice> {
        var list = ListQuery(of: InvoiceRecord.self, by: "seq", direction: .descending)
        list.filter("tenant", try context.caller.requireTenant())
        list.filter("partner", request.partnerId)
        list.filter("month", request.month)
        return try page(list, of: request, in: context, as: InvoiceRecord.self, \.invoice)
    }
}

extension ListOwnInvoices: ReadHandler {
    package static func run(
        _ request: Request,
        in context: ReadContext<PartnersEnvironment>
    ) throws -> Page<Invoice> {
        var list = ListQuery(of: InvoiceRecord.self, by: "seq", direction: .descending)
        list.filter("partner", try context.caller.requirePartner())
        return try page(list, of: request, in: context, as: InvoiceRecord.self, \.invoice)
    }
}

extension GetInvoice: ReadHandler {
    package static func run(
        _ request: Request,
        in context: ReadContext<PartnersEnvironment>
    ) throws -> InvoiceWithLines {
        try InvoiceRecord.find(
            request.invoiceId,
            of: context.caller.requireTenant(),
            in: context.database
        ).withLines(in: context.database)
    }
}

extension GetOwnInvoice: ReadHandler {
    package static func run(
        _ request: Request,
        in context: ReadContext<PartnersEnvironment>
    ) throws -> InvoiceWithLines {
        let partner = try context.caller.requirePartner()
        let record = try InvoiceRecord.find(
            request.invoiceId,
            of: context.caller.requirePerson().tenant,
            in: context.database
        )
        guard record.partner == partner else { throw Refusal(.notFound) }
        return try record.withLines(in: context.database)
    }
}

extension ExportInvoices: CommandHandler {
    package static func run(
        _ request: Request,
        in context: CommandContext<PartnersEnvironment>
    ) throws -> BegunExport {
        try context.beginExport(
            .invoices,
            of: InvoiceExport(tenant: context.caller.requireTenant(), month: request.month)
        )
    }
}

/// What a file of invoices has: the tenant is the routing key's, whatever else the caller reaches.
struct InvoiceExport: Message {
    let tenant: TenantID
    let month: String?
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
        list: { source in
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
        },
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
}
