import Synchronization

/// A log whose reading goes wrong, for tests that let whole processes go on in spite of it.
///
/// `OCTOPUS_FAULT=events.delay:30:7` lets 30 of 100 reads wait up to a second, `events.drop` loses
/// their answers, `events.repeat` brings again what the read before brought; 7 is the seed.
final class UnreliableEventSource: EventSource {
    enum Fault: String, CaseIterable {
        case delay = "events.delay"
        case drop = "events.drop"
        case `repeat` = "events.repeat"
    }

    /// The answer of a read was lost on its way.
    struct Dropped: Error {}

    private struct State {
        var chance: Chance
        /// What the last read that brought anything brought.
        var delivered: [StoredEvent] = []
    }

    private static let longestDelayMilliseconds = 1000

    private let source: any EventSource
    private let fault: Fault
    private let state: Mutex<State>

    init(_ source: any EventSource, _ fault: Fault, _ chance: Chance) {
        self.source = source
        self.fault = fault
        state = Mutex(State(chance: chance))
    }

    /// The source itself, unless the environment wants it to be unreliable.
    static func wrapping(_ source: any EventSource) -> any EventSource {
        for fault in Fault.allCases {
            guard let chance = FaultPoint.chance(fault.rawValue) else { continue }
            return UnreliableEventSource(source, fault, chance)
        }
        return source
    }

    func read(
        after position: EventPosition?,
        kinds: Set<String>,
        limit: Int,
        waitMilliseconds: Int
    ) async throws -> EventPage {
        let strikes = try await delay()
        let page = try await source.read(
            after: position,
            kinds: kinds,
            limit: limit,
            waitMilliseconds: waitMilliseconds
        )
        if strikes, fault == .drop { throw Dropped() }
        return fault == .repeat ? repeating(page, after: position, strikes) : page
    }

    func snapshot(
        of kinds: Set<String>,
        cursor: [UInt8]?,
        limit: Int
    ) async throws -> SnapshotPage {
        let strikes = try await delay()
        let page = try await source.snapshot(of: kinds, cursor: cursor, limit: limit)
        if strikes, fault == .drop { throw Dropped() }
        return page
    }

    func acknowledge(_ position: EventPosition?, reader name: String) async throws {
        let strikes = try await delay()
        try await source.acknowledge(position, reader: name)
        if strikes, fault == .drop { throw Dropped() }
    }

    /// - Returns: whether the fault strikes this time.
    private func delay() async throws -> Bool {
        let (strikes, milliseconds) = state.withLock { state in
            (
                state.chance.strikes(),
                state.chance.number(below: Self.longestDelayMilliseconds)
            )
        }
        if strikes, fault == .delay { try await Task.sleep(for: .milliseconds(milliseconds)) }
        return strikes
    }

    /// Puts what was delivered before in front; where the page ends and the log's head is stays true.
    private func repeating(
        _ page: EventPage,
        after position: EventPosition?,
        _ strikes: Bool
    ) -> EventPage {
        let again = state.withLock { state in
            let before = state.delivered.filter { $0.seq <= position?.seq ?? 0 }
            if !page.events.isEmpty { state.delivered = page.events }
            return strikes ? before : []
        }
        return EventPage(
            events: again + page.events,
            next: page.next,
            head: page.head,
            tail: page.tail
        )
    }
}
