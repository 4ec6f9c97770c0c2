import OctopusClient

/// Shows a report: its steps, if there are any, then the whole.
enum ReportPrinter {
    static func print(_ report: Report<some ReportMeasure>) {
        let isByThing = report.totals.contains { $0.thingId != nil }
        let of = isByThing ? ["OF"] : []
        if report.step != nil {
            var table = Table(titles: ["BEGINS"] + of + report.measures.map(\.rawValue))
            for row in report.rows {
                table.add(
                    cells: [row.begins] + (isByThing ? [row.words] : [])
                        + row.values.map { "\($0)" }
                )
            }
            table.print()
            Console.print("")
        }
        var table = Table(titles: of + ["MEASURE", "VALUE", "BEFORE", "CHANGE"])
        for total in report.totals {
            table.add(cells: (isByThing ? [total.words] : []) + total.cells)
        }
        table.print()
        noteTime(of: report)
        if !report.isComplete { noteIncomplete() }
    }

    /// Says which time it is of.
    static func noteTime(of report: Report<some ReportMeasure>) {
        func text(_ instant: Instant?) -> String {
            instant.flatMap { InstantText.text(of: $0) } ?? ""
        }
        Console.note(
            "octopus: from \(text(report.beginsAt)) to \(text(report.endsAt)), days of "
                + "\(report.timeZone); before: from \(text(report.beforeBeginsAt))"
        )
    }

    static func noteIncomplete() {
        Console.note("octopus: what happened before there were reports is still being counted")
    }
}

extension ReportRow {
    /// What it counts.
    fileprivate var words: String { name ?? thingId?.description ?? "" }
}

extension ReportTotal {
    /// What it counts.
    var words: String { name ?? thingId?.description ?? "" }

    /// The measure, the number, the one before, and by how much it changed.
    var cells: [String] {
        [
            measure.rawValue, "\(value)", before.map { "\($0)" } ?? "",
            changePermille.map { Percentage.words($0, isChange: true) } ?? "",
        ]
    }
}

/// Thousandths as people read them.
enum Percentage {
    /// As `12.5 %`; a change has its sign.
    static func words(_ permille: Int64, isChange: Bool = false) -> String {
        let sign = permille < 0 ? "-" : isChange && permille > 0 ? "+" : ""
        let (whole, tenth) = permille.magnitude.quotientAndRemainder(dividingBy: 10)
        return "\(sign)\(whole)" + (tenth == 0 ? "" : ".\(tenth)") + " %"
    }
}
