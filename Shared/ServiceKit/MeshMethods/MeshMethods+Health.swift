import OctopusContract
import OctopusStore

extension MeshMethods {
    /// An error's words may repeat what a row or an event holds.
    private static var longestWords: Int { 1024 }

    /// From memory: how a service is must be told when its database can't answer, and a program that asks
    /// often must not take a reader from the others.
    func health() -> Health.Reply {
        let now = clock.monotonicMilliseconds
        let head = store.head
        let (state, because) = condition.state
        return Health.Reply(
            service: definition.name,
            shard: shard,
            state: state,
            because: because?.cut(toBytes: Self.longestWords),
            startedAt: startedAt,
            answeredAt: clock.now,
            log: LogHealth(epoch: head.epoch, head: head.seq, tail: store.events.tail),
            securityAgeMs: security.ageMilliseconds,
            followers: following.followers.map { follower in
                report(follower, at: now)
            },
            jobs: jobHealth()
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

    private func jobHealth() -> [OctopusContract.JobHealth] {
        let suspect = jobs.isClockTrusted ? nil : store.clockTrouble
        return jobs.lastHealth.map { job in
            OctopusContract.JobHealth(
                name: job.name,
                nextAt: job.dueAtMilliseconds.map(Instant.init(milliseconds:)),
                failures: Int64(job.failures),
                trouble: (suspect ?? job.failure)?.cut(toBytes: Self.longestWords)
            )
        }
    }
}
