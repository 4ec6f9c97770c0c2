public import OctopusContract

/// Lists the packages of a tenant's catalogue, newest first.
public enum ListPackages: Method {
    public typealias Reply = Page<Package>

    public static let declaration = MethodDeclaration(
        "partners.v1/ListPackages",
        .read,
        "Lists the packages of the tenant's catalogue, newest first.",
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

extension ListPackages.Request {
    public static let limits: [FieldLimit<Self>] = [.search(\.search), .pageRows]
}

/// Lists the packages that can be asked for, newest first: for partners, and for strangers' forms.
public enum ListOfferedPackages: Method {
    public typealias Reply = Page<Package>

    public static let declaration = MethodDeclaration(
        "partners.v1/ListOfferedPackages",
        .read,
        "Lists the packages that can be asked for, newest first.",
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

extension ListOfferedPackages.Request {
    public static let limits: [FieldLimit<Self>] = [.pageRows]
}
