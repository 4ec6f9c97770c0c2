public import OctopusContract

/// The numbers of the fields that several of loyalty's messages share.
public enum LoyaltyLimits {
    /// Points that are given, or asked for a coupon, at once.
    public static let amount: ClosedRange<Int64> = 1...1_000_000
    /// Days of the tenant's calendar.
    public static let days: ClosedRange<Int64> = 1...3650
    /// Calendar months of a validity.
    public static let months: ClosedRange<Int64> = 1...120
    /// How many coupons there are in all.
    public static let stock: ClosedRange<Int64> = 1...1_000_000_000
    /// How many one end user can get, and how many times one can be redeemed.
    public static let times: ClosedRange<Int64> = 1...1000
    /// How long a code is displayed, in seconds.
    public static let displaySeconds: ClosedRange<Int64> = 15...86_400
    /// How long a read waits for news, in milliseconds.
    public static let waitMs: ClosedRange<Int64> = 0...30_000
    /// The name of a point type.
    public static let name = TextRule.line(1...40)
    /// What the holder of points is told before they expire.
    public static let message = TextRule.lines(1...500)
    /// Why something was done, for the partner's own eyes.
    public static let note = TextRule.line(1...200)
    /// What `ScanCode` answers as `scan`.
    public static let scan = TextRule.secret(bytes: 256)
}
