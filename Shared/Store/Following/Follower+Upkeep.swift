package import struct FoundationEssentials.UUID
import Logging
import Synchronization

/// What a follower last told its source.
struct Acknowledgement: Sendable {
    let position: EventPosition?
    /// On the monotonic clock.
    let atMilliseconds: Int64
}

extension Follower {
    /// A source hears at least so often of a follower that has nothing to do.
    private static let longestSilenceMilliseconds: Int64 = 60_000

    /// Tells the source how far an effects follower has come, so that the log is kept from there on.
    ///
    /// - Throws: what kept the follower from being registered: without that it must not read. Once it is
    ///   registered, a failure is noted and the next time will do.
    func acknowledge(_ machine: FollowerMachine) async throws {
        guard configuration.kind == .effects, machine.stop == nil else { return }
        let position = machine.actedOn
        let now = configuration.monotonicMilliseconds()
        let last = state.withLock { $0.acknowledgement }
        if let last {
            let silence =
                last.position == position
                ? Self.longestSilenceMilliseconds : configuration.acknowledgementMilliseconds
            guard now - last.atMilliseconds >= silence else { return }
        }
        do {
            try await source.acknowledge(position, reader: configuration.readerName)
        } catch let change as LogChanged {
            throw change
        } catch {
            guard let last else { throw error }
            logger.warning(
                "The source was not told how far this is",
                metadata: ["error": "\(error)"]
            )
            note(Acknowledgement(position: last.position, atMilliseconds: now))
            return
        }
        note(Acknowledgement(position: position, atMilliseconds: now))
    }

    private func note(_ acknowledgement: Acknowledgement) {
        state.withLock { $0.acknowledgement = acknowledgement }
    }

    /// Tries again what is parked about a subject.
    ///
    /// - Returns: whether nothing is parked about it any more.
    @discardableResult
    package func retryParked(_ subject: UUID) async throws -> Bool {
        try await write { try self.retryParked(subject, in: $0) }
    }

    /// The same in a transaction that is under way.
    package func retryParked(_ subject: UUID, in transaction: Transaction) throws -> Bool {
        var application = EventApplication(
            table: table,
            handlers: handlers,
            transaction: transaction,
            parkedSubjects: try table.parkedSubjects(transaction.database)
        )
        try application.retry(subject)
        let remaining = application.parkedSubjects
        transaction.afterCommit { self.report(remaining) }
        return !remaining.contains(subject)
    }

    /// What is parked is tried again so often: it may wait for what another log tells.
    static let retryMilliseconds: Int64 = 60_000
    /// After so many that still can't be applied the others wait for the next time.
    private static let mostFailures = 20

    /// Tries again what is parked, in turn, unless it was done less than a minute ago.
    func retrySomeParked() async throws {
        let now = configuration.monotonicMilliseconds()
        let subjects = state.withLock { state -> ArraySlice<UUID> in
            guard !state.parkedSubjects.isEmpty, now - state.retriedAt >= Self.retryMilliseconds
            else { return [] }
            state.retriedAt = now
            let all = state.parkedSubjects.sorted()
            let rest = all.drop { subject in state.lastRetried.map { subject <= $0 } ?? false }
            return rest.isEmpty ? all[...] : rest
        }
        var failures = 0
        for subject in subjects where failures < Self.mostFailures {
            // Each in a transaction of its own.
            if try await !retryParked(subject) { failures += 1 }
            state.withLock { $0.lastRetried = subject }
        }
    }

    /// What is parked, the longest first; at most a hundred.
    package func parkedSubjects() async throws -> [ParkedSubject] {
        try await store.read { [table] database in try table.parkings(database) }
    }

    /// Lets an effects follower go on that had stopped because events are lost to it.
    ///
    /// The log is read again from the first event that is kept.
    package func acceptLoss() async throws {
        try await write { _ = try self.acceptLoss(in: $0) }
    }

    /// The same in a transaction that is under way.
    ///
    /// - Returns: whether the follower had stopped.
    package func acceptLoss(in transaction: Transaction) throws -> Bool {
        guard var machine = state.withLock({ $0.machine }), machine.stop != nil else {
            return false
        }
        machine.acceptLoss()
        let database = transaction.database
        try table.save(machine.progress, applied: 0, unknown: 0, in: database)
        try table.saveKinds(machine.progress.learned, in: database)
        transaction.afterCommit { [machine] in
            self.state.withLock { $0.acknowledgement = nil }
            self.logger.warning("An operator accepted the loss of events")
            self.adopt(machine)
        }
        return true
    }
}
