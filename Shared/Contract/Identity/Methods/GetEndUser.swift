public import OctopusContract

/// Shows an end user to those who administrate users.
public enum GetEndUser: Method {
    public static let declaration = MethodDeclaration(
        "identity.v1/GetEndUser",
        .read,
        "An end user by id or by the End-user ID that people type.",
        access: .anyOf(.tenantUser(.users, .view)),
        routing: .tenant
    )

    public struct Request: Message {
        /// Exactly one of this and `code`.
        public let endUserId: EndUserID?
        /// In any case, with or without hyphens, `O` for `0` and `I` or `L` for `1`.
        public let code: String?

        public init(endUserId: EndUserID? = nil, code: String? = nil) {
            self.endUserId = endUserId
            self.code = code
        }
    }

    public struct Reply: Message {
        public let endUserId: EndUserID
        public let version: Int64
        public let code: String
        public let status: EndUserStatus
        public let name: String?
        public let email: String?
        public let phone: String?
        public let createdAt: Instant

        public init(
            endUserId: EndUserID,
            version: Int64,
            code: String,
            status: EndUserStatus,
            name: String? = nil,
            email: String? = nil,
            phone: String? = nil,
            createdAt: Instant
        ) {
            self.endUserId = endUserId
            self.version = version
            self.code = code
            self.status = status
            self.name = name
            self.email = email
            self.phone = phone
            self.createdAt = createdAt
        }
    }
}

extension GetEndUser.Request {
    public static let limits: [FieldLimit<Self>] = [
        .text("code", \.code, IdentityLimits.code)
    ]
}
