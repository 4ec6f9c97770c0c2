public import OctopusContract

/// Lists the partners of a tenant.
public enum ListMyPartners: Method {
    public typealias Reply = Page<MyPartner>

    public static let declaration = MethodDeclaration(
        "partners.v1/ListMyPartners",
        .read,
        "Lists the tenant's partners by name, with package, status and invoice ID.",
        access: .anyOf(.tenantUser(.partnerManagement, .view)),
        routing: .tenant
    )

    public struct Request: PageRequest {
        /// Only those whose name contains this; case, accents and width make no difference.
        public let search: String?
        /// Only those of this status.
        public let status: PartnerStatus?
        public let after: PageCursor?
        public let limit: Int64?

        /// Makes a request.
        public init(
            search: String? = nil,
            status: PartnerStatus? = nil,
            after: PageCursor? = nil,
            limit: Int64? = nil
        ) {
            self.search = search
            self.status = status
            self.after = after
            self.limit = limit
        }
    }
}

extension ListMyPartners.Request {
    public static let limits: [FieldLimit<Self>] = [.search(\.search), .pageRows]
}

/// A partner as its tenant sees it in a list.
public struct MyPartner: Message {
    /// Its identifier.
    public let id: PartnerID
    /// What an edit must name.
    public let version: Int64
    /// What people call it.
    public let name: String
    /// Whether it may do business.
    public let status: PartnerStatus
    /// What it is called in the tenant's billing system.
    public let invoiceId: String?
    /// The package in force; absent while the tenant has chosen none for it.
    public let package: RequestedItem?
    /// Since when it has the package.
    public let packageSinceAt: Instant?
    /// When the service read of it first.
    public let joinedAt: Instant

    /// Makes one from its fields.
    public init(
        id: PartnerID,
        version: Int64,
        name: String,
        status: PartnerStatus,
        invoiceId: String?,
        package: RequestedItem?,
        packageSinceAt: Instant?,
        joinedAt: Instant
    ) {
        self.id = id
        self.version = version
        self.name = name
        self.status = status
        self.invoiceId = invoiceId
        self.package = package
        self.packageSinceAt = packageSinceAt
        self.joinedAt = joinedAt
    }
}
