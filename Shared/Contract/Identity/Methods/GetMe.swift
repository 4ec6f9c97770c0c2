public import OctopusContract

/// Tells the caller who they are.
public enum GetMe: Method {
    public static let declaration = MethodDeclaration(
        "identity.v1/GetMe",
        .read,
        "Who the caller is: account, levels, zone, impersonator.",
        access: .anyOf(.anybody),
        routing: .tenant
    )

    public typealias Request = Empty

    public struct Reply: Message {
        /// The admin user; absent for an end user.
        public let userId: UserID?
        /// The end user; absent for an admin user.
        public let endUserId: EndUserID?
        /// The session of the token.
        public let sessionId: SessionID
        /// What `EditOwnProfile` must name.
        public let version: Int64
        /// What people call them.
        public let name: String?
        /// What they log in with.
        public let email: String?
        /// The e-mail that counts once its mailed link is opened.
        public let newEmail: String?
        /// Where they can be called.
        public let phone: String?
        /// Whether they are the Account owner.
        public let isOwner: Bool
        /// Their role; absent for the Account owner and for end users.
        public let roleId: RoleID?
        /// What the token reaches: a level for each product, by the products' words.
        public let levels: [String: Level]
        /// Whether one-time codes are asked for at their log-in.
        public let hasSecondFactor: Bool
        /// Whether their role demands one-time codes that are not set up yet; until then no level
        /// counts.
        public let needsSecondFactor: Bool
        /// The tenant.
        public let tenantId: TenantID
        /// What people call the tenant.
        public let tenantName: String
        /// The tenant's language, as `hr-HR`.
        public let locale: String
        /// The tenant's currency, as `EUR`.
        public let currency: String
        /// The tenant's zone, as `Europe/Zagreb`.
        public let timeZone: String
        /// Whose account; absent for the tenant's own and for end users.
        public let partnerId: PartnerID?
        /// What people call the partner.
        public let partnerName: String?
        /// The tenant's user who acts in their place.
        public let impersonatorId: UserID?
        /// What people call the impersonator.
        public let impersonatorName: String?

        /// Makes a reply, as a service or a `FakeMesh` does.
        public init(
            userId: UserID? = nil,
            endUserId: EndUserID? = nil,
            sessionId: SessionID,
            version: Int64,
            name: String? = nil,
            email: String? = nil,
            newEmail: String? = nil,
            phone: String? = nil,
            isOwner: Bool,
            roleId: RoleID? = nil,
            levels: [String: Level],
            hasSecondFactor: Bool,
            needsSecondFactor: Bool,
            tenantId: TenantID,
            tenantName: String,
            locale: String,
            currency: String,
            timeZone: String,
            partnerId: PartnerID? = nil,
            partnerName: String? = nil,
            impersonatorId: UserID? = nil,
            impersonatorName: String? = nil
        ) {
            self.userId = userId
            self.endUserId = endUserId
            self.sessionId = sessionId
            self.version = version
            self.name = name
            self.email = email
            self.newEmail = newEmail
            self.phone = phone
            self.isOwner = isOwner
            self.roleId = roleId
            self.levels = levels
            self.hasSecondFactor = hasSecondFactor
            self.needsSecondFactor = needsSecondFactor
            self.tenantId = tenantId
            self.tenantName = tenantName
            self.locale = locale
            self.currency = currency
            self.timeZone = timeZone
            self.partnerId = partnerId
            self.partnerName = partnerName
            self.impersonatorId = impersonatorId
            self.impersonatorName = impersonatorName
        }
    }
}
