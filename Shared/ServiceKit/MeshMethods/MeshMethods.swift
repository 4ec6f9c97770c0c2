import CBOR
import Contract
import Store

/// The methods that every service answers, over one instance.
struct MeshMethods<Environment: Sendable>: Sendable {
    let definition: ServiceDefinition<Environment>
    let shard: Int
    let store: Store
    let clock: any ServiceClock
    let startedAt: Instant
    let security: SecurityState
    let following: Following<Environment>
    let jobs: JobRunner
    let registry: MetricsRegistry
    let condition: ServiceCondition

    var entries: [MethodEntry<Environment>] {
        [
            entry(Describe.self) { _, _ in try describe() },
            entry(Health.self) { _, _ in try await health() },
            entry(Stats.self) { _, _ in stats() },
            entry(ReadEvents.self) { try await readEvents($0, for: $1) },
            entry(ReadSnapshot.self) { try await readSnapshot($0, for: $1) },
        ]
    }

    private func entry<M: Method>(
        _ method: M.Type,
        _ answer: @escaping @Sendable (M.Request, Caller) async throws -> M.Reply
    ) -> MethodEntry<Environment> {
        MethodEntry(
            method,
            .waitingRead { bytes in
                let request = try CBORDecoder().decode(M.Request.self, from: bytes)
                return { try await CBOREncoder().encode(answer(request, $0.caller)) }
            }
        )
    }

    private func describe() throws -> Describe.Reply {
        let events = ContractIndex.services.first { $0.name == definition.name }?.events ?? []
        return try ServiceDescription(
            service: definition.name,
            of: ServiceContract(methods: definition.methods.map(\.method), events: events),
            ContractIndex.mesh
        )
    }

    private func stats() -> Stats.Reply {
        for follower in following.followers {
            let health = follower.health
            let labels = [
                ("follower", health.name), ("source", "\(health.source)/\(health.shard)"),
            ]
            registry.gauge("follower_lag", labels).set(health.lag)
            registry.gauge("follower_parked", labels).set(Int64(health.parkedSubjects))
        }
        registry.gauge("writer_queue").set(Int64(store.queueDepth))
        return Stats.Reply(
            service: definition.name,
            shard: shard,
            startedAt: startedAt,
            answeredAt: clock.now,
            metrics: registry.snapshot().sorted { $0.name < $1.name }
        )
    }
}
