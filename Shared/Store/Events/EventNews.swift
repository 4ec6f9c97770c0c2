import Synchronization
import struct FoundationEssentials.UUID

/// What is kept in memory of an event that is on disk: enough to tell who wants it.
struct EventNotice: Sendable {
    let seq: Int64
    let id: UUID
    let kind: String
    let tenant: UUID?
    let partner: UUID?
    let subject: UUID
    /// Whom else it concerns.
    let audience: [UUID]
}

extension EventFilter {
    /// Whether an event is wanted; one that only concerns a subject is.
    func wants(_ event: EventNotice) -> Bool {
        // Compared one by one: to hash an id costs more than to compare it with a dozen.
        if let subjects,
            !subjects.contains(where: { $0 == event.subject || event.audience.contains($0) })
        {
            return false
        }
        if let partner, partner != event.partner { return false }
        if let tenant, tenant != event.tenant { return false }
        return kinds?.contains(event.kind) ?? true
    }
}

/// The newest events and those who wait for more, in memory: a commit wakes only who wants it.
///
/// Waiting holds a place in a list, no thread and no connection. A waiter stands under the narrowest
/// part of its filter, so a commit costs one look for each topic of each event, however many wait.
final class EventNews: Sendable {
    /// What is known of the events after a place.
    enum Finding: Sendable, Equatable {
        /// One of them may be wanted, or they are too many to be known here: the log has to be read.
        case wanted
        /// None of them is wanted; the newest is this one.
        case foreign(through: Int64, id: UUID)
        /// There are none.
        case nothing
    }

    fileprivate enum Topic: Hashable {
        case about(UUID)
        case partner(UUID)
        case tenant(UUID)
        case kind(String)
        case everything
    }

    fileprivate struct Waiter {
        let filter: EventFilter
        let topics: [Topic]
        let continuation: UnsafeContinuation<Void, Never>
    }

    fileprivate struct State {
        var head: Int64
        /// The newest events in a ring, which holds all after `floor`.
        var ring: [EventNotice] = []
        var oldest = 0
        var floor: Int64
        var isClosed = false
        var nextWaiter: Int64 = 0
        var waiters: [Int64: Waiter] = [:]
        var standing: [Topic: Set<Int64>] = [:]
        /// Waiters that any commit wakes.
        var impatient: Set<Int64> = []
    }

    private static let ringSize = 512
    private let state: Mutex<State>

    init(head: Int64) {
        state = Mutex(State(head: head, floor: head))
    }

    /// The last event on disk.
    var head: Int64 { state.withLock { $0.head } }

    /// How many wait.
    var waiterCount: Int { state.withLock { $0.waiters.count } }

    /// What became of the log after `seq`, as far as a filter is concerned.
    func finding(after seq: Int64, _ filter: EventFilter) -> Finding {
        state.withLock { $0.finding(after: seq, filter) }
    }

    /// Takes over what was committed, in its order, and wakes who wants any of it.
    func publish(_ events: ArraySlice<EventNotice>) {
        guard !events.isEmpty else { return }
        let ready = state.withLock { state in
            for event in events { state.note(event, ringSize: Self.ringSize) }
            guard !state.waiters.isEmpty else { return [UnsafeContinuation<Void, Never>]() }
            var numbers = state.impatient
            for event in events { state.collect(waitingFor: event, into: &numbers) }
            return numbers.compactMap { state.remove($0) }
        }
        for continuation in ready { continuation.resume() }
    }

    /// Ends every wait, and every later one.
    func close() {
        let ready = state.withLock { state in
            state.isClosed = true
            return state.waiters.keys.compactMap { state.remove($0) }
        }
        for continuation in ready { continuation.resume() }
    }

    /// Returns when the log has something after `seq` that is wanted, the time has passed, the task
    /// is cancelled, or the log is closed.
    ///
    /// - Parameters:
    ///   - seq: what is known to the waiter already.
    ///   - filter: what is wanted.
    ///   - wakesForAll: whether any other event ends the wait too.
    ///   - timeout: nil waits for ever.
    func wait(
        after seq: Int64,
        _ filter: EventFilter,
        wakesForAll: Bool = false,
        timeout: Duration?
    ) async {
        guard let timeout else {
            return await wait(after: seq, filter, wakesForAll: wakesForAll)
        }
        guard timeout > .zero, !isOver(after: seq, filter, wakesForAll) else { return }
        await withTaskGroup { group in
            group.addTask { await self.wait(after: seq, filter, wakesForAll: wakesForAll) }
            group.addTask { try? await Task.sleep(for: timeout) }
            _ = await group.next()
            group.cancelAll()
        }
    }

