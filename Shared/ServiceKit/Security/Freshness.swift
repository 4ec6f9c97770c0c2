import OctopusContract
import OctopusStore
import Synchronization

/// How long ago identity's security log was read to its end, and what that lets a service do.
///
/// It is asked on every call, so it is one number in memory. Only questions that identity answered
/// count; the time goes on while the machine sleeps, and no wall clock changes it.
package final class Freshness: Sendable {
    package enum Standing: Sendable {
        case fresh
        /// Half of the bound has passed.
        case ageing
        case lost
    }

    private struct Proofs {
        /// One for each shard of identity's; nil until it was read to its end.
        var shards: [Int64?] = []
        /// What was proven in another way: by the process before this one.
        var floor = Int64.min
    }

    let boundMilliseconds: Int64
    /// Identity's own knowledge of itself is never old.
    private let isIdentity: Bool
    private let clock: any ServiceClock
    private let proofs = Mutex(Proofs())
    private let proven = Atomic<Int64>(.min)
    private let refusals: KeptCounter

    package init(
        clock: any ServiceClock,
        boundMilliseconds: Int64 = 300_000,
        isIdentity: Bool = false,
        registry: MetricsRegistry = MetricsRegistry()
    ) {
        self.clock = clock
        self.boundMilliseconds = boundMilliseconds
        self.isIdentity = isIdentity
        refusals = registry.counter("security_unproven_refusals")
    }

    /// As a service is configured.
    convenience init<Environment>(
        _ definition: ServiceDefinition<Environment>,
        _ configuration: InstanceConfiguration
    ) {
        self.init(
            clock: configuration.clock,
            boundMilliseconds: configuration.settings.duration("security.freshness-bound")
                .milliseconds,
            isIdentity: definition.isIdentity,
            registry: configuration.registry
        )
    }

    /// Says how many logs have to be read: the one that lags speaks for all.
    func follow(shards count: Int) {
        proofs.withLock { $0.shards = Array(repeating: nil, count: count) }
    }

    /// Says that a shard's log was read to its end at that moment of the monotonic clock.
    func prove(shard: Int, atMilliseconds moment: Int64) {
        publish { proofs in
            guard proofs.shards.indices.contains(shard) else { return }
            proofs.shards[shard] = max(proofs.shards[shard] ?? .min, moment)
        }
    }

    /// Says that all was read to its end at that moment of the monotonic clock.
    func prove(atMilliseconds moment: Int64) {
        publish { $0.floor = max($0.floor, moment) }
    }

    /// Goes on from what the process before this one had proven, if the machine has not been started
    /// anew since: what was revoked until then is in the tables.
    func resume(from proof: BootMoment?) {
        guard let proof, let boot = clock.boot, boot.bootID == proof.bootID,
            proof.milliseconds <= boot.milliseconds
        else { return }
        let age = boot.milliseconds - proof.milliseconds
        prove(atMilliseconds: clock.monotonicMilliseconds - age)
    }

    private func publish(_ change: (inout Proofs) -> Void) {
        proofs.withLock { proofs in
            change(&proofs)
            let all = proofs.shards.compactMap { $0 }
            let whole = all.count == proofs.shards.count ? all.min() : nil
            proven.store(max(proofs.floor, whole ?? .min), ordering: .releasing)
        }
    }

    /// How long ago identity's security log had been read to its end; nil if it never was.
    var ageMilliseconds: Int64? {
        if isIdentity { return 0 }
        let proven = proven.load(ordering: .acquiring)
        return proven == .min ? nil : max(0, clock.monotonicMilliseconds - proven)
    }

    var standing: Standing {
        guard let age = ageMilliseconds, age <= boundMilliseconds else { return .lost }
        return age > boundMilliseconds / 2 ? .ageing : .fresh
    }

    /// What an operator is told; nil while the proof is young.
    var trouble: String? {
        switch standing {
        case .fresh: nil
        case .ageing:
            "identity's security log was last read \(ageWords) ago; from \(boundWords) on persons and "
                + "programs are refused"
        case .lost:
            "identity's security log \(lastRead); persons and programs are refused until it is read"
        }
    }

    /// Refuses what needs to know who was revoked.
    ///
    /// - Throws: `Refusal`: `unproven`, with the age and the bound.
    func demand() throws(Refusal) {
        guard standing == .lost else { return }
        refusals.increment(by: 1)
        throw Refusal(
            .unproven,
            "This service has lost contact with identity: the security log \(lastRead). Until it is "
                + "read again, only mesh.v1/Health, Describe and Stats are answered.",
            // A service that has just started knows within moments.
            retryAfterMilliseconds: ageMilliseconds == nil ? 100 : 1000
        )
    }

    private var lastRead: String {
        ageMilliseconds == nil
            ? "was not read to its end since the start"
            : "was last read \(ageWords) ago, longer than the bound of \(boundWords)"
    }

    private var ageWords: String { Self.seconds(ageMilliseconds ?? 0) }
    private var boundWords: String { Self.seconds(boundMilliseconds) }

    /// For instance `2.4 s`.
    private static func seconds(_ milliseconds: Int64) -> String {
        let tenths = milliseconds / 100
        return tenths % 10 == 0 ? "\(tenths / 10) s" : "\(tenths / 10).\(tenths % 10) s"
    }
}
