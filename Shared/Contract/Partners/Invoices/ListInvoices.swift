public import OctopusContract

/// Lists the tenant's invoices and credits, the newest first.
public enum ListInvoices: Method {
    public typealias Reply = Page<Invoice>

    public static let declaration = MethodDeclaration(
        "partners.v1/ListInvoices",
        .read,
        "Lists the invoices and credits of the tenant's partners, the newest first.",
        access: .anyOf(.tenantUser(.invoices, .view)),
        routing: .tenant
    )

    public struct Request: PageRequest {
        /// Only those of this partner.
        public let partnerId: PartnerID?
        /// Only those of this month, as `2026-11`.
        public let month: String?
        public let after: PageCursor?
        public let limit: Int64?

        /// Makes a request.
        public init(
            partnerId: PartnerID? = nil,
            month: String? = nil,
            after: PageCursor? = nil,
            limit: Int64? = nil
        ) {
            self.partnerId = partnerId
            self.month = month
            self.after = after
            self.limit = limit
        }
    }
}

extension ListInvoices.Request {
    public static let limits: [FieldLimit<Self>] = [
        .text("month", \.month, PartnersLimits.month), .pageRows,
    ]
}

/// Lists the partner's own invoices and credits, the newest first.
public enum ListOwnInvoices: Method {
    public typealias Reply = Page<Invoice>

    public static let declaration = MethodDeclaration(
        "partners.v1/ListOwnInvoices",
        .read,
        "Lists the partner's invoices and credits, the newest first.",
        access: .anyOf(.partnerUser(.invoices, .view)),
        routing: .partner
    )

    public struct Request: PageRequest {
        public let after: PageCursor?
        public let limit: Int64?

        /// Makes a request.
        public init(after: PageCursor? = nil, limit: Int64? = nil) {
            self.after = after
            self.limit = limit
        }
    }
}

extension ListOwnInvoices.Request {
    public static let limits: [FieldLimit<Self>] = [.pageRows]
}
