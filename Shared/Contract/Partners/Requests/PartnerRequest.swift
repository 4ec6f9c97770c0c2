public import OctopusContract

/// What somebody asks a tenant to approve.
public enum RequestKind: String, Codable, Sendable, CaseIterable {
    /// To become a partner; another package; add-ons.
    case partnership, packageChange, addOns
    /// Messages to end users who don't follow; impressions; what is shown for them.
    case broadcast, advertisingPackage, ad, adCampaign
}

/// The desk on which a tenant finds a request.
public enum RequestDesk: String, Codable, Sendable, CaseIterable {
    /// Partnerships and other packages.
    case partnership
    /// Add-ons.
    case addOns
    /// Broadcasts, advertising packages, ads and campaigns.
    case others
}

extension RequestKind {
    /// Where it is found.
    public var desk: RequestDesk {
        switch self {
        case .partnership, .packageChange: .partnership
        case .addOns: .addOns
        case .broadcast, .advertisingPackage, .ad, .adCampaign: .others
        }
    }
}

/// What has become of a request.
public enum RequestStatus: String, Codable, Sendable, CaseIterable {
    /// It waits for the tenant.
    case pending
    /// The tenant has decided.
    case approved, rejected
    /// Who asked has taken it back.
    case cancelled
}

/// What a tenant decided.
public enum RequestDecision: String, Codable, Sendable, CaseIterable {
    /// What was asked for holds; nothing has changed.
    case approved, rejected
}

/// One thing that was asked for, as it was then: later edits change nothing here.
public struct RequestedItem: Message {
    /// The package.
    public let packageId: PackageID?
    /// The add-on.
    public let addOnId: AddOnID?
    /// What it was called.
    public let name: String
    /// What it cost.
    public let price: Price
    /// What the add-on added to the limits of a package.
    public let raises: PackageLimits?
    /// How many impressions the add-on gave, or a package of advertising's has.
    public let impressions: Int64?

    /// Makes one from its fields.
    public init(
        packageId: PackageID? = nil,
        addOnId: AddOnID? = nil,
        name: String,
        price: Price,
        raises: PackageLimits? = nil,
        impressions: Int64? = nil
    ) {
        self.packageId = packageId
        self.addOnId = addOnId
        self.name = name
        self.price = price
        self.raises = raises
        self.impressions = impressions
    }
}

/// A request of a partner, as the partner sees it.
public struct PartnerRequest: Message {
    /// Its identifier.
    public let id: RequestID
    /// Rises with each change.
    public let version: Int64
    /// What sort of request it is.
    public let kind: RequestKind
    /// What it is called in lists.
    public let title: String
    /// What was asked for.
    public let items: [RequestedItem]
    /// What has become of it.
    public let status: RequestStatus
    /// When it was asked for.
    public let requestedAt: Instant
    /// When it was decided or cancelled.
    public let decidedAt: Instant?
    /// Why it was rejected.
    public let reason: String?

    /// Makes one from its fields.
    public init(
        id: RequestID,
        version: Int64,
        kind: RequestKind,
        title: String,
        items: [RequestedItem],
        status: RequestStatus,
        requestedAt: Instant,
        decidedAt: Instant? = nil,
        reason: String? = nil
    ) {
        self.id = id
        self.version = version
        self.kind = kind
        self.title = title
        self.items = items
        self.status = status
        self.requestedAt = requestedAt
        self.decidedAt = decidedAt
        self.reason = reason
    }
}
