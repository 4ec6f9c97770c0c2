import OctopusHelpdeskContract
import OctopusServiceKit

extension QuietHours {
    /// When they are over; nil if they are not now.
    ///
    /// They are what the zone's clocks show: an hour that the clocks show twice is quiet twice, and one that
    /// they skip ends with the change.
    func end(at now: Instant, in zone: ReportCalendar) -> Instant? {
        let second = now.milliseconds / 1000
        let local = second + zone.offset(at: second)
        let minute = local % 86_400 / 60
        let isQuiet =
            fromMinute < untilMinute
            ? (fromMinute..<untilMinute).contains(minute)
            : minute >= fromMinute || minute < untilMinute
        guard isQuiet else { return nil }
        let today = local - local % 86_400
        let ends = [0, 1, 2].map { zone.first(showing: today + $0 * 86_400 + untilMinute * 60) }
        return ends.first { $0 > second }.map { Instant(milliseconds: $0 * 1000) }
    }
}

/// A month of a tenant's calendar, as `2026-11`.
enum MessageMonth {
    static func text(at now: Instant, in zone: ReportCalendar) -> String {
        String(CivilDate(day: zone.day(at: now)).text.prefix(7))
    }
}

extension PartnerRecord {
    /// The tenant's clocks; one of a zone that this machine does not know is taken as UTC.
    var calendar: ReportCalendar { ReportCalendar(timeZone) ?? .utc }
}
