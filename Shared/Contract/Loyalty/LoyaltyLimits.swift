public import OctopusContract

/// The numbers of the fields that several of loyalty's messages share.
public enum LoyaltyLimits {
    /// Points that are given, or asked for a coupon, at once.
    public static let amount: ClosedRange<Int64> = 1...1_000_000
    /// Points that may be given on one day.
    public static let dailyPoints: ClosedRange<Int64> = 0...1_000_000_000_000
    /// Points of one award above which a second person approves: 0 for each award, the most for none.
    public static let approvalAbove: ClosedRange<Int64> = 0...1_000_000
    /// Minor units of the tenant's currency: of a purchase, and of what gives points.
    public static let minorUnits: ClosedRange<Int64> = 1...1_000_000_000_000
    /// For how many minutes operators can undo what they did; 0 is never.
    public static let undoMinutes: ClosedRange<Int64> = 0...1440
    /// What a till calls a purchase.
    public static let reference = TextRule.line(1...64)
    /// Where something was given, in the partner's own words.
    public static let place = TextRule.line(1...80)
    /// Days of the tenant's calendar.
    public static let days: ClosedRange<Int64> = 1...3650
    /// A day of the calendar, as `2026-03-29`.
    public static let date = TextRule.line(10...10)
    /// Calendar months of a validity.
    public static let months: ClosedRange<Int64> = 1...120
    /// How many coupons there are in all.
    public static let stock: ClosedRange<Int64> = 1...1_000_000_000
    /// How many one end user can get, and how many times one can be redeemed, all told or at once.
    public static let times: ClosedRange<Int64> = 1...1000
    /// How long a code is displayed, in seconds.
    public static let displaySeconds: ClosedRange<Int64> = 15...86_400
    /// How long a read waits for news, in milliseconds.
    public static let waitMs: ClosedRange<Int64> = 0...30_000
    /// The name of a point type.
    public static let name = TextRule.line(1...40)
    /// What the holder of points is told before they expire; filled, it fits into a message of a chat.
    public static let message = TextRule.lines(1...500)
    /// Why something was done, for the partner's own eyes.
    public static let note = TextRule.line(1...200)
    /// What `ScanCode` answers as `scan`.
    public static let scan = TextRule.secret(bytes: 256)
}
