public import OctopusContract

/// A place in an application where ads are shown.
public struct Placement: Message {
    /// Its identifier.
    public let id: PlacementID
    /// Rises with each change; an edit names the one that was read.
    public let version: Int64
    /// In which application.
    public let applicationId: ApplicationID
    /// What its tenant decides about it.
    public let terms: PlacementTerms
    /// Whether there is such a placement.
    public let status: PlaceStatus
    /// When it was registered.
    public let createdAt: Instant

    /// Makes one from its fields.
    public init(
        id: PlacementID,
        version: Int64,
        applicationId: ApplicationID,
        terms: PlacementTerms,
        status: PlaceStatus,
        createdAt: Instant
    ) {
        self.id = id
        self.version = version
        self.applicationId = applicationId
        self.terms = terms
        self.status = status
        self.createdAt = createdAt
    }
}

/// What a tenant decides about a placement.
public struct PlacementTerms: Message {
    /// Unlike every other one of the application that is not archived.
    public let name: String
    /// How ads stand in it.
    public let sort: PlacementSort
    /// Which ads fit, each format once.
    public let formats: [AdFormat]
    /// At which size pictures are shown: those of ads that fit are as large at least, and of that shape.
    ///
    /// Their proportions may differ by a fiftieth. Absent: all pictures fit.
    public let size: PlacementSize?
    /// For how long an ad that was chosen may still be shown and counted, in seconds.
    ///
    /// Absent: as OpenRTB advises, a minute for banners of websites, 5 for those of apps, 10 for native
    /// ads, 30 for interstitials.
    public let lifeSeconds: Int64?
    /// Whether ads are shown there.
    public let showsAds: Bool?

    /// Makes terms.
    public init(
        name: String,
        sort: PlacementSort,
        formats: [AdFormat],
        size: PlacementSize? = nil,
        lifeSeconds: Int64? = nil,
        showsAds: Bool? = nil
    ) {
        self.name = name
        self.sort = sort
        self.formats = formats
        self.size = size
        self.lifeSeconds = lifeSeconds
        self.showsAds = showsAds
    }
}

extension PlacementTerms {
    public static let limits: [FieldLimit<Self>] = [
        .text("name", \.name, AdvertisingLimits.placeName),
        .inside("size", \.size),
        .number("lifeSeconds", \.lifeSeconds, AdvertisingLimits.lifeSeconds),
        .standard("showsAds", "false"),
    ]
}

/// How ads stand in a placement.
public enum PlacementSort: String, Codable, Sendable, CaseIterable {
    /// In a place of their own beside the content.
    case banner
    /// Among the content, and like it.
    case native
    /// Between two screens.
    case interstitial
}

/// How wide and how high pictures are shown.
public struct PlacementSize: Message {
    /// In pixels.
    public let width: Int64
    /// In pixels.
    public let height: Int64

    /// Makes a size.
    public init(width: Int64, height: Int64) {
        self.width = width
        self.height = height
    }
}

extension PlacementSize {
    public static let limits: [FieldLimit<Self>] = [
        .number("width", \.width, AdvertisingLimits.placementSide),
        .number("height", \.height, AdvertisingLimits.placementSide),
    ]
}
