public import OctopusContract
public import OctopusPartnersContract

/// Lists the packages of impressions of a tenant's catalogue, newest first.
public enum ListImpressionPackages: Method {
    public typealias Reply = Page<ImpressionPackage>

    public static let declaration = MethodDeclaration(
        "advertising.v1/ListImpressionPackages",
        .read,
        "Lists the packages of impressions of the tenant's catalogue, newest first.",
        access: .anyOf(.tenantUser(.advertising, .view)),
        routing: .tenant
    )

    public struct Request: PageRequest {
        /// Only those of this status.
        public let status: OfferStatus?
        public let after: PageCursor?
        public let limit: Int64?

        /// Makes a request.
        public init(
            status: OfferStatus? = nil,
            after: PageCursor? = nil,
            limit: Int64? = nil
        ) {
            self.status = status
            self.after = after
            self.limit = limit
        }
    }
}

extension ListImpressionPackages.Request {
    public static let limits: [FieldLimit<Self>] = [.pageRows]
}

/// Lists the packages that can be asked for, newest first: for partners, and for strangers' forms.
public enum ListOfferedImpressionPackages: Method {
    public typealias Reply = Page<ImpressionPackage>

    public static let declaration = MethodDeclaration(
        "advertising.v1/ListOfferedImpressionPackages",
        .read,
        "Lists the packages of impressions that can be asked for, newest first.",
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

extension ListOfferedImpressionPackages.Request {
    public static let limits: [FieldLimit<Self>] = [.pageRows]
}
