import OctopusContract
import GRDB

/// A report that can be answered: what is asked for, checked.
struct ReportPlan<Measure: CountedMeasure>: Sendable {
    /// What a number is of.
    enum Span: Hashable, Sendable {
        case whole, before
        case step(Int)
    }

    let measures: [Measure]
    let partner: PartnerID
    /// Whose people are counted, of all that there are.
    let segment: SegmentID?
    let timeZone: String
    let step: ReportStep?
    /// The whole, and as many days before.
    let whole: ReportCalendar.Step
    let before: ReportCalendar.Step?
    let steps: [ReportCalendar.Step]
    let things: [ReportedID]?
    let byThing: Bool

    /// - Throws: `invalid` with all that is wrong.
    init(
        _ query: ReportQuery<Measure>,
        of partner: PartnerID,
        at now: Instant,
        in database: Database
    ) throws {
        guard let record = try PartnerRecord.find(partner, in: database) else {
            throw Refusal(.notFound)
        }
        var fields = FieldRules()
        timeZone = query.timeZone ?? record.timeZone
        let calendar = ReportCalendar(timeZone)
        fields.require(
            calendar != nil,
            "timeZone",
            .known,
            "A time zone is named as IANA does, like Europe/Zagreb."
        )
        let days = fields.days(query)
        fields.measures(query)
        fields.things(query)
        fields.segment(query)
        try fields.check()
        let zone = calendar ?? .utc
        steps = query.step.map { zone.steps(days, by: $0) } ?? []
        fields.require(
            steps.count <= ReportLimits.steps,
            "step",
            .range,
            "Those are \(steps.count) steps; a report has at most \(ReportLimits.steps)."
        )
        let whole = zone.stretch(days)
        fields.require(
            !query.isOfLevelsBySegment || whole.contains(now.milliseconds / 1000),
            "until",
            .range,
            "Who followed earlier is kept nowhere: a level by segment is of now, which the days must have."
        )
        try fields.check()
        self.whole = whole
        before =
            query.compare == true
            ? zone.stretch(days.lowerBound - Int64(days.count)..<days.lowerBound) : nil
        (measures, step, self.partner) = (query.measures, query.step, partner)
        (things, byThing, segment) = (query.things, query.byThing == true, query.segmentId)
    }

    /// - Throws: `invalid` for a segment that the service does not count.
    func report(in database: Database) throws -> Report<Measure> {
        if segment != nil { throw FieldRules.refusal("segmentId", .known, FieldRules.noSegments) }
        let reader = ReportReader(partner: partner, things: things, database: database)
        try demandFewLevels(reader)
        let things = try shown(reader)
        try demandFewBytes(things)
        let spans = [whole] + (before.map { [$0] } ?? [])
        var totals: [Measure: ReportReader.Values] = [:]
        var columns: [Measure: ReportReader.Values] = [:]
        for measure in measures {
            totals[measure] = try reader.values(of: measure, over: spans, byThing: byThing)
            columns[measure] = try reader.values(of: measure, over: steps, byThing: byThing)
        }
        let isComplete = try ReportBacklog.areDone(in: database)
        return report(of: things, isComplete: isComplete) { measure, span, thing in
            switch span {
            case .whole: totals[measure]?[0, thing] ?? 0
            case .before: totals[measure]?[1, thing] ?? 0
            case .step(let number): columns[measure]?[number, thing] ?? 0
            }
        }
    }

    /// The answer, made of its numbers.
    func report(
        of things: [ReportReader.Named?],
        isComplete: Bool,
        _ value: (Measure, Span, ReportedID?) -> Int64
    ) -> Report<Measure> {
        Report(
            measures: measures,
            step: step,
            timeZone: timeZone,
            beginsAt: Instant(seconds: whole.begins),
            endsAt: Instant(seconds: whole.ends),
            beforeBeginsAt: before.map { Instant(seconds: $0.begins) },
            rows: steps.enumerated().flatMap { number, step in
                things.map { thing in
                    ReportRow(
                        beginsAt: Instant(seconds: step.begins),
                        begins: step.label,
                        thingId: thing?.id,
                        name: thing?.name,
                        values: measures.map { value($0, .step(number), thing?.id) }
                    )
                }
            },
            totals: measures.flatMap { measure in
                things.map { total(measure, $0, value) }
            },
            isComplete: isComplete
        )
    }

