package import OctopusContract
import OctopusStore
import Synchronization

/// Up to when a service's followers have read the logs of others, for work that must not run on less.
package final class ReadProofs: Sendable {
    private struct State {
        var followers: [Follower] = []
        /// Said without a log, in monotonic milliseconds.
        var saidAt: Int64?
    }

    private let clock: any ServiceClock
    private let state = Mutex(State())

    init(_ clock: any ServiceClock) { self.clock = clock }

    func follow(_ followers: [Follower]) { state.withLock { $0.followers = followers } }

    /// Takes every log as read to its head now, where there are none.
    package func prove() {
        let now = clock.monotonicMilliseconds
        state.withLock { $0.saidAt = now }
    }

    /// The time up to which a follower has applied all that was in its source's logs.
    ///
    /// - Parameter follower: Its name.
    /// - Returns: Nil if it has not read them to their heads since the process began.
    package func readUntil(by follower: String) -> Instant? {
        let (followers, saidAt) = state.withLock { ($0.followers, $0.saidAt) }
        var oldest = saidAt
        let shards = followers.filter { $0.configuration.name == follower }
        for (index, shard) in shards.enumerated() {
            let proof = [shard.provenAtMilliseconds, saidAt].compactMap { $0 }.max()
            guard let proof else { return nil }
            oldest = index == 0 ? proof : min(oldest ?? proof, proof)
        }
        let age = oldest.map { max(0, clock.monotonicMilliseconds - $0) }
        return age.map { clock.now.adding(milliseconds: -$0) }
    }
}
