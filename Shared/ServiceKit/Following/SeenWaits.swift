import OctopusContract
import OctopusFairTurns
import Synchronization

/// How many calls may wait until the service has read what their callers saw.
///
/// A caller can make a position up. One far beyond all that is known of a log is met by hardly any
/// honest call, so few may wait for such; those beyond the bound are told `behind` at once.
final class SeenWaits: Sendable {
    /// How much of a log may have been written since it was last heard of.
    static let nearEvents: Int64 = 1_000

    private let near = Mutex(FairBound(capacity: 256))
    private let far = Mutex(FairBound(capacity: 32))

    /// Waits within the caller's share of the places.
    ///
    /// - Parameters:
    ///   - share: Whose share.
    ///   - isFar: Whether what was seen lies far beyond what is known of the log.
    ///   - body: Waits, and says whether it was read.
    /// - Throws: `Refusal`: `behind`, if no place is free or it was not read in time.
    func wait(_ share: Share, isFar: Bool, _ body: () async -> Bool) async throws(Refusal) {
        if let level = take(share, isFar: isFar) {
            throw Refusal(
                .behind,
                "Too many calls of this \(level) wait for what they have seen elsewhere.",
                retryAfterMilliseconds: 250
            )
        }
        defer { giveBack(share, isFar: isFar) }
        guard await body() else { throw Refusal(.behind, retryAfterMilliseconds: 100) }
    }

    private func take(_ share: Share, isFar: Bool) -> Share.Level? {
        isFar ? far.withLock { $0.take(1, share) } : near.withLock { $0.take(1, share) }
    }

    private func giveBack(_ share: Share, isFar: Bool) {
        if isFar {
            far.withLock { $0.giveBack(1, share) }
        } else {
            near.withLock { $0.giveBack(1, share) }
        }
    }
}
