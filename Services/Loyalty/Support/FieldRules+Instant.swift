import OctopusLoyaltyContract
import OctopusServiceKit

extension FieldRules {
    /// Seconds and microseconds are no instants, though they are numbers.
    private static let instants =
        Instant(milliseconds: 946_684_800_000)...Instant(milliseconds: 253_402_300_799_999)

    /// An instant of the years 2000 to 9999; false for one that is wrong.
    @discardableResult
    mutating func instant(_ instant: Instant?, _ path: String) -> Bool {
        guard let instant, !Self.instants.contains(instant) else { return true }
        let message = "It must be milliseconds since 1970, between the years 2000 and 9999."
        refuse(path, .range, message)
        return false
    }

    /// A day of the calendar of the years 2000 to 9999, counted from 1970; nil for one that is wrong.
    @discardableResult
    mutating func date(_ text: String?, _ path: String) -> Int64? {
        guard let text else { return nil }
        guard let date = CivilDate(text), date.year >= 2000 else {
            refuse(path, .form, "A day is written like 2026-03-29.")
            return nil
        }
        return date.dayNumber
    }
}
