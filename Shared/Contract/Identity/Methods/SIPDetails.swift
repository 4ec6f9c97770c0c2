public import OctopusContract

/// What a chat operator sets up in SIP software, but for the secret.
public struct SIPDetails: Message {
    /// The operator.
    public let userId: UserID
    /// The name of the SIP account; it tells nothing of the person.
    public let username: String
    /// The realm of the SIP account.
    public let realm: String
    /// When the secret was made; absent: it has none yet.
    public let secretMadeAt: Instant?

    /// Makes one from its fields.
    public init(userId: UserID, username: String, realm: String, secretMadeAt: Instant? = nil) {
        self.userId = userId
        self.username = username
        self.realm = realm
        self.secretMadeAt = secretMadeAt
    }
}

/// Reads a chat operator's SIP details: one's own, or of whom one may see.
public enum GetSIPDetails: Method {
    public typealias Reply = SIPDetails

    public static let declaration = MethodDeclaration(
        "identity.v1/GetSIPDetails",
        .read,
        "A chat operator's SIP account: one's own, or with view of users a colleague's.",
        access: .anyOf(.user).refusingImpersonators,
        routing: .tenant
    )

    public struct Request: Message {
        /// The operator.
        public let userId: UserID

        /// Makes a request.
        public init(userId: UserID) {
            self.userId = userId
        }
    }
}

/// Makes the secret of a chat operator's SIP account anew; the one before is void.
public enum RenewSIPSecret: Method {
    public static let declaration = MethodDeclaration(
        "identity.v1/RenewSIPSecret",
        .command,
        "Makes the secret of a SIP account anew: one's own, or with update of users a colleague's.",
        access: .anyOf(.user).refusingImpersonators,
        routing: .tenant,
        reasons: [.aboveYourself]
    )

    public struct Request: Message {
        /// The operator.
        public let userId: UserID

        /// Makes a request.
        public init(userId: UserID) {
            self.userId = userId
        }
    }

    public struct Reply: Message {
        /// The account.
        public let details: SIPDetails
        /// The secret, told this once.
        public let secret: String

        /// Makes a reply, as a service or a `FakeMesh` does.
        public init(details: SIPDetails, secret: String) {
            self.details = details
            self.secret = secret
        }
    }
}

/// What the bridge to SIP checks a log-in by; the secret itself is kept nowhere.
public enum GetSIPDigests: Method {
    public static let declaration = MethodDeclaration(
        "identity.v1/GetSIPDigests",
        .read,
        "The digests of a SIP account, for the bridge to SIP alone.",
        access: .anyOf(.installation),
        routing: .none
    )

    public struct Request: Message {
        /// The name of the SIP account.
        public let username: String

        /// Makes a request.
        public init(username: String) {
            self.username = username
        }
    }

    public struct Reply: Message {
        /// The operator.
        public let userId: UserID
        /// Their tenant.
        public let tenantId: TenantID
        /// Whose account they are of; absent for the tenant's own.
        public let partnerId: PartnerID?
        /// What they are in the chat.
        public let chatOperator: ChatOperator
        /// The realm that the digests are for.
        public let realm: String
        /// HA1 of RFC 3261: MD5 of `username:realm:secret`, in hexadecimal digits.
        public let md5: String
        /// The same of RFC 8760, with SHA-256.
        public let sha256: String

        /// Makes a reply, as a service or a `FakeMesh` does.
        public init(
            userId: UserID,
            tenantId: TenantID,
            partnerId: PartnerID?,
            chatOperator: ChatOperator,
            realm: String,
            md5: String,
            sha256: String
        ) {
            self.userId = userId
            self.tenantId = tenantId
            self.partnerId = partnerId
            self.chatOperator = chatOperator
            self.realm = realm
            self.md5 = md5
            self.sha256 = sha256
        }
    }
}

extension GetSIPDigests.Request {
    public static let limits: [FieldLimit<Self>] = [
        .text("username", \.username, IdentityLimits.code)
    ]
}
