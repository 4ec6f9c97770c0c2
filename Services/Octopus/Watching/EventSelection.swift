import FoundationEssentials
import OctopusClient

/// Which events of a log are shown, of those that come page by page from its beginning.
///
/// A value: it is told each event in turn, and that the log's end is reached.
struct EventSelection {
    /// Nothing that happened before.
    private let since: Instant?
    /// The event after which it begins; nil once it came.
    private var after: UUID?
    /// How many of what is there already; nil for all.
    private let tail: Int?
    private var kept: [RecordedEvent] = []
    private var isAtEnd = false

    init(since: Instant?, after: UUID?, tail: Int?) {
        self.since = since
        self.after = after
        self.tail = tail
    }

    /// The event that is waited for and did not come yet.
    var missing: UUID? { after }

    /// Takes the log's next events.
    ///
    /// - Parameters:
    ///   - events: In the log's order.
    ///   - isEnd: Whether no more are there now.
    /// - Returns: What is to be shown now.
    mutating func take(_ events: [RecordedEvent], isEnd: Bool) -> [RecordedEvent] {
        var wanted: [RecordedEvent] = []
        for event in events where isWanted(event) { wanted.append(event) }
        guard let tail, !isAtEnd else { return wanted }
        kept = (kept + wanted).suffix(tail)
        guard isEnd else { return [] }
        isAtEnd = true
        defer { kept = [] }
        return kept
    }

    private mutating func isWanted(_ event: RecordedEvent) -> Bool {
        if let after {
            if event.id == after { self.after = nil }
            return false
        }
        guard let since else { return true }
        return event.at >= since
    }

    /// A number, or `all`.
    ///
    /// - Returns: Nil for `all`.
    /// - Throws: `Failure.usage`.
    static func tail(_ text: String) throws -> Int? {
        if text == "all" { return nil }
        guard let number = Int(text), (0...1_000_000).contains(number) else {
            throw Failure(.usage, "--tail is a number up to 1000000, or all: \(text)")
        }
        return number
    }
}

/// Where `--since` begins: a moment, or how long ago it was by the service's clock, since the events
/// bear that clock's time.
enum Since: Hashable {
    case moment(Instant)
    case ago(milliseconds: Int64)

    /// Reads `2026-01-31T08:30:00Z`, `90s`, `1h30m`, `7d`.
    ///
    /// - Throws: `Failure.usage`, saying what to write.
    init(_ text: String) throws {
        if let instant = InstantText.instant(of: text) {
            self = .moment(instant)
        } else if let milliseconds = Self.milliseconds(of: text) {
            self = .ago(milliseconds: milliseconds)
        } else {
            throw Failure(
                .usage,
                "--since "
                    + (InstantText.lack(of: text)
                        ?? "\(text) is neither a moment (2026-01-31T08:30:00Z) nor a time ago "
                        + "(90s, 1h30m, 7d)")
            )
        }
    }

    func instant(now: Instant) -> Instant {
        switch self {
        case .moment(let instant): instant
        case .ago(let milliseconds): Instant(milliseconds: now.milliseconds - milliseconds)
        }
    }

    /// A length of time as `90s`, `1h30m`, `7d`; nil for other texts.
    static func milliseconds(of text: String) -> Int64? {
        guard text.wholeMatch(of: /(?:[0-9]{1,9}(?:ms|[smhd])){1,5}/) != nil else { return nil }
        return text.matches(of: /([0-9]+)(ms|[smhd])/).reduce(0) { sum, part in
            let unit: Int64 =
                switch part.output.2 {
                case "ms": 1
                case "s": 1000
                case "m": 60_000
                case "h": 3_600_000
                default: 86_400_000
                }
            return sum + (Int64(part.output.1) ?? 0) * unit
        }
    }
}
