public import OctopusContract

/// Lists the admin users of the caller's account.
public enum ListUsers: Method {
    public static let declaration = MethodDeclaration(
        "identity.v1/ListUsers",
        .read,
        "The admin users of the account, by name.",
        access: .anyOf(.tenantUser(.users, .view), .partnerUser(.users, .view)),
        routing: .tenant
    )

    public typealias Reply = Page<User>

    public struct Request: PageRequest {
        public let after: PageCursor?
        public let limit: Int64?
        /// Only those whose name or e-mail contains it, without regard to case and accents.
        public let search: String?
        /// Only those of that status.
        public let status: UserStatus?

        /// Makes a request.
        public init(
            after: PageCursor? = nil,
            limit: Int64? = nil,
            search: String? = nil,
            status: UserStatus? = nil
        ) {
            self.after = after
            self.limit = limit
            self.search = search
            self.status = status
        }
    }
}

extension ListUsers.Request {
    public static let limits: [FieldLimit<Self>] = [
        .pageRows,
        .search(\.search),
    ]
}
