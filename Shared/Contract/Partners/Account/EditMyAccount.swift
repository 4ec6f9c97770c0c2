public import OctopusContract

/// Replaces what a partner says of its business.
///
/// What people call the partner is the name of its account at identity, and the owner's details are the
/// owner's own.
public enum EditMyAccount: Method {
    public static let declaration = MethodDeclaration(
        "partners.v1/EditMyAccount",
        .command,
        "Replaces the phone, website and description of the partner's business.",
        access: .anyOf(.partnerUser(.myAccount, .update)),
        routing: .partner
    )

    public struct Request: Message {
        /// The version that was read.
        public let version: Int64
        /// Where the business can be called; absent: it is removed, as are the others.
        public let phone: String?
        /// The partner's own site.
        public let website: String?
        /// What the business says of itself.
        public let description: String?

        /// Makes a request.
        public init(
            version: Int64,
            phone: String? = nil,
            website: String? = nil,
            description: String? = nil
        ) {
            self.version = version
            self.phone = phone
            self.website = website
            self.description = description
        }
    }

    public struct Reply: Message {
        /// What the next edit must name.
        public let version: Int64
        /// Where the business can be called.
        public let phone: String?
        /// The partner's own site.
        public let website: String?
        /// What the business says of itself.
        public let description: String?

        /// Makes a reply, as a service or a `FakeMesh` does.
        public init(version: Int64, phone: String?, website: String?, description: String?) {
            self.version = version
            self.phone = phone
            self.website = website
            self.description = description
        }
    }
}

extension EditMyAccount.Request {
    public static let limits: [FieldLimit<Self>] = [
        .text("phone", \.phone, .typed(bytes: 64)),
        .text("website", \.website, .typed(bytes: 1024)),
        .text("description", \.description, PartnersLimits.reason),
    ]
}
