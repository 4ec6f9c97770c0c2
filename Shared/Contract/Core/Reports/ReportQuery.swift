/// What a service can report: its enumeration of measures, in its contract.
///
/// A measure counts things of one sort. Most add up what happened; a level says how many there are.
public protocol ReportMeasure: RawRepresentable, Codable, Hashable, Sendable, CaseIterable
where RawValue == String {}

/// How long the steps of a report are.
public enum ReportStep: String, Codable, Sendable, CaseIterable {
    /// Hours and days of the zone: a day may have 23 or 25 hours.
    case hour, day
    /// From Monday, as ISO 8601 has them; the first and the last end where the report does.
    case week
    /// Calendar months; the first and the last end where the report does.
    case month
}

/// What a report is asked for.
///
///     ReadReport.Request(
///         measures: [.pointsGiven, .pointsSpent],
///         from: "2026-03-01",
///         until: "2026-04-01",
///         step: .day,
///         compare: true
///     )
public struct ReportQuery<Measure: ReportMeasure>: Message {
    /// What is counted: 1 to 16, each once.
    public let measures: [Measure]
    /// The first day, as `2026-03-01`.
    public let from: String
    /// The day after the last.
    public let until: String
    /// How long a step is; absent: totals alone.
    public let step: ReportStep?
    /// The IANA zone whose days they are; absent: the tenant's.
    public let timeZone: String?
    /// Only these point types, coupons or channels: 1 to 50, all of one sort, as the measures.
    public let things: [ReportedID]?
    /// Whether each thing has rows and totals of its own; the measures are then of one sort.
    public let byThing: Bool?
    /// Whether the totals are held against those of as many days before.
    public let compare: Bool?
    /// Only what the people of a segment did, who belong to it now: each counts once in a number, whatever
    /// the number of things, and numbers are told in whole tens, as sizes of segments are.
    public let segmentId: SegmentID?

    /// Makes a request.
    public init(
        measures: [Measure],
        from: String,
        until: String,
        step: ReportStep? = nil,
        timeZone: String? = nil,
        things: [ReportedID]? = nil,
        byThing: Bool? = nil,
        compare: Bool? = nil,
        segmentId: SegmentID? = nil
    ) {
        self.measures = measures
        self.from = from
        self.until = until
        self.step = step
        self.timeZone = timeZone
        self.things = things
        self.byThing = byThing
        self.compare = compare
        self.segmentId = segmentId
    }

    public static var limits: [FieldLimit<Self>] {
        [
            .text("from", \.from, .typed(bytes: 16)),
            .text("until", \.until, .typed(bytes: 16)),
            .text("timeZone", \.timeZone, .typed(bytes: 64)),
        ]
    }
}

/// How large a report may be.
public enum ReportLimits {
    /// Measures in one report.
    public static let measures: ClosedRange<Int> = 1...16
    /// Things in one report.
    public static let things: ClosedRange<Int> = 1...50
    /// Days from the first to the last.
    public static let days: ClosedRange<Int64> = 1...1830
    /// Steps; a month of hours has up to 745.
    public static let steps = 800
    /// Rows: steps times things.
    public static let rows = 5000
    /// What the rows may take, estimated: long names are told in each of them.
    public static let bytes = 768 * 1024
    /// Levels that are looked up for totals: things that ever had one, times steps.
    public static let levels = 50_000
    /// Numbers of a report by segment: values of all rows, totals, and those before.
    public static let segmentNumbers = 200
    /// Years of the days.
    public static let years: ClosedRange<Int64> = 2000...2100
}
