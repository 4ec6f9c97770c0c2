import OctopusContract

// What a report may be asked for.

extension ReportQuery where Measure: CountedMeasure {
    /// Of a segment only their present state is known.
    var isOfLevelsBySegment: Bool {
        segmentId != nil && measures.contains(where: \.isLevel)
    }
}

extension FieldRules {
    mutating func days(_ query: ReportQuery<some CountedMeasure>) -> Range<Int64> {
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

    mutating func measures(_ query: ReportQuery<some CountedMeasure>) {
        let most = ReportLimits.measures
        require(
            most.contains(query.measures.count),
            "measures",
            .count,
            "It must be from \(most.lowerBound) to \(most.upperBound) measures."
        )
        require(Set(query.measures).count == query.measures.count, "measures", .once)
        // Of a segment, people are counted, each once.
        if query.byThing != true, query.things?.count != 1, query.segmentId == nil {
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

    /// Why a service without segments refuses one.
    static let noSegments = "This service counts nothing of segments; ask without one."

    mutating func segment<Measure>(_ query: ReportQuery<Measure>)
    where Measure: CountedMeasure {
        guard query.segmentId != nil else { return }
        let fine = Measure.allCases.filter(\.isOfPeople)
        guard !fine.isEmpty else { return refuse("segmentId", .known, Self.noSegments) }
        let names = fine.map(\.rawValue).joined(separator: ", ")
        for (place, measure) in query.measures.enumerated() where !measure.isOfPeople {
            refuse(
                "measures[\(place)]",
                .together,
                "Of whom this is, is not kept. Of a segment can be counted: \(names)."
            )
        }
        require(
            !query.isOfLevelsBySegment || query.step == nil,
            "step",
            .together,
            "Who followed earlier is kept nowhere: ask for a level by segment without steps."
        )
    }

    mutating func things(_ query: ReportQuery<some CountedMeasure>) {
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
