import GRDB
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
