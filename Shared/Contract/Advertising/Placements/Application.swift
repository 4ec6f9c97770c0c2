public import OctopusContract

/// An app or a website of a tenant in which ads are shown.
public struct Application: Message {
    /// Its identifier.
    public let id: ApplicationID
    /// Rises with each change; an edit names the one that was read.
    public let version: Int64
    /// What its tenant decides about it.
    public let terms: ApplicationTerms
    /// Whether there is such an application.
    public let status: PlaceStatus
    /// When it was registered.
    public let createdAt: Instant

    /// Makes one from its fields.
    public init(
        id: ApplicationID,
        version: Int64,
        terms: ApplicationTerms,
        status: PlaceStatus,
        createdAt: Instant
    ) {
        self.id = id
        self.version = version
        self.terms = terms
        self.status = status
        self.createdAt = createdAt
    }
}

/// What a tenant decides about an application.
public struct ApplicationTerms: Message {
    /// Unlike every other one of the tenant that is not archived.
    public let name: String
    /// What it is.
    public let kind: ApplicationKind
    /// Whether ads are shown in it at all.
    public let showsAds: Bool?

    /// Makes terms.
    public init(name: String, kind: ApplicationKind, showsAds: Bool? = nil) {
        self.name = name
        self.kind = kind
        self.showsAds = showsAds
    }
}

extension ApplicationTerms {
    public static let limits: [FieldLimit<Self>] = [
        .text("name", \.name, AdvertisingLimits.placeName), .standard("showsAds", "false"),
    ]
}

/// What an application is.
public enum ApplicationKind: String, Codable, Sendable, CaseIterable {
    /// It is installed on a device.
    case app
    /// It is read in a browser.
    case website
}

/// Whether there is such an application or placement.
public enum PlaceStatus: String, Codable, Sendable, CaseIterable {
    /// There is; whether it shows ads is `showsAds`.
    case active
    /// There is no longer, for good.
    case archived
}
