import OctopusAdvertisingContract
import OctopusServiceKit
import OctopusStore
import Synchronization

/// How often ads were chosen, in memory: a choice writes nothing.
final class ServedAds: Sendable {
    private let counts = Mutex<[ChosenAd: Int64]>([:])

    func note(_ claims: ImpressionClaims) {
        counts.withLock { $0[ChosenAd(claims), default: 0] += 1 }
    }

    /// What was chosen since it was taken last.
    fileprivate func take() -> [(chosen: ChosenAd, count: Int64)] {
        let taken = counts.withLock { counts in
            defer { counts = [:] }
            return counts
        }
        return taken.map { (chosen: $0.key, count: $0.value) }
    }
}

extension AdvertisingEnvironment {
    private static let slice = 500

    /// Reports how often ads were chosen since the last time; what a death loses, reports lack.
    func noteServed() async throws {
        let taken = served.take()
        for start in stride(from: 0, to: taken.count, by: Self.slice) {
            let slice = taken[start..<min(start + Self.slice, taken.count)]
            try await store.write(label: "ad-served") { transaction in
                for (chosen, count) in slice {
                    try CountedAd(chosen, in: transaction.database)?
                        .count(.served, count, in: transaction)
                }
            }
        }
    }
}
