public import OctopusContract

/// The numbers of the fields that several of advertising's messages share.
public enum AdvertisingLimits {
    /// What a tenant calls a package of impressions.
    public static let packageName = TextRule.line(1...80)
    /// How many impressions a package has.
    public static let impressions: ClosedRange<Int64> = 1...1_000_000_000
    /// How many packages a tenant has, those that are retired included.
    public static let packages: Int64 = 1000
    /// Why a tenant corrects what a partner has.
    public static let reason = TextRule.lines(1...1000)
}
