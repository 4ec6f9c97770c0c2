public import OctopusContract

/// What a partner has of its tenant.
public enum GetMyAccount: Method {
    public typealias Request = Empty

    public static let declaration = MethodDeclaration(
        "partners.v1/GetMyAccount",
        .read,
        "The partner's profile, its package in force, the balances of add-ons and impressions.",
        access: .anyOf(.partnerUser(.myAccount, .view)),
        routing: .partner
    )

    public struct Reply: Message {
        /// What an edit must name; absent until identity has told of it.
        public let version: Int64?
        /// What people call the partner; absent until identity has told of it.
        public let name: String?
        /// Whether it may do business.
        public let status: PartnerStatus?
        /// Its Account owner.
        public let owner: PartnerContact?
        /// Where the business can be called.
        public let phone: String?
        /// The partner's own site.
        public let website: String?
        /// What the business says of itself.
        public let description: String?
        /// When it came to be.
        public let joinedAt: Instant?
        /// The package in force; absent while the tenant has chosen none for it.
        public let package: RequestedItem?
        /// The products that it includes.
        public let products: [String]
        /// How much of them, with what add-ons bring.
        public let limits: PackageLimits?
        /// Since when it has the package.
        public let packageSinceAt: Instant?
        /// The add-ons that were approved.
        public let addOns: [AddOnBalance]
        /// Impressions that approved add-ons have brought.
        public let impressions: Int64
        /// The balance of impressions, however they came; absent while the partner never had any.
        public let heldImpressions: HeldImpressions?
        /// How much the partner uses of what packages limit.
        public let use: PackageUse

        /// Makes a reply, as a service or a `FakeMesh` does.
        public init(
            version: Int64? = nil,
            name: String?,
            status: PartnerStatus?,
            owner: PartnerContact?,
            phone: String? = nil,
            website: String? = nil,
            description: String? = nil,
            joinedAt: Instant?,
            package: RequestedItem?,
            products: [String],
            limits: PackageLimits?,
            packageSinceAt: Instant?,
            addOns: [AddOnBalance],
            impressions: Int64,
            heldImpressions: HeldImpressions? = nil,
            use: PackageUse
        ) {
            self.version = version
            self.name = name
            self.status = status
            self.owner = owner
            self.phone = phone
            self.website = website
            self.description = description
            self.joinedAt = joinedAt
            self.package = package
            self.products = products
            self.limits = limits
            self.packageSinceAt = packageSinceAt
            self.addOns = addOns
            self.impressions = impressions
            self.heldImpressions = heldImpressions
            self.use = use
        }
    }
}

/// How many of an add-on a partner has.
public struct AddOnBalance: Message {
    /// The add-on.
    public let addOnId: AddOnID
    /// What it was called when the last one was approved.
    public let name: String
    /// How many.
    public let count: Int64
    /// How many of them are paid by the month or the year until `EndAddOn` ends them.
    public let renewing: Int64
    /// How many of them end with their period.
    public let ending: Int64
    /// When the next of those ends.
    public let endsAt: Instant?

    /// Makes one from its fields.
    public init(
        addOnId: AddOnID,
        name: String,
        count: Int64,
        renewing: Int64 = 0,
        ending: Int64 = 0,
        endsAt: Instant? = nil
    ) {
        self.addOnId = addOnId
        self.name = name
        self.count = count
        self.renewing = renewing
        self.ending = ending
        self.endsAt = endsAt
    }
}

/// What a partner has of impressions, as advertising has told it.
///
/// `advertising.v1/GetImpressionBalance` also tells which of them were shown.
public struct HeldImpressions: Message {
    /// All that it has got: bought, brought by add-ons, and corrected by its tenant.
    public let total: Int64
    /// What no campaign has set aside or shown.
    public let available: Int64

    /// Makes one from its fields.
    public init(total: Int64, available: Int64) {
        self.total = total
        self.available = available
    }
}

/// How much a partner uses of what packages limit, as the service has read of it.
public struct PackageUse: Message {
    /// Coupons that are published.
    public let activeCoupons: Int64
    /// Channels that are not archived.
    public let channels: Int64
    /// Users who answer in the chat.
    public let chatOperators: Int64
    /// Messages that were sent since the month began in the tenant's zone.
    public let messagesThisMonth: Int64

    /// Makes one from its fields.
    public init(
        activeCoupons: Int64,
        channels: Int64,
        chatOperators: Int64,
        messagesThisMonth: Int64
    ) {
        self.activeCoupons = activeCoupons
        self.channels = channels
        self.chatOperators = chatOperators
        self.messagesThisMonth = messagesThisMonth
    }
}
