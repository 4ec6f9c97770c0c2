public import OctopusContract

/// Makes a CSV file of invoices and credits, a line of theirs each, which `mesh.v1/ReadExport` reads in
/// chunks.
public enum ExportInvoices: Method {
    public typealias Reply = BegunExport

    public static let declaration = MethodDeclaration(
        "partners.v1/ExportInvoices",
        .command,
        "Makes a CSV file of the tenant's invoices and credits.",
        access: .anyOf(.tenantUser(.invoices, .view)),
        routing: .tenant,
        reasons: [.tooManyExports]
    )

    public struct Request: Message {
        /// Only those of this month, as `2026-11`.
        public let month: String?

        /// Makes a request.
        public init(month: String? = nil) {
            self.month = month
        }
    }
}

extension ExportInvoices.Request {
    public static let limits: [FieldLimit<Self>] = [
        .text("month", \.month, PartnersLimits.month)
    ]
}
