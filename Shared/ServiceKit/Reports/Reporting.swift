package import OctopusContract
import GRDB
import OctopusStore

extension ReadContext {
    /// Answers a report of the partner that the call is about.
    ///
    /// - Throws: `invalid`, `notFound` for things that the partner does not have.
    package func report<Measure: CountedMeasure>(
        _ query: ReportQuery<Measure>
    ) throws -> Report<Measure> {
        try ReportPlan(query, of: caller.requirePartner(), in: database).report(in: database)
    }
}

extension WaitingContext {
    /// The same, from a method that may wait.
    ///
    /// - Throws: `invalid`, `notFound` for things that the partner does not have.
    package func report<Measure: CountedMeasure>(
        _ query: ReportQuery<Measure>
    ) async throws -> Report<Measure> {
        let partner = try caller.requirePartner()
        return try await store.read { database in
            try ReportPlan(query, of: partner, in: database).report(in: database)
        }
    }
}

extension CommandContext {
    /// Makes a file of a report, which was counted before the transaction.
    ///
    /// - Throws: `tooManyExports`.
    package func exportReport<Measure: CountedMeasure>(
        _ report: Report<Measure>
    ) throws -> BegunExport {
        try beginExport(.reports(Measure.self), of: report)
    }
}

/// A report that can be answered: what is asked for, checked.
struct ReportPlan<Measure: CountedMeasure> {
    let measures: [Measure]
    let partner: PartnerID
    let timeZone: String
    let step: ReportStep?
    /// The whole, and as many days before.
    let whole: ReportCalendar.Step
    let before: ReportCalendar.Step?
    let steps: [ReportCalendar.Step]
    let things: [ReportedID]?
    let byThing: Bool

    /// - Throws: `invalid` with all that is wrong.
    init(_ query: ReportQuery<Measure>, of partner: PartnerID, in database: Database) throws {
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
        try fields.check()
        let zone = calendar ?? .utc
        steps = query.step.map { zone.steps(days, by: $0) } ?? []
        fields.require(
            steps.count <= ReportLimits.steps,
            "step",
            .range,
            "Those are \(steps.count) steps; a report has at most \(ReportLimits.steps)."
        )
        try fields.check()
        whole = zone.stretch(days)
        before =
            query.compare == true
            ? zone.stretch(days.lowerBound - Int64(days.count)..<days.lowerBound) : nil
        (measures, step, self.partner) = (query.measures, query.step, partner)
        (things, byThing) = (query.things, query.byThing == true)
    }

    func report(in database: Database) throws -> Report<Measure> {
        let reader = ReportReader(partner: partner, things: things, database: database)
        try demandFewLevels(reader)
        let things = try shown(reader)
        try demandFewBytes(things)
        let spans = [whole] + (before.map { [$0] } ?? [])
        var totals: [ReportTotal<Measure>] = []
        var columns: [ReportReader.Values] = []
        for measure in measures {
            let values = try reader.values(of: measure, over: spans, byThing: byThing)
            totals += things.map { thing in total(measure, thing, values) }
            columns.append(try reader.values(of: measure, over: steps, byThing: byThing))
        }
        return Report(
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
                        values: columns.map { $0[number, thing?.id] }
                    )
                }
            },
            totals: totals,
            isComplete: try ReportBacklog.areDone(in: database)
        )
    }

    /// What has rows of its own; one of nothing, if all are counted together.
    private func shown(_ reader: ReportReader) throws -> [ReportReader.Named?] {
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
        _ values: ReportReader.Values
    ) -> ReportTotal<Measure> {
        let value = values[0, thing?.id]
        let was = before.map { _ in values[1, thing?.id] }
        return ReportTotal(
            measure: measure,
            thingId: thing?.id,
            name: thing?.name,
            value: value,
            before: was,
            changePermille: was.flatMap { ReportChange.permille(from: $0, to: value) }
        )
    }
}

extension ReportCalendar {
    /// Days as one step.
    func stretch(_ days: Range<Int64>) -> Step {
        Step(begins: start(of: days.lowerBound), ends: start(of: days.upperBound), label: "")
    }
}

extension Instant {
    init(seconds: Int64) { self.init(milliseconds: seconds * 1000) }
}

extension FieldRules {
    fileprivate mutating func days(_ query: ReportQuery<some CountedMeasure>) -> Range<Int64> {
        let dates = [("from", query.from), ("until", query.until)].map { path, text in
            let date = CivilDate(text.trimmingBlanks)
            require(
                date.map { ReportLimits.years.contains($0.year) } ?? false,
                path,
                .form,
                "A day is written like 2026-03-29, from the year 2000 on."
            )
            return date?.dayNumber
        }
        guard let from = dates[0], let until = dates[1] else { return 0..<1 }
        guard until > from else {
            refuse("until", .afterStart)
            return 0..<1
        }
        let most = ReportLimits.days.upperBound
        require(until - from <= most, "until", .range, "A report has at most \(most) days.")
        return from..<until
    }

    fileprivate mutating func measures(_ query: ReportQuery<some CountedMeasure>) {
        let most = ReportLimits.measures
        require(
            most.contains(query.measures.count),
            "measures",
            .count,
            "It must be from \(most.lowerBound) to \(most.upperBound) measures."
        )
        require(Set(query.measures).count == query.measures.count, "measures", .once)
        if query.byThing != true, query.things?.count != 1 {
            for (place, measure) in query.measures.enumerated() {
                guard let instead = measure.apartBecause,
                    !measure.isKeptWhole || query.things != nil
                else { continue }
                refuse("measures[\(place)]", .together, instead)
            }
        }
        guard query.byThing == true || query.things != nil else { return }
        require(
            Set(query.measures.map(\.thing)).count <= 1,
            "measures",
            .together,
            "These count things of several sorts; ask for one sort, or for all things together."
        )
    }

    fileprivate mutating func things(_ query: ReportQuery<some CountedMeasure>) {
        guard let things = query.things else { return }
        let most = ReportLimits.things
        require(
            most.contains(things.count),
            "things",
            .count,
            "It must be from \(most.lowerBound) to \(most.upperBound) things."
        )
        require(Set(things).count == things.count, "things", .once)
    }
}

extension String {
    /// Without what a form leaves around a date.
    fileprivate var trimmingBlanks: String {
        let rest = drop { $0.isWhitespace }
        return String(rest.reversed().drop { $0.isWhitespace }.reversed())
    }
}