    /// What has rows of its own; one of nothing, if all are counted together.
    func shown(_ reader: ReportReader) throws -> [ReportReader.Named?] {
        guard let thing = measures.first?.thing else { return [] }
        if let things { try reader.require(things, in: thing) }
        guard byThing else { return [nil] }
        let span = ReportCalendar.Step(
            begins: before?.begins ?? whole.begins,
            ends: whole.ends,
            label: ""
        )
        let ids = try things ?? reader.things(of: measures, in: span)
        var fields = FieldRules()
        fields.require(
            ids.count <= ReportLimits.things.upperBound,
            "things",
            .count,
            "\(ids.count) have something to report; name at most \(ReportLimits.things.upperBound)."
        )
        fields.require(
            ids.count * steps.count <= ReportLimits.rows,
            "step",
            .range,
            "Those are \(ids.count * steps.count) rows; a report has at most \(ReportLimits.rows)."
        )
        try fields.check()
        return try ids.map { try reader.named($0, in: thing) }
    }

    /// A level of all things together is looked up for each thing in each step.
    private func demandFewLevels(_ reader: ReportReader) throws {
        guard !byThing else { return }
        let spans = steps.count + 2
        for measure in measures where measure.isLevel {
            let count = try reader.levelCount(of: measure)
            guard count * spans > ReportLimits.levels else { continue }
            let most = ReportLimits.levels / spans
            throw Refusal.invalid(
                Violation(
                    "step",
                    .range,
                    """
                    A level of \(count) things in \(steps.count) steps is too much; name at most \(most) \
                    things, or ask for longer steps.
                    """
                )
            )
        }
    }

    /// Each row tells its thing's name, which may be long.
    private func demandFewBytes(_ things: [ReportReader.Named?]) throws {
        let names = things.reduce(0) { $0 + ($1?.name?.utf8.count ?? 0) }
        // Field names, moments and an id; then the numbers.
        let row = 128 + 9 * measures.count
        let bytes =
            steps.count * (names + things.count * row)
            + measures.count * (names + things.count * 160)
        guard bytes > ReportLimits.bytes else { return }
        throw Refusal.invalid(
            Violation(
                "step",
                .range,
                """
                That would be about \(bytes >> 10) KiB; a report has at most \(ReportLimits.bytes >> 10). \
                Ask for longer steps, fewer days or fewer things.
                """
            )
        )
    }

    private func total(
        _ measure: Measure,
        _ thing: ReportReader.Named?,
        _ value: (Measure, Span, ReportedID?) -> Int64
    ) -> ReportTotal<Measure> {
        let spans = spans(of: measure)
        let was = spans.contains(.before) ? value(measure, .before, thing?.id) : nil
        let value = value(measure, .whole, thing?.id)
        return ReportTotal(
            measure: measure,
            thingId: thing?.id,
            name: thing?.name,
            value: value,
            before: was,
            changePermille: was.flatMap { ReportChange.permille(from: $0, to: value) }
        )
    }

    /// What there is a number of: by segment, a level is known of now alone.
    func spans(of measure: Measure) -> [Span] {
        if segment != nil, measure.isLevel { return [.whole] }
        return [.whole] + (before == nil ? [] : [.before]) + steps.indices.map { .step($0) }
    }
}

extension ReportCalendar {
    /// Days as one step.
    func stretch(_ days: Range<Int64>) -> Step {
        Step(begins: start(of: days.lowerBound), ends: start(of: days.upperBound), label: "")
    }
}

extension ReportCalendar.Step {
    func contains(_ second: Int64) -> Bool { second >= begins && second < ends }
}

extension Instant {
    init(seconds: Int64) { self.init(milliseconds: seconds * 1000) }
}
