package import Logging
import Synchronization
import struct FoundationEssentials.UUID

/// Reads another service's log and applies it here, each batch in one transaction together with
/// the position that was reached: an event has its effect once, even if it comes twice.
package final class Follower: Sendable {
    package let configuration: FollowerConfiguration
    let store: Store
    let source: any EventSource
    let table: FollowerTable
    let handlers: [String: FollowerHandler]
    let logger: Logger
    /// Rises whenever the position may have.
    let changes = Sequencer()
    /// The seq up to which everything was applied, whatever the epoch: it wakes those who wait for it.
    private let reached = Sequencer()
    let state: Mutex<FollowerState>
    private let meter: FollowerMeter

    package init(
        _ configuration: FollowerConfiguration,
        store: Store,
        source: any EventSource,
        logger: Logger
    ) {
        self.configuration = configuration
        self.store = store
        self.source = UnreliableEventSource.wrapping(source)
        var logger = logger
        logger[metadataKey: "follower"] = "\(configuration.name)"
        logger[metadataKey: "source"] = "\(configuration.source)/\(configuration.shard)"
        self.logger = logger
        table = FollowerTable(name: configuration.name, shard: configuration.shard)
        handlers = Dictionary(
            configuration.handlers.map { ($0.kind, $0) },
            uniquingKeysWith: { first, _ in first }
        )
        meter = FollowerMeter(configuration)
        state = Mutex(FollowerState())
    }

    /// Follows until the task is cancelled; whatever fails is tried again.
    ///
    /// A follower that has stopped, see `stop`, waits until an operator lets it go on.
    package func run() async {
        await ReadTicket.$current.withValue(.mesh) { await runUntilCancelled() }
    }

    private func runUntilCancelled() async {
        while !Task.isCancelled {
            let level = changes.value
            if stop != nil {
                _ = await changes.wait(for: level + 1, timeout: .seconds(60))
                continue
            }
            do {
                try await advance()
                noteSuccess()
            } catch is CancellationError {
                return
            } catch {
                await configuration.pause(noteFailure(error))
            }
        }
    }

    /// Does one step: reads a page, and applies it.
    package func advance() async throws {
        let machine = try await loaded()
        do {
            try await acknowledge(machine)
            try await retrySomeParked()
            switch machine.step {
            case .takeSnapshot(let kinds, let cursor):
                try await takeSnapshot(of: kinds, cursor: cursor, machine)
            case .catchUp(let kinds, let position, let end):
                try await catchUp(kinds, after: position, through: end, machine)
            case .follow(let kinds, let position):
                try await follow(kinds, after: position, machine)
            case .stopped:
                break
            }
        } catch let change as LogChanged {
            try await meet(change, machine)
        }
    }

    /// Why it reads no more; nil while it does.
    package var stop: FollowerStop? { state.withLock { $0.machine?.stop } }

    package var health: FollowerHealth {
        state.withLock { $0.health(of: configuration) }
    }

    /// When the log was last read to its head, in monotonic milliseconds: all that the log held then
    /// has been applied.
    package var provenAtMilliseconds: Int64? { state.withLock { $0.provenAtMilliseconds } }

    /// Returns when everything up to a position has been applied.
    ///
    /// - Parameters:
    ///   - position: of the log that is followed.
    ///   - timeout: how long to wait at most.
    /// - Returns: whether it has.
    package func waitUntilApplied(_ position: StorePosition, timeout: Duration) async -> Bool {
        let clock = ContinuousClock()
        let deadline = clock.now.advanced(by: timeout)
        guard await reached.wait(for: position.seq, timeout: timeout) else { return false }
        // A log of another epoch may have been further.
        while true {
            let level = changes.value
            if hasApplied(position) { return true }
            let remaining = clock.now.duration(to: deadline)
            guard remaining > .zero, !Task.isCancelled,
                await changes.wait(for: level + 1, timeout: remaining)
            else { return hasApplied(position) }
        }
    }

    /// Whether everything up to a position has been applied.
    package func hasApplied(_ position: StorePosition) -> Bool {
        if position.seq == 0 { return true }
        return state.withLock { state in
            guard let machine = state.machine, machine.progress.pending.isEmpty,
                let reached = machine.progress.position, reached.epoch == position.epoch
            else { return false }
            return reached.seq >= position.seq
        }
    }

    // MARK: - Progress

    private func loaded() async throws -> FollowerMachine {
        if let machine = state.withLock({ $0.machine }) { return machine }
        let (progress, parked) = try await store.read { [table] database in
            (try table.load(database), try table.parkedSubjects(database))
        }
        let machine = FollowerMachine(
            kind: configuration.kind,
            handled: Set(handlers.keys),
            progress: progress
        )
        try await save(machine, applied: 0, unknown: 0)
        state.withLock { state in
            state.parkedSubjects = parked
            state.retriedAt = configuration.monotonicMilliseconds()
        }
        // A new release may be able to apply what the one before could not.
        for subject in parked { try await retryParked(subject) }
        return machine
    }

    /// What its transactions are called.
    var label: String { "follower \(configuration.name)" }

    /// Writes in a transaction of the follower's own.
    func write<T: Sendable>(
        _ body: @escaping @Sendable (Transaction) throws -> T
    ) async throws -> T {
        try await store.write(label: label, isUrgent: configuration.isUrgent, body)
    }

    func save(_ machine: FollowerMachine, applied: Int, unknown: Int) async throws {
        try await write { [table] transaction in
            let database = transaction.database
            try table.save(machine.progress, applied: applied, unknown: unknown, in: database)
            try table.saveKinds(machine.progress.learned, in: database)
        }
        adopt(machine)
    }

    func adopt(_ machine: FollowerMachine) {
        state.withLock { $0.machine = machine }
        changes.advance()
        if machine.progress.pending.isEmpty, let position = machine.progress.position {
            reached.advance(to: position.seq)
        }
    }

    private func meet(_ change: LogChanged, _ machine: FollowerMachine) async throws {
        var machine = machine
        machine.logChanged(change)
        if let stop = machine.stop {
            logger.critical("The follower stops", metadata: ["reason": "\(stop)"])
            adopt(machine)
            return
        }
        logger.warning(
            "The log has changed: a new snapshot is taken",
            metadata: ["change": "\(change)"]
        )
        try await save(machine, applied: 0, unknown: 0)
    }

    // MARK: - Notes

    private func noteSuccess() {
        state.withLock { state in
            state.failures = 0
            state.failure = nil
        }
    }

    private func noteFailure(_ error: any Error) -> Int {
        let failures = state.withLock { state in
            state.failures += 1
            state.failure =
                (error as? UnreadableLog)?.description ?? String(reflecting: type(of: error))
            return state.failures
        }
        meter.failed()
        // Once when it begins, then rarely: a service that is away for a night is one fact.
        if failures == 1 || failures % 100 == 0 {
            logger.warning(
                "The log can't be read or applied",
                metadata: ["error": "\(error)", "failures": "\(failures)"]
            )
        }
        return failures
    }

    func note(_ page: EventPage, readAtMilliseconds: Int64, machine: FollowerMachine) {
        state.withLock { state in
            state.head = page.head
            if page.isAtHead { state.provenAtMilliseconds = readAtMilliseconds }
        }
        meter.measured(lag: health.lag, parkedSubjects: health.parkedSubjects)
    }
}

