public import OctopusContract

/// Shows end users their own profile.
public enum GetProfile: Method {
    public static let declaration = MethodDeclaration(
        "identity.v1/GetProfile",
        .read,
        "An end user's own profile: name, addresses, attributes and consents.",
        access: .anyOf(.endUser),
        routing: .tenant
    )

    public struct Request: Message {
        /// Makes a request.
        public init() {}
    }

    public struct Reply: Message {
        /// The end user.
        public let endUserId: EndUserID
        /// Rises with each change of theirs.
        public let version: Int64
        /// The End-user ID that people type, as `7K3M9-QXT4R`.
        public let code: String
        /// What people call them.
        public let name: String?
        /// The e-mail address.
        public let email: String?
        /// International, as `+385912345678`.
        public let phone: String?
        /// What they told, of attributes that are in use.
        public let values: [ProfileValue]
        /// What they agreed to, one of each kind.
        public let consents: [Consent]

        /// Makes a reply, as a service or a `FakeMesh` does.
        public init(
            endUserId: EndUserID,
            version: Int64,
            code: String,
            name: String? = nil,
            email: String? = nil,
            phone: String? = nil,
            values: [ProfileValue],
            consents: [Consent]
        ) {
            self.endUserId = endUserId
            self.version = version
            self.code = code
            self.name = name
            self.email = email
            self.phone = phone
            self.values = values
            self.consents = consents
        }
    }
}

/// Replaces what end users tell of themselves: their name and the values of attributes.
///
/// A value that is left out is removed.
public enum EditProfile: Method {
    public static let declaration = MethodDeclaration(
        "identity.v1/EditProfile",
        .command,
        "Replaces an end user's own name and the values of their attributes.",
        access: .anyOf(.endUser).refusingImpersonators,
        routing: .tenant
    )

    public struct Request: Message {
        /// The version that was read.
        public let version: Int64
        /// What people call them; absent: nothing.
        public let name: String?
        /// One entry an attribute; a place needs the consent to it.
        public let values: [ProfileValue]

        /// Makes a request.
        public init(version: Int64, name: String? = nil, values: [ProfileValue]) {
            self.version = version
            self.name = name
            self.values = values
        }
    }

    public struct Reply: Message {
        /// Rises with each change of theirs.
        public let version: Int64

        /// Makes a reply, as a service or a `FakeMesh` does.
        public init(version: Int64) {
            self.version = version
        }
    }
}

extension EditProfile.Request {
    public static let limits: [FieldLimit<Self>] = [.text("name", \.name, IdentityLimits.name)]
}
