public import OctopusContract

/// Registers an end user, for the tenant's own backend, which has seen to their consent.
public enum RegisterEndUser: Method {
    public static let declaration = MethodDeclaration(
        "identity.v1/RegisterEndUser",
        .command,
        "Registers a consumer of the tenant.",
        access: .program,
        routing: .tenant,
        reasons: [.contactTaken]
    )

    public struct Request: Message {
        /// What people call them.
        public let name: String?
        /// This or a phone is needed; unique in the tenant.
        public let email: String?
        /// International, as `+385 91 234 5678`; unique in the tenant.
        public let phone: String?

        /// Makes a request.
        public init(name: String? = nil, email: String? = nil, phone: String? = nil) {
            self.name = name
            self.email = email
            self.phone = phone
        }
    }

    public struct Reply: Message {
        /// The end user.
        public let endUserId: EndUserID
        /// The End-user ID that people type, as `7K3M9-QXT4R`.
        public let code: String

        /// Makes a reply, as a service or a `FakeMesh` does.
        public init(endUserId: EndUserID, code: String) {
            self.endUserId = endUserId
            self.code = code
        }
    }
}

extension RegisterEndUser.Request {
    public static let limits: [FieldLimit<Self>] = [
        .text("name", \.name, IdentityLimits.name),
        .text("email", \.email, IdentityLimits.email),
        .text("phone", \.phone, IdentityLimits.phone),
    ]
}
