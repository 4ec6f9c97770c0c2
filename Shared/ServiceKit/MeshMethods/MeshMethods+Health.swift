import OctopusContract
import OctopusStore

extension MeshMethods {
    /// An error's words may repeat what a row or an event holds.
    private static var longestWords: Int { 1024 }

    func health() async throws -> Health.Reply {
        let now = clock.monotonicMilliseconds
        let bounds = try await store.events.read(after: nil, limit: 1)
        let (state, because) = condition.state
        return Health.Reply(
            service: definition.name,
            shard: shard,
            state: state,
            because: because?.cut(toBytes: Self.longestWords),
            startedAt: startedAt,
            answeredAt: clock.now,
            log: LogHealth(epoch: bounds.epoch, head: bounds.head, tail: bounds.tail),
            securityAgeMs: security.ageMilliseconds,
            followers: following.followers.map { follower in
                report(follower, at: now)
            },
            jobs: try await jobHealth()
        )
    }

    private func report(
        _ follower: Follower,
        at now: Int64
    ) -> OctopusContract.FollowerHealth {
        let health = follower.health
        return OctopusContract.FollowerHealth(
            name: health.name,
            source: health.source,
            shard: health.shard,
            sort: following.sort(of: health.name) == .projection ? .projection : .effects,
            position: health.position?.seq ?? 0,
            lag: health.lag,
            ageMs: health.provenAtMilliseconds.map { max(0, now - $0) },
            parked: Int64(health.parkedSubjects),
            trouble: (health.stop.map { "\($0)" } ?? health.failure)?
                .cut(toBytes: Self.longestWords)
        )
    }

    private func jobHealth() async throws -> [OctopusContract.JobHealth] {
        let suspect = jobs.isClockTrusted ? nil : store.clockTrouble
        return try await jobs.health().map { job in
            OctopusContract.JobHealth(
                name: job.name,
                nextAt: job.dueAtMilliseconds.map(Instant.init(milliseconds:)),
                failures: Int64(job.failures),
                trouble: (suspect ?? job.failure)?.cut(toBytes: Self.longestWords)
            )
        }
    }
}
