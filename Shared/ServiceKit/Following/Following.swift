import OctopusCBOR
import OctopusContract
import OctopusFairTurns
import Logging
import OctopusStore

/// Everything that a service follows: the kit's security follower and the service's own, one for
/// each shard of each source.
final class Following: Sendable {
    let followers: [Follower]
    /// Those of identity's security log, one for each shard.
    let guards: [Follower]
    private let projections: [AwaitedProjection]
    private let sorts: [String: FollowerSort]
    private let waits = SeenWaits()

    init<Environment>(
        _ definition: ServiceDefinition<Environment>,
        _ configuration: InstanceConfiguration,
        _ store: Store,
        _ environment: Environment,
        _ security: SecurityState
    ) {
        let sources: (String) -> [any EventSource] = { service in
            guard service == definition.name else { return configuration.sources(service) }
            let snapshots = SnapshotReader(definitions: definition.snapshots, store: store)
            return [LocalEventSource(store, snapshot: snapshots.page)]
        }
        let clock = configuration.clock
        let make: (FollowerConfiguration, (Int, any EventSource) -> any EventSource) -> [Follower] =
            {
                template,
                wrap in
                sources(template.source).enumerated().map { shard, source in
                    var own = template
                    own.shard = shard
                    own.readerName += "/\(configuration.shard)"
                    own.monotonicMilliseconds = { clock.monotonicMilliseconds }
                    return Follower(
                        own,
                        store: store,
                        source: wrap(shard, source),
                        logger: configuration.logger
                    )
                }
            }
        var guarding = FollowerConfiguration(
            name: "security",
            source: "identity",
            kind: .projection,
            handlers: SecurityFollower(state: security).handlers
        )
        guarding.isUrgent = true
        let wait = configuration.settings.duration("security.poll-wait").milliseconds
        // A proof is as old as its question: several must fit into the bound.
        guarding.waitMilliseconds = Int(min(wait, security.freshness.boundMilliseconds / 4))
        let guards = make(guarding) { shard, source in
            SecuritySource(source: source, state: security, shard: shard, clock: clock)
        }
        self.guards = guards
        security.freshness.follow(shards: guards.count)
        followers =
            guards
            + definition.followers.flatMap { follower in
                make(follower.configuration(environment, configuration.ids)) { $1 }
            }
        projections = followers.compactMap(AwaitedProjection.init)
        var sorts: [String: FollowerSort] = ["security": .projection]
        for follower in definition.followers { sorts[follower.name] = follower.sort }
        self.sorts = sorts
    }

    /// Whether this service has read what a caller saw.
    func hasSeen(_ seen: [LogPosition]) -> Bool {
        seen.allSatisfy { position in
            projections.allSatisfy { !$0.owes(position) }
        }
    }

    /// Whether this service has read what a caller saw, now or within so long.
    func hasSeen(_ seen: [LogPosition], within limit: Duration) async -> Bool {
        let deadline = ContinuousClock.now + limit
        for position in seen {
            for projection in projections where projection.owes(position) {
                let rest = max(.zero, deadline - ContinuousClock.now)
                let wanted = StorePosition(epoch: position.epoch, seq: position.seq)
                guard await projection.follower.waitUntilApplied(wanted, timeout: rest) else {
                    return false
                }
            }
        }
        return true
    }

    /// Waits until this service has read what a caller saw.
    ///
    /// - Throws: `Refusal`: `behind`, if it has not within so long, or too many of the caller's share
    ///   wait already.
    func wait(for seen: [LogPosition], within limit: Duration, _ share: Share) async throws {
        let isFar = seen.contains { position in
            projections.contains { $0.owes(position) && $0.isFar(position) }
        }
        try await waits.wait(share, isFar: isFar) { await hasSeen(seen, within: limit) }
    }

    /// The follower of a shard.
    func follower(_ name: String, shard: Int) -> Follower? {
        followers.first { $0.configuration.name == name && $0.configuration.shard == shard }
    }

    func sort(of follower: String) -> FollowerSort { sorts[follower] ?? .projection }
}

/// A follower whose work callers read, with what is asked of it on every call.
///
/// Callers read nothing that effects do, so an effect that stopped must not stop calls.
private struct AwaitedProjection {
    let source: String
    let shard: Int
    let follower: Follower

    init?(_ follower: Follower) {
        let configuration = follower.configuration
        guard configuration.kind == .projection else { return nil }
        (source, shard) = (configuration.source, configuration.shard)
        self.follower = follower
    }

    /// Whether it has not yet read what a caller saw, and will.
    func owes(_ position: LogPosition) -> Bool {
        guard shard == position.shard, source == position.service else { return false }
        let wanted = StorePosition(epoch: position.epoch, seq: position.seq)
        guard !follower.hasApplied(wanted) else { return false }
        // A position in a log that is no more says nothing about the one that is.
        return follower.health.position.map { $0.epoch == position.epoch } ?? true
    }

    /// Whether it lies far beyond all that is known of the log.
    func isFar(_ position: LogPosition) -> Bool {
        let health = follower.health
        return position.seq > max(health.head, health.position?.seq ?? 0) + SeenWaits.nearEvents
    }
}

extension FollowerDefinition {
    fileprivate func configuration(
        _ environment: Environment,
        _ ids: any IDSource
    ) -> FollowerConfiguration {
        FollowerConfiguration(
            name: name,
            source: source,
            kind: sort == .projection ? .projection : .effects,
            handlers: handlers.map { handler in handler.handler(of: name, environment, ids) }
        )
    }
}

extension EventHandler {
    /// The handler as the store's follower calls it.
    func handler(
        of follower: String,
        _ environment: Environment,
        _ ids: any IDSource
    ) -> FollowerHandler {
        let apply = apply
        return FollowerHandler(kind: declaration.kind, retention: retention) { event, transaction in
            let work = WorkContext(
                now: Instant(milliseconds: transaction.nowMilliseconds),
                environment: environment,
                transaction: transaction,
                trace: event.trace,
                ids: ids
            )
            let context = EventContext(
                at: Instant(milliseconds: event.atMilliseconds),
                tenant: event.tenant.map { TenantID($0) },
                partner: event.partner.map { PartnerID($0) },
                seq: event.isState ? nil : event.seq,
                replaces: event.replaces,
                follower: follower,
                work: work
            )
            try apply(event.body, event.personal, context)
        }
    }
}
