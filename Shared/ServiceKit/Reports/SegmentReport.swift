package import OctopusContract
package import GRDB

/// A report by segment: which numbers are to be counted, and the answer made of them.
///
/// The service counts, since it knows of whom its facts are. Each of the segment's people counts once in a
/// number, so that one person more or less changes it by one at most.
///
///     let asked = try SegmentReport(query, of: partner, at: now, in: database)
///     asked.count(.promoOpens, of: promo, at: openedAt) { number in tally.count(endUser, in: number) }
///     return asked.report { number in told[number] ?? 0 }
package struct SegmentReport<Measure: CountedMeasure>: Sendable {
    /// One number of the answer.
    package struct Number: Hashable, Sendable {
        package let measure: Measure
        let span: ReportPlan<Measure>.Span
        let thing: ReportedID?
    }

    private let plan: ReportPlan<Measure>
    private let shown: [ReportReader.Named?]
    private let chosen: Set<ReportedID>?
    private let isComplete: Bool
    /// Of how many numbers the answer is.
    package let count: Int

    /// - Throws: `invalid` with all that is wrong; `notFound` for things that the partner does not have.
    package init(
        _ query: ReportQuery<Measure>,
        of partner: PartnerID,
        at now: Instant,
        in database: Database
    ) throws {
        plan = try ReportPlan(query, of: partner, at: now, in: database)
        shown = try plan.shown(
            ReportReader(partner: partner, things: plan.things, database: database)
        )
        chosen = plan.things.map(Set.init)
        isComplete = try ReportBacklog.areDone(in: database)
        let plan = plan
        count = shown.count * plan.measures.reduce(0) { $0 + plan.spans(of: $1).count }
        guard count > ReportLimits.segmentNumbers else { return }
        throw FieldRules.refusal(
            "step",
            .range,
            """
            Those are \(count) numbers; a report by segment has at most \(ReportLimits.segmentNumbers). Ask for \
            longer steps, fewer days, things or measures.
            """
        )
    }

    package var measures: [Measure] { plan.measures }

    /// The first millisecond that is counted, and the first that is not any more.
    package var time: Range<Int64> {
        (plan.before ?? plan.whole).begins * 1000..<plan.whole.ends * 1000
    }

    /// Whether a thing is one of those that are asked for.
    package func has(_ thing: ReportedID) -> Bool { chosen?.contains(thing) ?? true }

    /// Calls with the numbers in which somebody counts of whom this is so now.
    package func count(_ level: Measure, of thing: ReportedID, _ take: (Number) -> Void) {
        guard has(thing) else { return }
        take(Number(measure: level, span: .whole, thing: plan.byThing ? thing : nil))
    }

    /// Calls with the numbers in which somebody counts who did this at a moment.
    package func count(
        _ measure: Measure,
        of thing: ReportedID,
        at moment: Instant,
        _ take: (Number) -> Void
    ) {
        guard has(thing) else { return }
        let second = moment.milliseconds.flooredQuotient(by: 1000).quotient
        let thing = plan.byThing ? thing : nil
        if plan.before?.contains(second) == true {
            return take(Number(measure: measure, span: .before, thing: thing))
        }
        guard plan.whole.contains(second) else { return }
        take(Number(measure: measure, span: .whole, thing: thing))
        guard let step = step(at: second) else { return }
        take(Number(measure: measure, span: .step(step), thing: thing))
    }

    /// The last step that begins before.
    private func step(at second: Int64) -> Int? {
        var (first, end) = (0, plan.steps.count)
        while first < end {
            let middle = (first + end) / 2
            if plan.steps[middle].begins <= second { first = middle + 1 } else { end = middle }
        }
        return first == 0 ? nil : first - 1
    }

    /// The answer.
    package func report(_ told: (Number) -> Int64) -> Report<Measure> {
        plan.report(of: shown, isComplete: isComplete) { measure, span, thing in
            told(Number(measure: measure, span: span, thing: thing))
        }
    }
}
