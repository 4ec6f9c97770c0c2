import OctopusLoyaltyContract
import OctopusServiceKit
import OctopusStore
import Synchronization

/// The ledgers that are being added up: each once for all callers, beside the reads and not among them.
final class LedgerChecks: Sendable {
    private typealias Outcome = Result<CheckLedger.Reply, any Error>

    private struct State {
        /// Who waits for a check that runs.
        var running: [PointTypeID: [AsyncStream<Outcome>.Continuation]] = [:]
        /// What took so long that somebody was sent away meanwhile, and until when it is told.
        var told: [PointTypeID: (reply: CheckLedger.Reply, until: Int64)] = [:]
        var hasSentAway: Set<PointTypeID> = []
    }

    private let state = Mutex(State())
    private let clock: any ServiceClock
    private let patience: Duration

    init(clock: any ServiceClock, patience: Duration = .seconds(2)) {
        self.clock = clock
        self.patience = patience
    }

    /// Adds a point type's ledger, lots and balances up.
    ///
    /// - Throws: `checkRunning` if it takes longer than the caller is kept waiting.
    func check(_ pointType: PointTypeRecord, _ store: Store) async throws -> CheckLedger.Reply {
        let (stream, waiter) = AsyncStream.makeStream(of: Outcome.self)
        let now = clock.monotonicMilliseconds
        let (reply, isFirst) = state.withLock { state in
            state.told = state.told.filter { $0.value.until > now }
            if let told = state.told[pointType.id] { return (Optional(told.reply), false) }
            let isFirst = state.running[pointType.id] == nil
            state.running[pointType.id, default: []].append(waiter)
            return (nil, isFirst)
        }
        if let reply { return reply }
        if isFirst { begin(pointType, store) }
        let outcome = await withTaskGroup(of: Outcome?.self) { [patience] group in
            group.addTask { await stream.first { _ in true } }
            group.addTask {
                try? await Task.sleep(for: patience)
                return nil
            }
            defer { group.cancelAll() }
            return await group.next() ?? nil
        }
        guard let outcome else {
            sendAway(pointType.id)
            throw Refusal(.checkRunning, retryAfterMilliseconds: 1000)
        }
        return try outcome.get()
    }

    private func begin(_ pointType: PointTypeRecord, _ store: Store) {
        Task { [clock] in
            let outcome: Outcome
            do {
                let (totals, moment) = try await store.readAtLength { database in
                    (try LedgerTotals.of(pointType, in: database), clock.now)
                }
                outcome = .success(CheckLedger.Reply(totals, at: moment))
            } catch {
                outcome = .failure(error)
            }
            finish(pointType.id, outcome)
        }
    }

    private func sendAway(_ pointType: PointTypeID) {
        state.withLock { state in
            if state.running[pointType] != nil { state.hasSentAway.insert(pointType) }
        }
    }

    private func finish(_ pointType: PointTypeID, _ outcome: Outcome) {
        let now = clock.monotonicMilliseconds
        let waiting = state.withLock { state in
            if state.hasSentAway.remove(pointType) != nil, case .success(let reply) = outcome {
                state.told[pointType] = (reply, now + 60_000)
            }
            return state.running.removeValue(forKey: pointType) ?? []
        }
        for waiter in waiting {
            waiter.yield(outcome)
            waiter.finish()
        }
    }
}
