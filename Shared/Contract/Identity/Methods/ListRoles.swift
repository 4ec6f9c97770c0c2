public import OctopusContract

/// Lists the account's own roles; Account owner is built in and stands in no list.
public enum ListRoles: Method {
    public typealias Reply = Page<Role>

    public static let declaration = MethodDeclaration(
        "identity.v1/ListRoles",
        .read,
        "The account's roles beside Account owner, by name.",
        access: .anyOf(.tenantUser(.roles, .view), .partnerUser(.roles, .view)),
        routing: .tenant
    )

    public struct Request: PageRequest {
        /// Only those whose name contains this; case, accents and width make no difference.
        public let search: String?
        public let after: PageCursor?
        public let limit: Int64?

        /// Makes a request.
        public init(search: String? = nil, after: PageCursor? = nil, limit: Int64? = nil) {
            self.search = search
            self.after = after
            self.limit = limit
        }
    }
}

extension ListRoles.Request {
    public static let limits: [FieldLimit<Self>] = [.search(\.search), .pageRows]
}
