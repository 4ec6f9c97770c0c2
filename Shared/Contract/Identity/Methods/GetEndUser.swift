public import OctopusContract

/// Shows an end user to those who administrate users.
public enum GetEndUser: Method {
    public static let declaration = MethodDeclaration(
        "identity.v1/GetEndUser",
        .read,
        "An end user by id, by the End-user ID that people type, by e-mail or by phone.",
        access: .anyOf(.tenantUser(.users, .view)),
        routing: .tenant
    )

    public struct Request: Message {
        /// Exactly one of this, `code` and `contact`.
        public let endUserId: EndUserID?
        /// In any case, with or without hyphens, `O` for `0` and `I` or `L` for `1`.
        public let code: String?
        /// An e-mail address or a phone.
        public let contact: String?

        /// Makes a request.
        public init(endUserId: EndUserID? = nil, code: String? = nil, contact: String? = nil) {
            self.endUserId = endUserId
            self.code = code
            self.contact = contact
        }
    }

    public struct Reply: Message {
        /// The end user.
        public let endUserId: EndUserID
        /// Rises with each change of theirs.
        public let version: Int64
        /// The End-user ID that people type, as `7K3M9-QXT4R`.
        public let code: String
        /// What they may do.
        public let status: EndUserStatus
        /// What people call them.
        public let name: String?
        /// The e-mail address.
        public let email: String?
        /// International, as `+385912345678`.
        public let phone: String?
        /// When they were registered.
        public let createdAt: Instant

        /// Makes a reply, as a service or a `FakeMesh` does.
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
        .text("code", \.code, IdentityLimits.code),
        .text("contact", \.contact, IdentityLimits.email),
    ]
}
