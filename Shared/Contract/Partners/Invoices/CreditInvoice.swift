public import OctopusContract

/// Gives back what an invoice charged, or a part of it, by a further document.
public enum CreditInvoice: Method {
    public typealias Reply = Invoice

    public static let declaration = MethodDeclaration(
        "partners.v1/CreditInvoice",
        .command,
        "Gives back what an invoice charged, or a part of it, by a document of its own.",
        access: .anyOf(.tenantUser(.invoices, .full)).refusingImpersonators,
        routing: .tenant,
        reasons: [.notAnInvoice, .aboveInvoice]
    )

    public struct Request: Message {
        /// Which invoice.
        public let invoiceId: InvoiceID
        /// How much, in the currency's smallest unit; absent: all that was not given back yet.
        public let minorUnits: Int64?
        /// Why; it stands in the document.
        public let reason: String

        /// Makes a request.
        public init(invoiceId: InvoiceID, minorUnits: Int64? = nil, reason: String) {
            self.invoiceId = invoiceId
            self.minorUnits = minorUnits
            self.reason = reason
        }
    }
}

extension CreditInvoice.Request {
    public static let limits: [FieldLimit<Self>] = [
        .number("minorUnits", \.minorUnits, PartnersLimits.credit),
        .text("reason", \.reason, PartnersLimits.creditReason),
    ]
}
