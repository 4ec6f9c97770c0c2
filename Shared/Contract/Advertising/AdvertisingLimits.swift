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
}
