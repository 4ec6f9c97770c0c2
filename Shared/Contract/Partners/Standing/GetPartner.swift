public import OctopusContract

/// Shows one of the tenant's partners with everything that the tenant knows of it.
public enum GetPartner: Method {
    public static let declaration = MethodDeclaration(
        "partners.v1/GetPartner",
        .read,
        "One of the tenant's partners: contacts, channels, package, balances, standing.",
        access: .anyOf(.tenantUser(.partnerManagement, .view)),
        routing: .tenant
    )

    public struct Request: Message {
        /// The partner.
        public let partnerId: PartnerID

        /// Makes a request.
        public init(partnerId: PartnerID) {
            self.partnerId = partnerId
        }
    }

    public struct Reply: Message {
        /// What the list has of it.
        public let partner: MyPartner
        /// Since when its status is what it is.
        public let statusSinceAt: Instant
        /// Why it is suspended.
        public let statusReason: String?
        /// Its Account owner; absent until identity has told of one.
        public let owner: PartnerContact?
        /// How the business is reached; name and e-mail address are those of who asked to become a partner.
        ///
        /// Thirty days after the account was opened those two are gone.
        public let business: PartnerContact?
        /// The partner's own site.
        public let website: String?
        /// What the business says of itself.
        public let description: String?
        /// Its channels, the newest first; of many the newest hundred.
        public let channels: [PartnerChannel]
        /// The products that its package includes.
        public let products: [String]
        /// How much of them.
        public let limits: PackageLimits?
        /// The add-ons that were approved.
        public let addOns: [AddOnBalance]
        /// Impressions that were approved.
        public let impressions: Int64
        /// What it uses above the tenant's default package, which it has not got for that reason.
        public let aboveDefaultPackage: [Violation]?

        /// Makes a reply, as a service or a `FakeMesh` does.
        public init(
            partner: MyPartner,
            statusSinceAt: Instant,
            statusReason: String?,
            owner: PartnerContact?,
            business: PartnerContact?,
            website: String?,
            description: String? = nil,
            channels: [PartnerChannel],
            products: [String],
            limits: PackageLimits?,
            addOns: [AddOnBalance],
            impressions: Int64,
            aboveDefaultPackage: [Violation]? = nil
        ) {
            self.partner = partner
            self.statusSinceAt = statusSinceAt
            self.statusReason = statusReason
            self.owner = owner
            self.business = business
            self.website = website
            self.description = description
            self.channels = channels
            self.products = products
            self.limits = limits
            self.addOns = addOns
            self.impressions = impressions
            self.aboveDefaultPackage = aboveDefaultPackage
        }
    }
}

/// A channel as its partner's tenant sees it in a list.
public struct PartnerChannel: Message {
    /// Its identifier.
    public let id: ChannelID
    /// What it is called.
    public let name: String
    /// Whether end users find it.
    public let status: ChannelStatus
    /// How many end users follow it.
    public let followers: Int64

    /// Makes one from its fields.
    public init(id: ChannelID, name: String, status: ChannelStatus, followers: Int64) {
        self.id = id
        self.name = name
        self.status = status
        self.followers = followers
    }
}

/// How somebody of a partner is reached.
public struct PartnerContact: Message {
    /// What people call them.
    public let name: String?
    /// Their e-mail address.
    public let email: String?
    /// Their telephone number.
    public let phone: String?

    /// Makes one from its fields.
    public init(name: String?, email: String?, phone: String?) {
        self.name = name
        self.email = email
        self.phone = phone
    }
}
