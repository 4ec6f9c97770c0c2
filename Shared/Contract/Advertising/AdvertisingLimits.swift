public import OctopusContract

/// The numbers of the fields that several of advertising's messages share.
public enum AdvertisingLimits {
    /// What a tenant calls a package of impressions.
    public static let packageName = TextRule.line(1...80)
    /// How many impressions a package has.
    public static let impressions: ClosedRange<Int64> = 1...1_000_000_000
    /// How many impressions a tenant adds, or takes if below zero.
    public static let adjustment: ClosedRange<Int64> = -1_000_000_000...1_000_000_000
    /// How many impressions a partner may have bought in all.
    public static let mostImpressions: Int64 = 1_000_000_000_000
    /// What a package costs, in the currency's smallest unit.
    public static let minorUnits: ClosedRange<Int64> = 0...100_000_000_000
    /// How many packages a tenant has, those that are retired included.
    public static let packages: Int64 = 500
    /// How many requests for packages of a partner wait for the tenant.
    public static let requests: Int64 = 20
    /// Why a tenant corrects what a partner has.
    public static let reason = TextRule.lines(1...1000)
    /// What a partner calls an ad.
    public static let adName = TextRule.line(1...80)
    /// What end users read first of an ad, or of a card.
    public static let headline = TextRule.line(1...80)
    /// What they read then.
    public static let adText = TextRule.lines(1...500)
    /// What an ad's button says.
    public static let action = TextRule.line(1...30)
    /// An address of the web.
    public static let webAddress = TextRule.typed(bytes: 2000)
    /// How many pictures a carousel has.
    public static let cards: ClosedRange<Int64> = 2...10
    /// How wide and how high an ad's picture is, in pixels.
    public static let pictureSide: ClosedRange<Int64> = 100...10_000
    /// How large an ad's picture is: 5 MiB.
    public static let pictureBytes: Int64 = 5 << 20
    /// How large an ad's video is: 128 MiB.
    public static let videoBytes: Int64 = 128 << 20
    /// How many ads a partner has that are not archived.
    public static let ads: Int64 = 500
    /// What a partner calls a campaign.
    public static let campaignName = TextRule.line(1...80)
    /// How many ads a campaign shows.
    public static let campaignAds: ClosedRange<Int64> = 1...10
    /// For how many segments a campaign is at most.
    public static let campaignSegments = 10
    /// How many stretches of blocked hours a week has.
    public static let blockedHours: ClosedRange<Int64> = 0...50
    /// How often an end user may be shown a campaign in a period.
    public static let cap: ClosedRange<Int64> = 1...1000
    /// Which campaigns come first: those of the greatest.
    public static let priority: ClosedRange<Int64> = 1...10
    /// The priority of a campaign that says none.
    public static let standardPriority: Int64 = 5
    /// A campaign's part among those of its priority.
    public static let weight: ClosedRange<Int64> = 1...100
    /// How many campaigns a partner has that are not finished.
    public static let campaigns: Int64 = 200
    /// How far ahead a campaign may end: two years.
    public static let aheadMilliseconds: Int64 = 731 * 86_400_000
    /// What a tenant calls an application or a placement.
    public static let placeName = TextRule.line(1...80)
    /// For how long a chosen ad may still be shown: up to an hour.
    public static let lifeSeconds: ClosedRange<Int64> = 10...3600
    /// How wide and how high a placement is, in pixels.
    public static let placementSide: ClosedRange<Int64> = 1...10_000
    /// How many applications a tenant has that are not archived.
    public static let applications: Int64 = 50
    /// How many placements a tenant has that are not archived, in all of its applications.
    public static let placements: Int64 = 200
    /// How many placements a campaign names at most.
    public static let campaignPlacements = 50
}
