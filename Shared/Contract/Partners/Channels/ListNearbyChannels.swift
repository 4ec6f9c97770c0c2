public import OctopusContract

/// Lists the published channels around a point, the nearest first.
///
/// The point stays with nobody: it is neither stored nor logged.
public enum ListNearbyChannels: Method {
    public typealias Reply = Page<NearbyChannel>

    public static let declaration = MethodDeclaration(
        "partners.v1/ListNearbyChannels",
        .read,
        "Lists the published channels around a point, the nearest first.",
        access: .anyOf(.endUser),
        routing: .tenant
    )

    public struct Request: PageRequest {
        /// Ten millionths of a degree, to the north.
        public let latitudeE7: Int64
        /// Ten millionths of a degree, to the east.
        public let longitudeE7: Int64
        /// How far away at most.
        public let radiusMeters: Int64?
        public let after: PageCursor?
        public let limit: Int64?

        /// Makes a request.
        public init(
            latitudeE7: Int64,
            longitudeE7: Int64,
            radiusMeters: Int64? = nil,
            after: PageCursor? = nil,
            limit: Int64? = nil
        ) {
            self.latitudeE7 = latitudeE7
            self.longitudeE7 = longitudeE7
            self.radiusMeters = radiusMeters
            self.after = after
            self.limit = limit
        }
    }
}

extension ListNearbyChannels.Request {
    /// What an absent radius means.
    public static let standardRadiusMeters: Int64 = 5000

    public static let limits: [FieldLimit<Self>] = [
        .number("latitudeE7", \.latitudeE7, PartnersLimits.latitudeE7),
        .number("longitudeE7", \.longitudeE7, PartnersLimits.longitudeE7),
        .number(
            "radiusMeters",
            \.radiusMeters,
            PartnersLimits.radiusMeters,
            standard: standardRadiusMeters
        ),
        .pageRows,
    ]
}

/// A channel with its distance.
public struct NearbyChannel: Message {
    /// The channel.
    public let page: ChannelPage
    /// How far away it is, along the earth's surface.
    public let distanceMeters: Int64

    /// Makes one from its fields.
    public init(page: ChannelPage, distanceMeters: Int64) {
        self.page = page
        self.distanceMeters = distanceMeters
    }
}
