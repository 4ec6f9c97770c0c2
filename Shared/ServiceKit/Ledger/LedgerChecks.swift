import OctopusContract
package import OctopusStore
import Synchronization
package import struct FoundationEssentials.UUID

/// The ledgers that are being added up: each once for all callers, in slices among the tenant's reads.
///
/// A ledger that takes one slice is added up whenever somebody asks. A longer one goes on without its
/// callers, at most once a minute for a partner, and for that minute its callers are told what came out.
package final class LedgerChecks<Check: AddsLedgerUp>: Sendable {
    private typealias Outcome = Result<Check.Reply, any Error>

    private struct State {
        /// Who waits for a check that runs.
        var running: [UUID: [AsyncStream<Outcome>.Continuation]] = [:]
        /// What came out of a long check, and until when it is told.
        var told: [UUID: (reply: Check.Reply, until: Int64)] = [:]
        /// When a partner may have its next long check.
        var next: [PartnerID: Int64] = [:]
    }

    private enum Answer {
        case told(Check.Reply)
        case joined
        case first
    }

    private let state = Mutex(State())
    private let clock: any ServiceClock
    private let patience: Duration
    private let sliceRows: Int

    /// Makes it for a service.
    ///
    /// - Parameters:
    ///   - clock: Counts the minute.
    ///   - patience: How long a caller is kept waiting.
    ///   - sliceRows: What one slice looks at: some 20 ms.
    package init(
        clock: any ServiceClock,
        patience: Duration = .seconds(2),
        sliceRows: Int = 8_000
    ) {
        self.clock = clock
        self.patience = patience
        self.sliceRows = sliceRows
    }

    /// Adds a ledger up.
    ///
    /// - Parameters:
    ///   - check: One that has not begun.
    ///   - ledger: Which ledger; those who ask for the same one share a check.
    ///   - owner: Whose it is.
    ///   - store: Where it lies.
    /// - Returns: What came out.
    /// - Throws: `checkRunning` if it takes longer than the caller is kept waiting, or if the partner had
    ///   another long one less than a minute ago.
    package func check(
        _ check: Check,
        of ledger: UUID,
        at owner: LedgerOwner,
        _ store: Store
    ) async throws -> Check.Reply {
        let (stream, waiter) = AsyncStream.makeStream(of: Outcome.self)
        switch enter(ledger, waiter) {
        case .told(let reply): return reply
        case .joined: break
        case .first: Task { finish(ledger, await run(check, of: ledger, at: owner, store)) }
        }
        let outcome = await withTaskGroup(of: Outcome?.self) { [patience] group in
            group.addTask { await stream.first { _ in true } }
            group.addTask {
                try? await Task.sleep(for: patience)
                return nil
            }
            defer { group.cancelAll() }
            return await group.next() ?? nil
        }
        guard let outcome else { throw Refusal(.checkRunning, retryAfterMilliseconds: 1000) }
        return try outcome.get()
    }

    private func enter(
        _ ledger: UUID,
        _ waiter: AsyncStream<Outcome>.Continuation
    ) -> Answer {
        let now = clock.monotonicMilliseconds
        return state.withLock { state in
            state.told = state.told.filter { $0.value.until > now }
            state.next = state.next.filter { $0.value > now }
            if let told = state.told[ledger] { return .told(told.reply) }
            let isFirst = state.running[ledger] == nil
            state.running[ledger, default: []].append(waiter)
            return isFirst ? .first : .joined
        }
    }

    private func run(
        _ check: Check,
        of ledger: UUID,
        at owner: LedgerOwner,
        _ store: Store
    ) async -> Outcome {
        // It belongs to none of those who wait for it: they come and go.
        let ticket = ReadTicket.work(
            "CheckLedger",
            of: owner.tenant.uuid,
            for: owner.partner.uuid
        )
        var check = check
        var isLong = false
        do {
            while true {
                let before = check
                let (after, isDone) = try await store.read(for: ticket) { [sliceRows] database in
                    var check = before
                    let isDone = try check.advance(in: database, rows: sliceRows)
                    return (check, isDone)
                }
                check = after
                if isDone { break }
                if !isLong { try begin(owner.partner) }
                isLong = true
            }
        } catch {
            return .failure(error)
        }
        let reply = check.reply(at: clock.now)
        if isLong { tell(reply, of: ledger) }
        return .success(reply)
    }

    /// Begins a long check, if the partner has none and had none for a minute.
    private func begin(_ partner: PartnerID) throws(Refusal) {
        let now = clock.monotonicMilliseconds
        let next = state.withLock { state in
            let next = state.next[partner]
            if next == nil { state.next[partner] = now + pauseMilliseconds }
            return next
        }
        guard let next, next > now else { return }
        throw Refusal(
            .checkRunning,
            "The partner had a long ledger added up less than a minute ago; ask again then.",
            retryAfterMilliseconds: next - now
        )
    }

    private func tell(_ reply: Check.Reply, of ledger: UUID) {
        let until = clock.monotonicMilliseconds + pauseMilliseconds
        state.withLock { $0.told[ledger] = (reply, until) }
    }

    private func finish(_ ledger: UUID, _ outcome: Outcome) {
        let waiting = state.withLock { $0.running.removeValue(forKey: ledger) ?? [] }
        for waiter in waiting {
            waiter.yield(outcome)
            waiter.finish()
        }
    }
}

/// How long a partner waits for its next long check.
private let pauseMilliseconds: Int64 = 60_000
