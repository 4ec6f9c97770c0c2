import OctopusContract
import Synchronization

/// The reads that wait for news, each ended once its caller may not have its answer any more.
///
/// A key may be revoked, a session end, a grant be taken away or freshness be lost while a read waits;
/// without this it would answer once more, up to half a minute later.
final class WaitingReads: Sendable {
    typealias Demand = @Sendable () throws(Refusal) -> Void

    private struct Read {
        let demand: Demand
        let task: Task<[UInt8], any Error>
    }

    private struct State {
        var next = 0
        var reads: [Int: Read] = [:]
    }

    private let state = Mutex(State())

    var count: Int { state.withLock { $0.reads.count } }

    /// Runs a read whose caller must meet the demand until it is answered.
    ///
    /// - Parameters:
    ///   - demand: What the caller must meet; asked again in every review, and at the end.
    ///   - body: Ends when its task is cancelled.
    /// - Returns: The reply.
    /// - Throws: The refusal of a caller that no longer meets the demand; what `body` throws.
    func run(
        while demand: @escaping Demand,
        _ body: @escaping @Sendable () async throws -> [UInt8]
    ) async throws -> [UInt8] {
        let task = Task.immediate { try await body() }
        let number = state.withLock { state in
            state.next += 1
            state.reads[state.next] = Read(demand: demand, task: task)
            return state.next
        }
        let result = await withTaskCancellationHandler {
            await task.result
        } onCancel: {
            task.cancel()
        }
        state.withLock { $0.reads[number] = nil }
        try demand()
        return try result.get()
    }

    /// Asks every caller's demand again, and ends the reads of those that don't meet it.
    func review() {
        for read in state.withLock({ Array($0.reads.values) }) {
            do { try read.demand() } catch { read.task.cancel() }
        }
    }
}
