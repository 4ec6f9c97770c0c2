public import OctopusContract

/// Makes a CSV file of invoices and credits, which `mesh.v1/ReadExport` reads in
/// chunks.
public enum ExportInvoices: Method {
    public typealias Reply = BegunExport

    public static let declaration = MethodDeclaration(
        "partners.v1/ExportInvoices",
        .command,
        "Makes a CSV file of the tenant's invoices and credits, with a line for each, or for each of their "
            + "lines.",
        access: .anyOf(.tenantUser(.invoices, .view)),
        routing: .tenant,
        reasons: [.tooManyExports]
    )

    public struct Request: Message {
        /// Only those of this month, as `2026-11`.
        public let month: String?
        /// Whether the file has what each document consists of, instead of a document a line.
        public let byLine: Bool?

        /// Makes a request.
        public init(month: String? = nil, byLine: Bool? = nil) {
            self.month = month
            self.byLine = byLine
        }
    }
}

extension ExportInvoices.Request {
    public static let limits: [FieldLimit<Self>] = [
        .text("month", \.month, PartnersLimits.month)
    ]
}
