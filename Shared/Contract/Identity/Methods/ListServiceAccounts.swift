public import OctopusContract

/// Lists the programs of the caller's account, with what each may do without a person.
///
/// Programs of a tenant's partners are not the tenant's.
public enum ListServiceAccounts: Method {
    public static let declaration = MethodDeclaration(
        "identity.v1/ListServiceAccounts",
        .read,
        "The programs of the caller's account, and what each may do without a person.",
        access: .anyOf(.tenantUser(.roles, .view), .partnerUser(.roles, .view)),
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

    public typealias Reply = Page<ServiceAccount>
}

extension ListServiceAccounts.Request {
    public static let limits: [FieldLimit<Self>] = [.pageRows]
}
