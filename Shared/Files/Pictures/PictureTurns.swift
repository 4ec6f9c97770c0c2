import OctopusContract
import OctopusFairTurns
import OctopusServiceKit
import Synchronization

/// Who checks an upload next: so many at a time, of a partner one, in turns by tenant and then by partner.
///
/// A check of a picture may take a minute. A partner that asks for a hundred delays its own, and what
/// others ask for by one of them.
final class PictureTurns: Sendable {
    private struct Waiting {
        let number: UInt64
        let continuation: CheckedContinuation<Void, any Error>
    }

    private struct State {
        var free: Int
        var waiting = FairTurns<Waiting>()
        /// Partners that have a turn now.
        var busy: Set<String> = []
        var next: UInt64 = 0

        /// Those who go in now.
        mutating func admitted() -> [CheckedContinuation<Void, any Error>] {
            var admitted: [CheckedContinuation<Void, any Error>] = []
            while free > 0 {
                let busy = busy
                guard
                    let (element, share) = waiting.popFirst(unless: {
                        busy.contains($0.program) ? .program : nil
                    })
                else { break }
                free -= 1
                self.busy.insert(share.program)
                admitted.append(element.continuation)
            }
            return admitted
        }
    }

    private let state: Mutex<State>

    init(at count: Int) { state = Mutex(State(free: count)) }

    /// Runs a check when its turn comes; one that is cancelled while it waits gives its place up.
    func inTurn<T: Sendable>(
        of upload: UploadRecord,
        _ body: () async throws -> T
    ) async throws -> T {
        try await inTurn(upload.share, body)
    }

    func inTurn<T: Sendable>(_ share: Share, _ body: () async throws -> T) async throws -> T {
        try await take(share)
        let begun = ContinuousClock.now
        defer { leave(share, after: ContinuousClock.now - begun) }
        try Task.checkCancellation()
        return try await body()
    }

    /// How many of a partner's wait.
    func waiting(of share: Share) -> Int {
        state.withLock { $0.waiting.count(of: share, .program) }
    }

    private func take(_ share: Share) async throws {
        let number = state.withLock { state in
            state.next += 1
            return state.next
        }
        try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { continuation in
                let admitted = state.withLock { state in
                    state.waiting.append(
                        Waiting(number: number, continuation: continuation),
                        share: share
                    )
                    return state.admitted()
                }
                for one in admitted { one.resume() }
                // It was cancelled before it waited.
                if Task.isCancelled { giveUp(number, share) }
            }
        } onCancel: {
            giveUp(number, share)
        }
    }

    private func giveUp(_ number: UInt64, _ share: Share) {
        let gone = state.withLock { state in
            state.waiting.removeAll(of: share) { $0.number == number }
        }
        for one in gone { one.continuation.resume(throwing: CancellationError()) }
    }

    private func leave(_ share: Share, after spent: Duration) {
        let admitted = state.withLock { state in
            state.free += 1
            state.busy.remove(share.program)
            state.waiting.charge(share, cost: spent.milliseconds)
            return state.admitted()
        }
        for one in admitted { one.resume() }
    }
}

extension UploadRecord {
    /// Whose turn it is: its tenant's, its partner's, and of those the partner's or an end user's.
    var share: Share {
        Share(
            tenant: tenant.uuid,
            program: partner.description,
            person: space == partner.uuid ? nil : space
        )
    }
}
