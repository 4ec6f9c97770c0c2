import Logging
import OctopusStore

/// Looks at a service's freshness four times a second: tells when it changes, keeps the proof for the
/// next start, and ends reads that wait for callers who lost their right to them.
struct FreshnessWatch: Sendable {
    private let security: SecurityState
    /// Those of identity's security log, one for each shard.
    private let guards: [Follower]
    private let waiting: WaitingReads
    private let store: Store
    private let clock: any ServiceClock
    private let logger: Logger
    private let age: KeptGauge

    private static let pauseMilliseconds: Int64 = 250

    init(_ parts: CallParts, _ registry: MetricsRegistry) {
        (security, guards) = (parts.security, parts.following.guards)
        (waiting, store) = (parts.waitingReads, parts.store)
        (clock, logger) = (parts.clock, parts.logger)
        age = registry.gauge("security_age_ms")
    }

    /// Until the task is cancelled.
    func run() async {
        await withTaskGroup { group in
            group.addTask { await look() }
            group.addTask { await keep() }
        }
    }

    private func look() async {
        var news = FreshnessNews(startedAtMilliseconds: clock.monotonicMilliseconds)
        var version = security.version
        while !Task.isCancelled {
            let freshness = security.freshness
            let standing = freshness.standing
            if let milliseconds = freshness.ageMilliseconds { age.set(milliseconds) }
            if let words = news.words(standing, freshness, at: clock.monotonicMilliseconds) {
                logger.warning(
                    "\(words)",
                    metadata: [
                        "ageMs": "\(freshness.ageMilliseconds.map(String.init) ?? "unknown")",
                        "boundMs": "\(freshness.boundMilliseconds)",
                    ]
                )
            }
            let newest = security.version
            if newest != version || standing == .lost { waiting.review() }
            version = newest
            try? await clock.sleep(milliseconds: Self.pauseMilliseconds)
        }
    }

    /// Writes down what the tables are as fresh as, ten times within the bound at most.
    private func keep() async {
        let pause = max(Self.pauseMilliseconds, security.freshness.boundMilliseconds / 10)
        var kept: Int64?
        while !Task.isCancelled, !guards.isEmpty, clock.boot != nil {
            if let proven = provenOnDisk, proven != kept, store.state == .writable {
                kept = await keep(proven) ? proven : nil
            }
            try? await clock.sleep(milliseconds: pause)
        }
    }

    /// When all that identity had told was in the tables, by the follower that lags.
    private var provenOnDisk: Int64? {
        let proofs = guards.map(\.provenAtMilliseconds)
        return proofs.contains(nil) ? nil : proofs.compactMap { $0 }.min()
    }

    /// - Returns: Whether it was written; if not, the next time will do.
    private func keep(_ proven: Int64) async -> Bool {
        guard let boot = clock.boot else { return false }
        let proof = BootMoment(
            bootID: boot.bootID,
            milliseconds: boot.milliseconds - (clock.monotonicMilliseconds - proven)
        )
        do {
            try await store.write(label: "security proof", isUrgent: true) { transaction in
                try SecurityRecords.save(proof: proof, in: transaction.database)
            }
            return true
        } catch {
            return false
        }
    }
}

/// What the log is told of a service's freshness: each change once.
struct FreshnessNews {
    private let startedAtMilliseconds: Int64
    private var told = Freshness.Standing.fresh

    init(startedAtMilliseconds: Int64) { self.startedAtMilliseconds = startedAtMilliseconds }

    /// A service that has just started reads identity's log within a moment.
    private static let startMilliseconds: Int64 = 1000

    /// - Returns: The line, if there is something new to tell.
    mutating func words(
        _ standing: Freshness.Standing,
        _ freshness: Freshness,
        at now: Int64
    ) -> String? {
        guard standing != told else { return nil }
        if freshness.ageMilliseconds == nil, now - startedAtMilliseconds < Self.startMilliseconds {
            return nil
        }
        defer { told = standing }
        return switch standing {
        case .fresh: "Fresh again: identity's security log is read, persons and programs are served"
        case .ageing:
            // From a loss it comes back to this for a moment only.
            told == .lost ? nil : "Identity's security log can't be read"
        case .lost: "Not fresh: persons and programs are refused until identity's log is read"
        }
    }
}
