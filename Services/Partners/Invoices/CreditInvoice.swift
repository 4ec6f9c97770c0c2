import GRDB
package import OctopusPartnersContract
package import OctopusServiceKit

extension CreditInvoice: CommandHandler {
    package static func run(
        _ request: Request,
        in context: CommandContext<PartnersEnvironment>
    ) throws -> Invoice {
        let reason = try FieldRules.text(request.reason, "reason", PartnersLimits.creditReason)
        let invoice = try InvoiceRecord.find(
            request.invoiceId,
            of: context.caller.requireTenant(),
            in: context.database
        )
        guard invoice.kind == .invoice else { throw Refusal(.notAnInvoice) }
        let credited = try Int64.one(
            context.database,
            "SELECT sum(total_minor) FROM invoices WHERE credits = ?",
            [invoice.id]
        )
        let left = invoice.totalMinor + (credited ?? 0)
        let amount = request.minorUnits ?? left
        guard amount > 0, amount <= left else {
            throw Refusal(
                .aboveInvoice,
                "\(left) of the invoice's \(invoice.totalMinor) can still be given back."
            )
        }
        return try InvoiceRecord.issue(
            InvoiceRecord.Head(
                tenant: invoice.tenant,
                partner: invoice.partner,
                partnerName: invoice.partnerName,
                billingId: invoice.billingId,
                month: invoice.month,
                currency: invoice.currency,
                credit: (invoice.id, UserID(context.caller.requirePerson().subject), reason)
            ),
            [line(of: invoice, amount, in: context.database)],
            in: context
        ).invoice
    }

    private static func line(
        of invoice: InvoiceRecord,
        _ amount: Int64,
        in database: Database
    ) throws -> InvoiceLine {
        let lines = try invoice.withLines(in: database).lines
        let days = lines.first?.ofDays ?? 1
        return InvoiceLine(
            kind: .credit,
            name: "Invoice \(invoice.nameInSeries)",
            quantity: 1,
            unitMinorUnits: -amount,
            period: .once,
            fromDay: lines.map(\.fromDay).min() ?? invoice.month,
            untilDay: lines.map(\.untilDay).max() ?? invoice.month,
            days: days,
            ofDays: days,
            amountMinorUnits: -amount
        )
    }
}
