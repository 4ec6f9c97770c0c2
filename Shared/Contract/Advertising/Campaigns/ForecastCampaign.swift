public import OctopusContract

/// Tells how many impressions a campaign would likely have, before it is booked.
///
/// It is told from the requests for ads that came in the last four weeks, day of the week by day of the week, in the
/// hours that are not blocked and from the placements that it would name, without those that campaigns of the tenant
/// have set aside for that time. Segments and caps are not looked at, so for a campaign that has them it is the most
/// that is likely. Where no whole day was counted, nothing is told.
public enum ForecastCampaign: Method {
    public static let declaration = MethodDeclaration(
        "advertising.v1/ForecastCampaign",
        .read,
        "Tells how many impressions a campaign would likely have, before it is booked.",
        access: .anyOf(.partnerUser(.advertising, .view)),
        routing: .partner
    )

    public struct Request: Message {
        /// How many impressions it would be for.
        public let impressions: Int64
        /// When it would begin.
        public let startsAt: Instant
        /// When it would end, within two years.
        public let endsAt: Instant
        /// The full hours of each week in which it would show nothing; at most 50.
        public let blockedHours: [WeeklyHours]?
        /// How many impressions it would have at most on a day.
        public let dailyImpressions: Int64?
        /// Where it would be shown, at most 50 placements of the tenant; absent: everywhere.
        public let placementIds: [PlacementID]?

        /// Makes a request.
        public init(
            impressions: Int64,
            startsAt: Instant,
            endsAt: Instant,
            blockedHours: [WeeklyHours]? = nil,
            dailyImpressions: Int64? = nil,
            placementIds: [PlacementID]? = nil
        ) {
            self.impressions = impressions
            self.startsAt = startsAt
            self.endsAt = endsAt
            self.blockedHours = blockedHours
            self.dailyImpressions = dailyImpressions
            self.placementIds = placementIds
        }
    }

    public struct Reply: Message {
        /// How many there likely are for it, also if it is for fewer; absent: unknown.
        public let likely: Int64?
        /// Whether these are as many as it would be for; absent: unknown.
        public let isEnough: Bool?
        /// Of how many days the requests were counted that this is told from.
        public let countedDays: Int64

        /// Makes a reply, as a service or a `FakeMesh` does.
        public init(likely: Int64? = nil, isEnough: Bool? = nil, countedDays: Int64) {
            self.likely = likely
            self.isEnough = isEnough
            self.countedDays = countedDays
        }
    }
}

extension ForecastCampaign.Request {
    public static let limits: [FieldLimit<Self>] = [
        .number("impressions", \.impressions, AdvertisingLimits.impressions),
        .number("dailyImpressions", \.dailyImpressions, AdvertisingLimits.impressions),
    ]
}
