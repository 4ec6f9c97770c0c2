public import OctopusContract

/// The numbers of the fields that several of partners' messages share.
public enum PartnersLimits {
    /// What people call a package, an add-on or a partner.
    public static let name = TextRule.line(1...80)
    /// What a package or an add-on is, in some sentences.
    public static let description = TextRule.lines(1...1000)
    /// Why a request was refused, which is mailed; what somebody who asks has to say.
    public static let reason = TextRule.lines(1...2000)
    /// What a billing system calls a partner.
    public static let invoiceID = TextRule.line(1...64)
    /// Minor units of a currency: cents.
    public static let minorUnits: ClosedRange<Int64> = 0...100_000_000_000
    /// Of a package's limits.
    public static let most: ClosedRange<Int64> = 0...1_000_000_000
    /// Impressions that an add-on brings.
    public static let impressions: ClosedRange<Int64> = 0...1_000_000_000
    /// What a channel is about.
    public static let channelDescription = TextRule.lines(1...4000)
    /// An address of the web.
    public static let link = TextRule.typed(bytes: 2000)
    /// A postal address.
    public static let address = TextRule.line(1...300)
    /// Ten millionths of a degree, from pole to pole.
    public static let latitudeE7: ClosedRange<Int64> = -900_000_000...900_000_000
    /// Ten millionths of a degree, once around.
    public static let longitudeE7: ClosedRange<Int64> = -1_800_000_000...1_800_000_000
    /// How far around a point is looked.
    public static let radiusMeters: ClosedRange<Int64> = 1...100_000
    /// How many channels show a promo.
    public static let promoChannels: ClosedRange<Int64> = 1...10
    /// How many pictures a promo has.
    public static let promoPictures: Int64 = 10
    /// A day of the calendar, as `2026-03-29`.
    public static let day = TextRule.line(10...10)
    /// How many promos of a partner wait or are live.
    public static let promos: Int64 = 200
    /// How far ahead a promo is planned: two years.
    public static let aheadMilliseconds: Int64 = 731 * 86_400_000
    /// How many channels an end user may follow.
    public static let follows: Int64 = 1000
    /// What an operator costs a month, in minor units.
    public static let operatorPrice: ClosedRange<Int64> = 0...100_000_000
    /// What a credit gives back, in minor units.
    public static let credit: ClosedRange<Int64> = 1...1_000_000_000_000_000
    /// Why a credit is given.
    public static let creditReason = TextRule.lines(1...500)
    /// A calendar month, as `2026-11`.
    public static let month = TextRule.line(7...7)
    /// How many strangers' requests wait for a tenant.
    public static let strangers: Int64 = 1000
    /// How many channels are shown with a partner.
    public static let partnerChannels: Int64 = 100
    /// How many add-ons are asked for at once.
    public static let addOns: ClosedRange<Int64> = 1...20
}