/// A page of the log, and what was asked for.
struct PageRead: Sendable {
    let after: EventPosition?
    let kinds: Set<String>
    /// When it was asked for, in monotonic milliseconds.
    let atMilliseconds: Int64
    let page: EventPage
}

/// What a follower keeps in memory.
struct FollowerState {
    /// Nil before the database was read.
    var machine: FollowerMachine?
    var parkedSubjects: Set<UUID> = []
    /// When what is parked was last tried again, in monotonic milliseconds, and up to which subject.
    var retriedAt: Int64 = 0
    var lastRetried: UUID?
    var head: Int64 = 0
    /// Read while the page before it was applied.
    var ahead: PageRead?
    var provenAtMilliseconds: Int64?
    var failures = 0
    var failure: String?
    var acknowledgement: Acknowledgement?

    func health(of configuration: FollowerConfiguration) -> FollowerHealth {
        let phase: FollowerHealth.Phase =
            switch machine?.step {
            case .takeSnapshot: .snapshot
            case .catchUp: .catchingUp
            case .follow: .following
            case .stopped: .stopped
            case nil: .snapshot
            }
        return FollowerHealth(
            name: configuration.name,
            source: configuration.source,
            shard: configuration.shard,
            phase: phase,
            position: machine?.progress.position,
            head: head,
            provenAtMilliseconds: provenAtMilliseconds,
            failures: failures,
            failure: failure,
            stop: machine?.stop,
            parkedSubjects: parkedSubjects.count
        )
    }
}
