import OctopusLoyaltyContract
import OctopusServiceKit
import FoundationEssentials
import Testing

@testable import OctopusLoyalty

struct ExpiryCalendarTests {
    private let calendar = ExpiryCalendar()

    private func instant(_ text: String) throws -> Instant {
        let date = try Date(text, strategy: .iso8601)
        return Instant(milliseconds: Int64(date.timeIntervalSince1970 * 1000))
    }

    @Test(arguments: [
        // The end of February, leap year or not.
        ("2026-01-31T12:00:00Z", Validity.months(1), "Europe/Zagreb", "2026-02-28T23:00:00Z"),
        ("2028-01-31T12:00:00Z", .months(1), "Europe/Zagreb", "2028-02-29T23:00:00Z"),
        ("2026-03-31T12:00:00Z", .months(1), "UTC", "2026-05-01T00:00:00Z"),
        ("2024-02-29T12:00:00Z", .months(12), "UTC", "2025-03-01T00:00:00Z"),
        // The day is the tenant's: at 23:30 UTC it is tomorrow in Zagreb, still today in New York.
        ("2026-06-10T23:30:00Z", .days(1), "Europe/Zagreb", "2026-06-12T22:00:00Z"),
        ("2026-06-10T23:30:00Z", .days(1), "America/New_York", "2026-06-12T04:00:00Z"),
        // Over a change to and from summer time, a day is a day.
        ("2026-03-28T11:00:00Z", .days(1), "Europe/Zagreb", "2026-03-29T22:00:00Z"),
        ("2026-10-24T11:00:00Z", .days(1), "Europe/Zagreb", "2026-10-25T23:00:00Z"),
        // Cairo's summer begins at midnight: that day begins at one.
        ("2026-04-22T10:00:00Z", .days(1), "Africa/Cairo", "2026-04-23T22:00:00Z"),
        ("2026-12-31T23:59:59Z", .months(2), "UTC", "2027-03-01T00:00:00Z"),
    ])
    func `points can be used until the end of the tenant's day`(
        earned: String,
        validity: Validity,
        zone: String,
        expires: String
    ) throws {
        #expect(
            calendar.expiry(of: validity, from: try instant(earned), in: zone)
                == (try instant(expires))
        )
    }

    @Test(arguments: [
        // From nine on: those that end with the 31st, which leaves three days.
        (
            "2026-12-29T07:59:59Z", 3, "Europe/Zagreb", "2026-12-31T23:00:00Z",
            "2026-12-29T08:00:00Z"
        ),
        (
            "2026-12-29T08:00:00Z", 3, "Europe/Zagreb", "2027-01-01T23:00:00Z",
            "2026-12-30T08:00:00Z"
        ),
        // The days on which summer time begins and ends: nine hours after midnight.
        (
            "2026-03-29T08:00:00Z", 3, "Europe/Zagreb", "2026-04-01T22:00:00Z",
            "2026-03-30T07:00:00Z"
        ),
        (
            "2026-10-25T06:59:59Z", 1, "Europe/Zagreb", "2026-10-25T23:00:00Z",
            "2026-10-25T07:00:00Z"
        ),
        (
            "2026-10-25T07:00:00Z", 1, "Europe/Zagreb", "2026-10-26T23:00:00Z",
            "2026-10-26T08:00:00Z"
        ),
        // A day that begins at one.
        ("2026-04-24T07:00:00Z", 1, "Africa/Cairo", "2026-04-25T21:00:00Z", "2026-04-25T06:00:00Z"),
        // The end of a month.
        ("2026-02-26T09:00:00Z", 3, "UTC", "2026-03-02T00:00:00Z", "2026-02-27T09:00:00Z"),
        ("2028-02-26T09:00:00Z", 3, "UTC", "2028-03-01T00:00:00Z", "2028-02-27T09:00:00Z"),
    ])
    func `notices are told from the morning on that leaves so many days`(
        now: String,
        days: Int64,
        zone: String,
        until: String,
        next: String
    ) throws {
        let window = calendar.notices(days: days, at: try instant(now), in: zone)
        #expect(window == NoticeWindow(until: try instant(until), nextAt: try instant(next)))
        // On the next morning it is told of one more day.
        let later = calendar.notices(days: days, at: window.nextAt, in: zone)
        #expect(later.until > window.until && later.nextAt > window.nextAt)
        #expect(
            calendar.notices(days: days, at: window.nextAt.adding(milliseconds: -1), in: zone)
                == window
        )
    }

    @Test(arguments: [
        ("2026-12-31T23:00:00Z", "2026-12-29T08:00:00Z", "Europe/Zagreb", "2026-12-31", 3),
        ("2026-12-31T23:00:00Z", "2026-12-31T22:59:59Z", "Europe/Zagreb", "2026-12-31", 1),
        ("2026-03-29T22:00:00Z", "2026-03-28T11:00:00Z", "Europe/Zagreb", "2026-03-29", 2),
        ("2026-10-25T23:00:00Z", "2026-10-24T11:00:00Z", "Europe/Zagreb", "2026-10-25", 2),
        ("2028-03-01T00:00:00Z", "2028-02-27T00:00:00Z", "UTC", "2028-02-29", 3),
    ])
    func `the last day is the tenant's, and today is one of those that are left`(
        expires: String,
        now: String,
        zone: String,
        date: String,
        days: Int64
    ) throws {
        let last = calendar.lastDay(before: try instant(expires), at: try instant(now), in: zone)
        #expect(last.date.text == date && last.days == days)
    }

    @Test func `points without validity never expire`() throws {
        #expect(
            calendar.expiry(of: nil, from: try instant("2026-01-31T12:00:00Z"), in: "UTC") == nil
        )
        #expect(
            calendar.expiry(days: nil, from: try instant("2026-01-31T12:00:00Z"), in: "UTC") == nil
        )
    }

    @Test func `a zone that the machine does not know is taken as UTC`() throws {
        let earned = try instant("2026-06-10T12:00:00Z")
        #expect(
            calendar.expiry(of: .days(1), from: earned, in: "Mars/Olympus")
                == calendar.expiry(of: .days(1), from: earned, in: "UTC")
        )
    }

    @Test(arguments: ["Europe/Zagreb", "Africa/Cairo", "America/Sao_Paulo", "Asia/Kathmandu"])
    func `what was reckoned before is no different from what is reckoned anew`(
        zone: String
    ) throws {
        let start = try instant("2026-01-01T00:00:00Z")
        for hours in 0..<400 as Range<Int64> {
            let earned = start.adding(.seconds(hours * 23 * 3600))
            for validity in [Validity.days(1), .months(1)] {
                #expect(
                    calendar.expiry(of: validity, from: earned, in: zone)
                        == ExpiryCalendar().expiry(of: validity, from: earned, in: zone)
                )
            }
        }
    }

    @Test func `a longer validity never ends earlier`() throws {
        let earned = try instant("2026-01-30T12:00:00Z")
        let ends = (1...120).compactMap {
            calendar.expiry(of: .months($0), from: earned, in: "Europe/Zagreb")
        }
        #expect(ends.count == 120)
        #expect(zip(ends, ends.dropFirst()).allSatisfy { $0 < $1 })
    }
}
