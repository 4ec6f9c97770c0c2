public import OctopusContract

/// Creates a tenant with its Account owner, who is invited by mail.
public enum CreateTenant: Method {
    public static let declaration = MethodDeclaration(
        "identity.v1/CreateTenant",
        .command,
        "Creates a tenant, and invites its Account owner by mail.",
        access: .anyOf(.installation),
        routing: .none,
        reasons: [.tenantNameTaken]
    )

    public struct Request: Message {
        /// The tenant.
        public let terms: TenantTerms
        /// What people call the Account owner.
        public let ownerName: String
        /// Where the invitation goes, and what the owner logs in with.
        public let ownerEmail: String

        /// Makes a request.
        public init(terms: TenantTerms, ownerName: String, ownerEmail: String) {
            self.terms = terms
            self.ownerName = ownerName
            self.ownerEmail = ownerEmail
        }

        public static let limits: [FieldLimit<Self>] = [
            .inside("terms", \.terms), .text("ownerName", \.ownerName, IdentityLimits.name),
            .text("ownerEmail", \.ownerEmail, IdentityLimits.email),
        ]
    }

    public struct Reply: Message {
        /// The tenant.
        public let tenantId: TenantID
        /// Its Account owner.
        public let ownerId: UserID

        /// Makes a reply, as a service or a `FakeMesh` does.
        public init(tenantId: TenantID, ownerId: UserID) {
            self.tenantId = tenantId
            self.ownerId = ownerId
        }
    }
}

/// Changes a tenant's name and conventions.
public enum EditTenant: Method {
    public static let declaration = MethodDeclaration(
        "identity.v1/EditTenant",
        .command,
        "Changes a tenant's name, language, zone, currency, base of links and sender of mails.",
        access: .anyOf(.installation),
        routing: .none,
        reasons: [.tenantNameTaken]
    )

    public struct Request: Message {
        /// Which tenant.
        public let tenantId: TenantID
        /// The version that was read.
        public let version: Int64
        /// The tenant as it shall be; what is absent is taken away.
        public let terms: TenantTerms

        /// Makes a request.
        public init(tenantId: TenantID, version: Int64, terms: TenantTerms) {
            self.tenantId = tenantId
            self.version = version
            self.terms = terms
        }

        public static let limits: [FieldLimit<Self>] = [.inside("terms", \.terms)]
    }

    public typealias Reply = Tenant
}

/// Reads a tenant, for who edits it.
public enum GetTenant: Method {
    public static let declaration = MethodDeclaration(
        "identity.v1/GetTenant",
        .read,
        "A tenant with its version, as it is edited.",
        access: .anyOf(.installation),
        routing: .none
    )

    public struct Request: Message {
        /// Which tenant.
        public let tenantId: TenantID

        /// Makes a request.
        public init(tenantId: TenantID) {
            self.tenantId = tenantId
        }
    }

    public typealias Reply = Tenant
}

/// A tenant as it is edited.
public struct Tenant: Message {
    /// Its identifier.
    public let id: TenantID
    /// What an edit names.
    public let version: Int64
    /// Its name and conventions.
    public let terms: TenantTerms

    /// Makes one from its fields.
    public init(id: TenantID, version: Int64, terms: TenantTerms) {
        self.id = id
        self.version = version
        self.terms = terms
    }
}

/// A tenant's name and conventions.
public struct TenantTerms: Message {
    /// What people call it; unique in the installation.
    public let name: String
    /// Language and region, BCP 47, as `hr-HR`.
    public let locale: String
    /// ISO 4217, as `EUR`.
    public let currency: String
    /// IANA's name, as `Europe/Zagreb`.
    public let timeZone: String
    /// What the links in its mails begin with, as `https://account.mall.example`; absent: the
    /// installation's.
    public let linksBase: String?
    /// As whom its mails are sent; absent: by its name.
    public let senderName: String?
    /// Where answers to its mails go; absent: nowhere else than to the sender.
    public let replyTo: String?

    /// Makes terms.
    public init(
        name: String,
        locale: String,
        currency: String,
        timeZone: String,
        linksBase: String? = nil,
        senderName: String? = nil,
        replyTo: String? = nil
    ) {
        self.name = name
        self.locale = locale
        self.currency = currency
        self.timeZone = timeZone
        self.linksBase = linksBase
        self.senderName = senderName
        self.replyTo = replyTo
    }

    public static let limits: [FieldLimit<Self>] = [
        .text("name", \.name, IdentityLimits.name), .text("locale", \.locale, .typed(bytes: 35)),
        .text("currency", \.currency, .typed(bytes: 16)),
        .text("timeZone", \.timeZone, .typed(bytes: 64)),
        .text("linksBase", \.linksBase, .typed(bytes: 512)),
        .text("senderName", \.senderName, .line(1...100)),
        .text("replyTo", \.replyTo, IdentityLimits.email),
    ]
}

extension Reason {
    /// Another tenant has that name.
    public static let tenantNameTaken = Reason(
        "tenantNameTaken",
        .alreadyExists,
        "Another tenant has that name."
    )
}
