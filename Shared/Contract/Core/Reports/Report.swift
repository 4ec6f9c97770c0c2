/// What was counted.
public struct Report<Measure: ReportMeasure>: Message {
    /// What the numbers of each row are, in their order.
    public let measures: [Measure]
    /// How long the steps of the rows are; absent: there are totals alone.
    public let step: ReportStep?
    /// The zone whose days they are.
    public let timeZone: String
    /// When the first day begins.
    public let beginsAt: Instant
    /// When the last day ends: what happens then is not counted any more.
    public let endsAt: Instant
    /// When the period begins that it is compared with; that one ends where this one begins.
    public let beforeBeginsAt: Instant?
    /// The steps without a gap, each once or once for each thing; none if no step was asked for.
    public let rows: [ReportRow]
    /// The whole, for each measure, or for each thing and measure.
    public let totals: [ReportTotal<Measure>]
    /// False while a service still counts what happened before it could report.
    public let isComplete: Bool

    /// Makes a report, as a service or a `FakeMesh` does.
    public init(
        measures: [Measure],
        step: ReportStep?,
        timeZone: String,
        beginsAt: Instant,
        endsAt: Instant,
        beforeBeginsAt: Instant? = nil,
        rows: [ReportRow],
        totals: [ReportTotal<Measure>],
        isComplete: Bool
    ) {
        self.measures = measures
        self.step = step
        self.timeZone = timeZone
        self.beginsAt = beginsAt
        self.endsAt = endsAt
        self.beforeBeginsAt = beforeBeginsAt
        self.rows = rows
        self.totals = totals
        self.isComplete = isComplete
    }
}

/// A step of a report.
public struct ReportRow: Message {
    /// When it begins.
    public let beginsAt: Instant
    /// The same by the zone's clocks: `2026-03-01`, and `2026-03-01 14:00` for an hour.
    public let begins: String
    /// What it counts; absent where all things are counted together.
    public let thingId: ReportedID?
    /// What the thing is called now.
    public let name: String?
    /// What was counted, in the order of the measures; a level is the one at the step's end.
    public let values: [Int64]

    /// Makes a row.
    public init(
        beginsAt: Instant,
        begins: String,
        thingId: ReportedID? = nil,
        name: String? = nil,
        values: [Int64]
    ) {
        self.beginsAt = beginsAt
        self.begins = begins
        self.thingId = thingId
        self.name = name
        self.values = values
    }
}

/// A measure over the whole of a report.
public struct ReportTotal<Measure: ReportMeasure>: Message {
    /// What is counted.
    public let measure: Measure
    /// Of what; absent where all things are counted together.
    public let thingId: ReportedID?
    /// What the thing is called now.
    public let name: String?
    /// How much; a level is the one at the end.
    public let value: Int64
    /// The same of as many days before; absent of a level by segment, too, which is known of now alone.
    public let before: Int64?
    /// By how many thousandths of what was before it changed; absent if that was 0.
    public let changePermille: Int64?

    /// Makes a total.
    public init(
        measure: Measure,
        thingId: ReportedID? = nil,
        name: String? = nil,
        value: Int64,
        before: Int64? = nil,
        changePermille: Int64? = nil
    ) {
        self.measure = measure
        self.thingId = thingId
        self.name = name
        self.value = value
        self.before = before
        self.changePermille = changePermille
    }
}

/// The change from one number to another.
public enum ReportChange {
    /// In thousandths of what was before, the nearest, halves away from zero; nil if that was 0.
    public static func permille(from before: Int64, to value: Int64) -> Int64? {
        guard before != 0 else { return nil }
        let change = (Double(value) - Double(before)) / Double(before.magnitude)
        return Int64(exactly: (change * 1000).rounded(.toNearestOrAwayFromZero))
    }
}
