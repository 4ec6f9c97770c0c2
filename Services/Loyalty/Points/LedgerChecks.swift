import OctopusLoyaltyContract
import OctopusServiceKit
import OctopusStore
import Synchronization

/// The ledgers that are being added up: each once for all callers, in slices among the tenant's reads.
///
/// A ledger that takes one slice is added up whenever somebody asks. A longer one goes on without its
/// callers, at most once a minute for a partner, and for that minute its callers are told what came out.
final class LedgerChecks: Sendable {
    private typealias Outcome = Result<CheckLedger.Reply, any Error>

    private struct State {
        /// Who waits for a check that runs.
        var running: [PointTypeID: [AsyncStream<Outcome>.Continuation]] = [:]
        /// What came out of a long check, and until when it is told.
        var told: [PointTypeID: (reply: CheckLedger.Reply, until: Int64)] = [:]
        /// When a partner may have its next long check.
        var next: [PartnerID: Int64] = [:]
    }

    private enum Answer {
        case told(CheckLedger.Reply)
        case joined
        case first
    }

    private static let pauseMilliseconds: Int64 = 60_000

    private let state = Mutex(State())
    private let clock: any ServiceClock
    private let patience: Duration
    private let sliceRows: Int

    init(
        clock: any ServiceClock,
        patience: Duration = .seconds(2),
        sliceRows: Int = LedgerCheck.sliceRows
    ) {
        self.clock = clock
        self.patience = patience
        self.sliceRows = sliceRows
    }

    /// Adds a point type's ledger, lots and balances up.
    ///
    /// - Throws: `checkRunning` if it takes longer than the caller is kept waiting, or if the partner had
    ///   another long one less than a minute ago.
    func check(_ pointType: PointTypeRecord, _ store: Store) async throws -> CheckLedger.Reply {
        let (stream, waiter) = AsyncStream.makeStream(of: Outcome.self)
        switch enter(pointType.id, waiter) {
        case .told(let reply): return reply
        case .joined: break
        case .first: Task { finish(pointType.id, await run(pointType, store)) }
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
        _ pointType: PointTypeID,
        _ waiter: AsyncStream<Outcome>.Continuation
    ) -> Answer {
        let now = clock.monotonicMilliseconds
        return state.withLock { state in
            state.told = state.told.filter { $0.value.until > now }
            state.next = state.next.filter { $0.value > now }
            if let told = state.told[pointType] { return .told(told.reply) }
            let isFirst = state.running[pointType] == nil
            state.running[pointType, default: []].append(waiter)
            return isFirst ? .first : .joined
        }
    }

    private func run(_ pointType: PointTypeRecord, _ store: Store) async -> Outcome {
        // It belongs to none of those who wait for it: they come and go.
        let ticket = ReadTicket.work(
            "CheckLedger",
            of: pointType.tenant.uuid,
            for: pointType.partner.uuid
        )
        var check = LedgerCheck(of: pointType.id)
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
                if !isLong { try begin(pointType.partner) }
                isLong = true
            }
        } catch {
            return .failure(error)
        }
        let reply = CheckLedger.Reply(check.totals, at: clock.now)
        if isLong { tell(reply, of: pointType.id) }
        return .success(reply)
    }

    /// Begins a long check, if the partner has none and had none for a minute.
    private func begin(_ partner: PartnerID) throws(Refusal) {
        let now = clock.monotonicMilliseconds
        let next = state.withLock { state in
            let next = state.next[partner]
            if next == nil { state.next[partner] = now + Self.pauseMilliseconds }
            return next
        }
        guard let next, next > now else { return }
        throw Refusal(
            .checkRunning,
            "The partner had a long ledger added up less than a minute ago; ask again then.",
            retryAfterMilliseconds: next - now
        )
    }

    private func tell(_ reply: CheckLedger.Reply, of pointType: PointTypeID) {
        let until = clock.monotonicMilliseconds + Self.pauseMilliseconds
        state.withLock { $0.told[pointType] = (reply, until) }
    }

    private func finish(_ pointType: PointTypeID, _ outcome: Outcome) {
        let waiting = state.withLock { $0.running.removeValue(forKey: pointType) ?? [] }
        for waiter in waiting {
            waiter.yield(outcome)
            waiter.finish()
        }
    }
}
