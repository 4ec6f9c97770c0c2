public import OctopusContract

/// Lists the add-ons of a tenant's catalogue, newest first.
public enum ListAddOns: Method {
    public typealias Reply = Page<AddOn>

    public static let declaration = MethodDeclaration(
        "partners.v1/ListAddOns",
        .read,
        "Lists the add-ons of the tenant's catalogue, newest first.",
        access: .anyOf(.tenantUser(.partnerManagement, .view)),
        routing: .tenant
    )

    public struct Request: PageRequest {
        /// Only those of this status.
        public let status: OfferStatus?
        /// Only those whose name contains this; case, accents and width make no difference.
        public let search: String?
        public let after: PageCursor?
        public let limit: Int64?

        /// Makes a request.
        public init(
            status: OfferStatus? = nil,
            search: String? = nil,
            after: PageCursor? = nil,
            limit: Int64? = nil
        ) {
            self.status = status
            self.search = search
            self.after = after
            self.limit = limit
        }
    }
}

extension ListAddOns.Request {
    public static let limits: [FieldLimit<Self>] = [.search(\.search), .pageRows]
}

/// Lists the add-ons that can be asked for, newest first: for partners, and for strangers' forms.
public enum ListOfferedAddOns: Method {
    public typealias Reply = Page<AddOn>

    public static let declaration = MethodDeclaration(
        "partners.v1/ListOfferedAddOns",
        .read,
        "Lists the add-ons that can be asked for, newest first.",
        access: .program,
        routing: .tenant
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

extension ListOfferedAddOns.Request {
    public static let limits: [FieldLimit<Self>] = [.pageRows]
}
