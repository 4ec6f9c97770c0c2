public import OctopusContract

/// Reads an invoice of the tenant's with its lines.
public enum GetInvoice: Method {
    public typealias Request = InvoiceChoice
    public typealias Reply = InvoiceWithLines

    public static let declaration = MethodDeclaration(
        "partners.v1/GetInvoice",
        .read,
        "Reads an invoice or a credit with its lines.",
        access: .anyOf(.tenantUser(.invoices, .view)),
        routing: .tenant
    )
}

/// Reads an invoice of the partner's with its lines.
public enum GetOwnInvoice: Method {
    public typealias Request = InvoiceChoice
    public typealias Reply = InvoiceWithLines

    public static let declaration = MethodDeclaration(
        "partners.v1/GetOwnInvoice",
        .read,
        "Reads an invoice or a credit of the partner's with its lines.",
        access: .anyOf(.partnerUser(.invoices, .view)),
        routing: .partner
    )
}

/// Which invoice or credit.
public struct InvoiceChoice: Message {
    /// Its identifier.
    public let invoiceId: InvoiceID

    /// Makes a choice.
    public init(invoiceId: InvoiceID) {
        self.invoiceId = invoiceId
    }
}
