import ArgumentParser
import Glibc
import OctopusClient

/// The days of a report.
struct ReportDaysOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "The first day, as 2026-03-01; 27 days before today without it.",
            valueName: "day"
        )
    )
    var from: String?

    @Option(help: ArgumentHelp("The day after the last; tomorrow without it.", valueName: "day"))
    var until: String?

    @Option(
        help: ArgumentHelp(
            "The zone whose days they are, as Europe/Zagreb; the tenant's without it.",
            valueName: "zone"
        )
    )
    var zone: String?

    /// What is asked for, held against as many days before.
    func query<Measure: ReportMeasure>(
        _ measures: [Measure],
        step: ReportStep? = nil,
        things: [ReportedID]? = nil,
        byThing: Bool? = nil,
        segment: SegmentID? = nil
    ) -> ReportQuery<Measure> {
        ReportQuery(
            measures: measures,
            from: from ?? Self.day(-27),
            until: until ?? Self.day(1),
            step: step,
            timeZone: zone,
            things: things,
            byThing: byThing,
            compare: true,
            segmentId: segment
        )
    }

    /// A day so many days after today, by this machine's calendar.
    private static func day(_ offset: Int64) -> String {
        var (second, calendar) = (time(nil), tm())
        localtime_r(&second, &calendar)
        let seconds = Int64(second) + Int64(calendar.tm_gmtoff) + offset * 86_400
        let text = InstantText.text(of: Instant(milliseconds: seconds * 1000)) ?? ""
        return String(text.prefix(10))
    }
}
