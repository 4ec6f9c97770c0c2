import FoundationEssentials
import OctopusCBOR
import OctopusClient
import Testing

@testable import OctopusCommandLine

struct EventSelectionTests {
    private static let events = (1...10).map { number in
        RecordedEvent(
            seq: Int64(number),
            id: UUID(),
            kind: "sample.v1/Done",
            at: Instant(milliseconds: Int64(number) * 1000),
            tenant: nil,
            partner: nil,
            subject: UUID(),
            trace: nil,
            body: Bytes([0xA0]),
            personal: nil
        )
    }

    /// The numbers of the shown events, taken in pages of three.
    private func shown(_ selection: EventSelection) -> (numbers: [Int64], missing: UUID?) {
        var selection = selection
        var numbers: [Int64] = []
        for start in stride(from: 0, to: Self.events.count, by: 3) {
            let page = Array(Self.events[start..<min(start + 3, Self.events.count)])
            let isEnd = start + 3 >= Self.events.count
            numbers += selection.take(page, isEnd: isEnd).map(\.seq)
        }
        return (numbers, selection.missing)
    }

    @Test func `Without a wish all are shown`() {
        #expect(shown(EventSelection(since: nil, after: nil, tail: nil)).numbers == Array(1...10))
    }

    @Test(arguments: [(0, [Int64]()), (1, [10]), (4, [7, 8, 9, 10]), (11, Array(1...10))])
    func `The last ones are told at the end`(tail: Int, expected: [Int64]) {
        #expect(shown(EventSelection(since: nil, after: nil, tail: tail)).numbers == expected)
    }

    @Test func `What happens later is shown at once, whatever the tail was`() {
        var selection = EventSelection(since: nil, after: nil, tail: 2)
        _ = selection.take(Self.events.dropLast(), isEnd: true)
        #expect(selection.take([Self.events[9]], isEnd: true).map(\.seq) == [10])
        #expect(selection.take([Self.events[9]], isEnd: false).map(\.seq) == [10])
    }

    @Test func `A moment belongs to what comes since`() {
        let since = EventSelection(since: Instant(milliseconds: 8000), after: nil, tail: nil)
        #expect(shown(since).numbers == [8, 9, 10])
        let both = EventSelection(since: Instant(milliseconds: 8000), after: nil, tail: 2)
        #expect(shown(both).numbers == [9, 10])
    }

    @Test func `An event does not belong to what comes after it`() {
        let after = EventSelection(since: nil, after: Self.events[6].id, tail: nil)
        #expect(shown(after) == ([8, 9, 10], nil))
        let last = EventSelection(since: nil, after: Self.events[9].id, tail: nil)
        #expect(shown(last) == ([], nil))
        let unknown = UUID()
        #expect(shown(EventSelection(since: nil, after: unknown, tail: nil)) == ([], unknown))
    }

    @Test(arguments: [
        ("90s", Int64(910_000)), ("1h", -2_600_000), ("1m30s", 910_000), ("250ms", 999_750),
        ("1d", -85_400_000), ("1970-01-01T00:00:01Z", 1000), ("1970-01-01T01:00:01+01:00", 1000),
    ])
    func `Since is a moment or how long ago`(text: String, expected: Int64) throws {
        let now = Instant(milliseconds: 1_000_000)
        #expect(try Since(text).instant(now: now).milliseconds == expected)
    }

    @Test(arguments: [
        "", "5", "-5m", "5x", "1.5h", "yesterday", "2026-12-31", "2026-12-31T10:00",
        "1234567890d", "1d1d1d1d1d1d",
    ])
    func `Anything else is refused with what to write`(text: String) {
        let failure = #expect(throws: Failure.self) {
            try Since(text)
        }
        #expect(failure?.status == .usage)
    }

    @Test func `A tail is a number or all`() throws {
        #expect(try EventSelection.tail("all") == nil)
        #expect(try EventSelection.tail("0") == 0)
        for text in ["-1", "1000001", "x", "", "1e3"] {
            #expect(throws: Failure.self) { try EventSelection.tail(text) }
        }
    }
}
