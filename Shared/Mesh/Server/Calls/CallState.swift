import OctopusFairTurns
import Synchronization

/// What may change about a call while it runs.
///
/// The socket thread changes it and any thread reads it; the writer asks it before a command begins
/// and before its savepoint is released.
package final class CallState: Sendable {
    private let expiry: Atomic<Int64>
    private let cancelled = Atomic<Bool>(false)
    /// When the request came, on the monotonic clock.
    package let receivedAtNanoseconds: Int64
    // On the socket thread only.
    nonisolated(unsafe) var task: Task<Void, Never>?
    nonisolated(unsafe) private(set) var isAnswered = false
    nonisolated(unsafe) var hold = Hold.nothing
    /// Bytes of the request that are counted.
    nonisolated(unsafe) var heldBytes = 0

    /// Whether a handler has it.
    var isRunning: Bool {
        switch hold {
        case .running, .waitingRead: true
        case .nothing, .queued: false
        }
    }

    /// What a call holds of its lane's room.
    enum Hold {
        case nothing, queued, waitingRead
        case running(FairBound.Place)
    }

    package init(
        expiresAtMilliseconds: Int64,
        receivedAtNanoseconds: Int64 = MonotonicClock.nowNanoseconds
    ) {
        expiry = Atomic(expiresAtMilliseconds)
        self.receivedAtNanoseconds = receivedAtNanoseconds
    }

    /// The caller took the call back, has gone away, or may not call any more.
    package var isCancelled: Bool { cancelled.load(ordering: .acquiring) }

    /// On the session clock.
    package var expiresAtMilliseconds: Int64 { expiry.load(ordering: .acquiring) }

    package var isExpired: Bool { isExpired(nowMilliseconds: MonotonicClock.nowMilliseconds) }

    package func isExpired(nowMilliseconds: Int64) -> Bool {
        expiresAtMilliseconds <= nowMilliseconds
    }

    /// How long the caller still waits; never negative.
    package var remaining: Duration {
        .milliseconds(max(0, expiresAtMilliseconds - MonotonicClock.nowMilliseconds))
    }

    /// The handler has answered; its task needs no cancelling any more.
    func answered() {
        isAnswered = true
        task = nil
    }

    package func cancel() {
        cancelled.store(true, ordering: .releasing)
    }

    /// Lets it live longer, because another attempt of the same command has joined it.
    package func extend(toMilliseconds expiresAtMilliseconds: Int64) {
        expiry.max(expiresAtMilliseconds, ordering: .acquiringAndReleasing)
    }
}
