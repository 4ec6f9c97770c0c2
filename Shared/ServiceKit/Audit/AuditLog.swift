import Glibc
import Logging
import OctopusContract
import OctopusMesh
import OctopusStore
import Synchronization
import struct FoundationEssentials.UUID

/// A service's audit: every command, done or refused, and every denial.
///
/// A command's entry is written in its own transaction. Denials come before any transaction, so they wait in
/// memory for a quarter of a second at most. Refusals of one program for one reason are told one by one for a
/// minute's first hundred, then counted.
final class AuditLog: Sendable {
    /// What refusals are counted by.
    struct Bound: Hashable {
        let facts: AuditFacts
        let reason: String
    }

    private struct Denial {
        let facts: AuditFacts
        let reason: String
        let at: Instant
        var count: Int64 = 1
    }

    private struct State {
        var bound = LineBound<Bound>(most: 100)
        var denials: [Denial] = []
        var isTold = false
    }

    /// What the service writes when its database was put back.
    static let restore = "restore"
    private static let pauseMilliseconds: Int64 = 250
    private static let mostDenials = 4096

    let book: AuditBook
    let head: AuditHead
    private let ids: any IDSource
    private let clock: any ServiceClock
    private let store: Store
    private let state = Mutex(State())
    private let news: AsyncStream<Void>
    private let tell: AsyncStream<Void>.Continuation

    init(
        _ book: AuditBook,
        _ head: AuditHead,
        _ store: Store,
        _ configuration: InstanceConfiguration
    ) {
        (self.book, self.head, self.store) = (book, head, store)
        (clock, ids) = (configuration.clock, configuration.ids)
        (news, tell) = AsyncStream.makeStream(bufferingPolicy: .bufferingNewest(1))
    }

    // MARK: Commands, on the writer's thread

    /// Has it written, with what the command did, that it was done.
    func done(_ facts: AuditFacts, in transaction: Transaction) {
        let (draft, statements) = (transaction.audit, transaction.statements)
        let now = Instant(milliseconds: transaction.nowMilliseconds)
        transaction.afterSuccess { try self.append(facts, nil, at: now, draft, statements) }
    }

    /// Has it written, once the command is undone, that it was refused.
    func refused(_ facts: AuditFacts, _ reason: Reason, in transaction: Transaction) {
        // A log-in that fails is refused by the command itself; a token that is old never comes so far.
        guard reason.isAudited || reason.status == .unauthenticated else { return }
        let (draft, statements) = (transaction.audit, transaction.statements)
        let now = Instant(milliseconds: transaction.nowMilliseconds)
        transaction.afterRefusal { _ in
            guard self.takes(facts, reason) else { return }
            try self.append(facts, reason.word, at: now, draft, statements)
        }
    }

    private func append(
        _ facts: AuditFacts,
        _ refusal: String?,
        at now: Instant,
        _ draft: AuditDraft?,
        _ statements: Statements
    ) throws {
        try book.append(facts, refusal: refusal, at: now, draft, statements) {
            self.ids.randomBytes($0)
        }
        noteNews()
    }

    // MARK: Denials, on any thread

    /// Has it written soon that a call was refused before it could change anything.
    func denied(_ facts: AuditFacts, _ reason: Reason) {
        guard takes(facts, reason) else { return }
        let denial = Denial(facts: facts, reason: reason.word, at: clock.now)
        state.withLock { state in
            guard state.denials.count < Self.mostDenials else { return }
            state.denials.append(denial)
        }
        noteNews()
    }

    private func takes(_ facts: AuditFacts, _ reason: Reason) -> Bool {
        var kind = facts
        (kind.subject, kind.actor, kind.session) = (nil, nil, nil)
        (kind.address, kind.call) = (nil, nil)
        let bound = Bound(facts: kind, reason: reason.word)
        let now = clock.monotonicMilliseconds
        return state.withLock { $0.bound.takes(bound, atMilliseconds: now) }
    }

    private func noteNews() {
        let isNew = state.withLock { state in
            defer { state.isTold = true }
            return !state.isTold
        }
        if isNew { tell.yield() }
    }

    /// Writes what waits, until the task is cancelled.
    func run() async {
        for await _ in news {
            repeat {
                try? await clock.sleep(milliseconds: Self.pauseMilliseconds)
                await flush()
            } while !Task.isCancelled && state.withLock { !$0.bound.isEmpty }
            if Task.isCancelled { return }
        }
    }

    /// Writes the denials and counts that wait, and where the chain has come to.
    func flush() async {
        let now = clock.monotonicMilliseconds
        let at = clock.now
        let (denials, isTold) = state.withLock { state in
            let counted = state.bound.close(atMilliseconds: now).compactMap { summary in
                summary.key.map { key in
                    Denial(
                        facts: key.facts,
                        reason: key.reason,
                        at: at,
                        count: Int64(summary.count)
                    )
                }
            }
            defer {
                state.denials = []
                state.isTold = false
            }
            return (state.denials + counted, state.isTold)
        }
        do {
            if !denials.isEmpty { try await write(denials) }
            if isTold || !denials.isEmpty {
                head.write(try await store.read { try AuditBook.end($0) })
            }
        } catch {
            keep(denials)
        }
    }

    private func write(_ denials: [Denial]) async throws {
        try await store.write(label: "audit") { [book, ids] transaction in
            for denial in denials {
                try book.append(
                    denial.facts,
                    refusal: denial.reason,
                    count: denial.count,
                    at: denial.at,
                    nil,
                    transaction.statements,
                    randomBytes: { ids.randomBytes($0) }
                )
            }
        }
    }

    /// Writes what an operator did on the machine.
    func operatorDid(_ command: String, _ outcome: String) async throws {
        let facts = AuditFacts(method: command, program: "operator on the machine")
        let refusal = outcome == "done" ? nil : outcome
        let now = clock.now
        try await store.write(label: "audit") { [book, ids] transaction in
            try book.append(
                facts,
                refusal: refusal,
                at: now,
                nil,
                transaction.statements,
                randomBytes: { ids.randomBytes($0) }
            )
        }
        noteNews()
    }

    /// Writes down that the database was put back, if the chain had come further than it knows.
    func settle() async throws {
        guard store.state == .writable, let known = head.read(), known.seq > 0 else { return }
        let end = try await store.read { database in
            (try AuditBook.end(database), try AuditBook.code(of: known.seq, in: database))
        }
        guard end.0.seq < known.seq || end.1 != known.code else { return }
        try await operatorDid(
            Self.restore,
            "the database ends with entry \(end.0.seq), and entry \(known.seq) had been written"
        )
        await flush()
    }

    /// What could not be written waits for the next time.
    private func keep(_ denials: [Denial]) {
        guard !denials.isEmpty else { return }
        state.withLock { state in
            state.denials = Array((denials + state.denials).prefix(Self.mostDenials))
        }
        noteNews()
    }
}

extension Reason {
    /// Whether somebody asked for what they may not.
    var isDenial: Bool { status == .permissionDenied || self == .tokenRevoked }

    /// Whether a refused command stands in the audit: what somebody may not do, or can't, or tries too
    /// often; not what load and time refuse.
    var isAudited: Bool {
        switch self {
        case .malformed, .invalid, .idempotencyKeyReused, .idempotencyKeyExpired,
            .idempotencyKeyAhead, .idempotencyKeyMissing, .routingKeyMissing, .tooLarge:
            false
        case .throttled, .tokenRevoked: true
        default: isStorable || status == .permissionDenied
        }
    }
}
