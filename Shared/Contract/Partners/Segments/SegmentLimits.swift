public import OctopusContract

/// How large a segment's rule may be.
public enum SegmentLimits {
    /// What people call a segment.
    public static let name = TextRule.line(1...80)
    /// Rules inside each other; a lone condition is one.
    public static let depth = 6
    /// Rules in all, those that hold others among them.
    public static let rules = 50
    /// Texts, choices or channels of one condition.
    public static let values = 1...100
    /// Texts, choices and channels of all conditions of a rule.
    public static let valuesInAll = 500
    /// Days back from today.
    public static let days: ClosedRange<Int64> = 0...3650
    /// Ten millionths of a degree.
    public static let latitudeE7: ClosedRange<Int64> = -900_000_000...900_000_000
    /// Ten millionths of a degree.
    public static let longitudeE7: ClosedRange<Int64> = -1_800_000_000...1_800_000_000
    /// Smaller circles would find out where one person is.
    public static let radiusMeters: ClosedRange<Int64> = 500...500_000
    /// Sizes are told in steps of so many, after an offset that is less than one.
    public static let sizeStep: Int64 = 10
    /// How many active segments a partner has at most.
    public static let segments = 200
}

extension Reason {
    /// The partner has another active segment of that name.
    public static let segmentNameTaken = Reason(
        "segmentNameTaken",
        .alreadyExists,
        "The partner has another active segment of that name."
    )
    /// The partner has as many active segments as there may be.
    public static let tooManySegments = Reason(
        "tooManySegments",
        .failedPrecondition,
        "The partner has as many active segments as there may be; archive one first."
    )
}