    private func isOver(after seq: Int64, _ filter: EventFilter, _ wakesForAll: Bool) -> Bool {
        state.withLock { $0.isOver(after: seq, filter, wakesForAll) }
    }

    private func wait(after seq: Int64, _ filter: EventFilter, wakesForAll: Bool) async {
        let number = state.withLock { state in
            state.nextWaiter += 1
            return state.nextWaiter
        }
        await withTaskCancellationHandler {
            await withUnsafeContinuation { continuation in
                let isOver = state.withLock { state in
                    // A task is marked as cancelled before its handler runs, so one of the two
                    // sees the other.
                    guard !state.isOver(after: seq, filter, wakesForAll), !Task.isCancelled else {
                        return true
                    }
                    let waiter = Waiter(
                        filter: filter,
                        topics: Self.topics(of: filter),
                        continuation: continuation
                    )
                    for topic in waiter.topics {
                        state.standing[topic, default: []].insert(number)
                    }
                    if wakesForAll { state.impatient.insert(number) }
                    state.waiters[number] = waiter
                    return false
                }
                if isOver { continuation.resume() }
            }
        } onCancel: {
            state.withLock { $0.remove(number) }?.resume()
        }
    }

    /// Where a filter waits: under its narrowest part alone.
    private static func topics(of filter: EventFilter) -> [Topic] {
        if let subjects = filter.subjects { return subjects.map(Topic.about) }
        if let partner = filter.partner { return [.partner(partner)] }
        if let tenant = filter.tenant { return [.tenant(tenant)] }
        return filter.kinds?.map(Topic.kind) ?? [.everything]
    }
}

extension EventNews.State {
    fileprivate mutating func note(_ event: EventNotice, ringSize: Int) {
        head = max(head, event.seq)
        guard ring.count == ringSize else {
            ring.append(event)
            return
        }
        floor = ring[oldest].seq
        ring[oldest] = event
        oldest = (oldest + 1) % ringSize
    }

    fileprivate func finding(after seq: Int64, _ filter: EventFilter) -> EventNews.Finding {
        guard seq < head else { return .nothing }
        guard seq >= floor, let newest = ring.indices.last.map({ ring[(oldest + $0) % ring.count] })
        else { return .wanted }
        // From the newest back, since a waiter is seldom more than a few behind.
        for place in ring.indices.reversed() {
            let event = ring[(oldest + place) % ring.count]
            if event.seq <= seq { break }
            if filter.wants(event) { return .wanted }
        }
        return .foreign(through: newest.seq, id: newest.id)
    }

    fileprivate func isOver(
        after seq: Int64,
        _ filter: EventFilter,
        _ wakesForAll: Bool
    ) -> Bool {
        if isClosed { return true }
        return switch finding(after: seq, filter) {
        case .wanted: true
        case .foreign: wakesForAll
        case .nothing: false
        }
    }

    fileprivate func collect(waitingFor event: EventNotice, into numbers: inout Set<Int64>) {
        func look(_ topic: EventNews.Topic) {
            for number in standing[topic] ?? [] where waiters[number]?.filter.wants(event) == true {
                numbers.insert(number)
            }
        }
        look(.about(event.subject))
        for id in event.audience { look(.about(id)) }
        if let partner = event.partner { look(.partner(partner)) }
        if let tenant = event.tenant { look(.tenant(tenant)) }
        look(.kind(event.kind))
        look(.everything)
    }

    fileprivate mutating func remove(_ number: Int64) -> UnsafeContinuation<Void, Never>? {
        guard let waiter = waiters.removeValue(forKey: number) else { return nil }
        impatient.remove(number)
        for topic in waiter.topics {
            standing[topic]?.remove(number)
            if standing[topic]?.isEmpty == true { standing[topic] = nil }
        }
        return waiter.continuation
    }
}
