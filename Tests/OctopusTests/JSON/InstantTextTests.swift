import OctopusClient
import Testing

@testable import OctopusCommandLine

struct InstantTextTests {
    @Test(arguments: [
        (0, "1970-01-01T00:00:00Z"), (-1, "1969-12-31T23:59:59.999Z"),
        (1_767_225_600_250, "2026-01-01T00:00:00.250Z"),
        (951_782_400_000, "2000-02-29T00:00:00Z"),
        (253_402_300_799_999, "9999-12-31T23:59:59.999Z"),
        (-62_167_219_200_000, "0000-01-01T00:00:00Z"),
    ])
    func `Instants are ISO 8601 both ways`(milliseconds: Int64, text: String) {
        let instant = Instant(milliseconds: milliseconds)
        #expect(InstantText.text(of: instant) == text)
        #expect(InstantText.instant(of: text) == instant)
    }

    @Test func `Days across four centuries are themselves again`() {
        for day in stride(from: Int64(-73_000), to: 73_000, by: 41) {
            let instant = Instant(milliseconds: day * 86_400_000 + 1)
            let text = InstantText.text(of: instant)
            #expect(text.flatMap(InstantText.instant) == instant)
        }
    }

    @Test(arguments: [
        ("2026-01-31T10:30:00+02:00", "2026-01-31T08:30:00Z"),
        ("2026-01-01T00:15:00-01:30", "2026-01-01T01:45:00Z"),
        ("2026-01-31T08:30Z", "2026-01-31T08:30:00Z"),
        ("2026-01-31t08:30:00.5z", "2026-01-31T08:30:00.500Z"),
        // Python, .NET, Java, date(1), Swift, PostgreSQL.
        ("2026-01-31T08:30:00.123000+00:00", "2026-01-31T08:30:00.123Z"),
        ("2026-01-31T08:30:00.0000000Z", "2026-01-31T08:30:00Z"),
        ("2026-01-31T08:30:00.120000000Z", "2026-01-31T08:30:00.120Z"),
        ("2026-01-31T08:30:00,250000000+00:00", "2026-01-31T08:30:00.250Z"),
        ("2026-01-31 08:30:00 +0000", "2026-01-31T08:30:00Z"),
        ("2026-01-31 08:30:00+05", "2026-01-31T03:30:00Z"),
        ("2026-01-31T08:30:00-0330", "2026-01-31T12:00:00Z"),
    ])
    func `Other zones and shorter forms are understood`(text: String, expected: String) throws {
        let instant = try #require(InstantText.instant(of: text))
        #expect(InstantText.text(of: instant) == expected)
    }

    @Test(arguments: [
        "", "today", "2026-13-01", "2026-02-29", "2026-00-10", "2026-01-32T00:00:00Z",
        "2026-01-31T24:00:00Z", "2026-01-31T08:60:00Z", "2026-01-31T08:30:61Z",
        "2026-01-31", "2026-01-31T08:30:00", "2026-01-31 08:30", "20260131T083000Z",
        "2026-01-31T08:30:00+25:00", "٢٠٢٦-01-31", "2026-01-31T08:30:00.0001Z",
        "2026-01-31T08:30:00.Z", "2026-01-31T08:30:00+1", "2026-01-31T08:30:00+01:0",
        "2026-01-31T08:30:60Z", "2026-12-31T23:59:59Z\n", "+002026-01-31T08:30:00Z",
        "2026-W05-6T08:30:00Z", "2026-001T08:30:00Z", "2026-01-31T08:30:00 CET",
    ])
    func `What is no instant is none`(text: String) {
        #expect(InstantText.instant(of: text) == nil)
    }

    @Test(arguments: [
        ("2026-12-31", "2026-12-31T23:59:59Z"), ("2026-12-31T12:00:00", "2026-12-31T12:00:00Z"),
        ("2026-12-31 08:30", "2026-12-31T08:30+01:00"), ("2026-12-31T08:30:00.5", "Z (UTC)"),
        (" 2026-12-31 ", "2026-12-31T00:00:00+01:00"),
        ("2026-12-31T08:30:00.123456Z", "finer than a millisecond"),
    ])
    func `A day and a time of nowhere are refused with what to write`(
        text: String,
        example: String
    ) {
        #expect(InstantText.instant(of: text) == nil)
        #expect(InstantText.lack(of: text)?.contains(example) == true)
    }

    @Test(arguments: ["today", "2026-12-31T08:30:00+25:00", "31.12.2026", ""])
    func `Of other texts nothing is missing`(text: String) {
        #expect(InstantText.lack(of: text) == nil)
    }

    @Test func `Beyond the year 9999 there is no text`() {
        #expect(InstantText.text(of: Instant(milliseconds: .max)) == nil)
        #expect(InstantText.text(of: Instant(milliseconds: .min)) == nil)
    }
}
