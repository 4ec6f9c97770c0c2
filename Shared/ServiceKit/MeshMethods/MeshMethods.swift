import OctopusCBOR
import OctopusContract
import OctopusStore
import Synchronization

/// The methods that every service answers, over one instance.
struct MeshMethods<Environment: Sendable>: Sendable {
    let definition: ServiceDefinition<Environment>
    let shard: Int
    let store: Store
    let clock: any ServiceClock
    let startedAt: Instant
    let security: SecurityState
    let following: Following
    let jobs: JobRunner
    let registry: MetricsRegistry
    let condition: ServiceCondition
    let audit: AuditLog
    let exports: ExportReader
    let description: EncodedDescription

    var entries: [MethodEntry<Environment>] {
        [
            describe,
            tellsHealth,
            tellsStats,
            tellsEvents,
            entry(ReadSnapshot.self) { try await readSnapshot($0, for: $1) },
            entry(ListReaders.self) { _, _ in try await listReaders() },
            entry(ListParked.self) { request, _ in try await listParked(request) },
            command(RegisterReader.self) { try register($0, $1) },
            command(ForgetReader.self) { try forget($0, $1) },
            command(RetryParked.self) { try retry($0, $1) },
            command(AcceptLoss.self) { try acceptLoss($0, $1) },
            tellsPersonalData,
        ] + auditEntries
    }

    private var describe: MethodEntry<Environment> {
        let read = Describe.requestReader()
        return MethodEntry(Describe.self) { _ in
            .waitingRead { bytes in
                _ = try read(bytes)
                return { _ in try await description.bytes() }
            }
        }
    }

    private var tellsHealth: MethodEntry<Environment> {
        let read = Health.requestReader()
        return MethodEntry(Health.self) { _ in
            .memoryRead { bytes, _ in
                _ = try read(bytes)
                return try CBOREncoder().encode(health())
            }
        }
    }

    private var tellsStats: MethodEntry<Environment> {
        let read = Stats.requestReader()
        let shared = SharedWork { try CBOREncoder().encode(await stats()) }
        return MethodEntry(Stats.self) { _ in
            .waitingRead { bytes in
                _ = try read(bytes)
                return { _ in try await shared.result() }
            }
        }
    }

    private var tellsEvents: MethodEntry<Environment> {
        let read = ReadEvents.requestReader()
        return MethodEntry(ReadEvents.self) { _ in
            .waitingRead { bytes in
                let request = try read(bytes)
                return { try await readEvents(request, for: $0.caller) }
            }
        }
    }

    func entry<M: Method>(
        _ method: M.Type,
        _ answer: @escaping @Sendable (M.Request, Caller) async throws -> M.Reply
    ) -> MethodEntry<Environment> {
        let read = M.requestReader()
        return MethodEntry(method) { _ in
            .waitingRead { bytes in
                let request = try read(bytes)
                return { try await CBOREncoder().encode(answer(request, $0.caller)) }
            }
        }
    }

    func command<M: Method>(
        _ method: M.Type,
        _ run: @escaping @Sendable (M.Request, CommandContext<Void>) throws -> M.Reply
    ) -> MethodEntry<Environment> {
        let read = M.requestReader()
        return MethodEntry(method) { _ in
            .command { bytes in
                let request = try read(bytes)
                return { try CBOREncoder().encode(run(request, $0)) }
            }
        }
    }

    /// Away from the socket thread and once for all who ask: percentiles of every method's durations take
    /// their time.
    @concurrent
    private func stats() async throws -> Stats.Reply {
        registry.gauge("writer_queue").set(Int64(store.queueDepth))
        return try Stats.Reply(
            service: definition.name,
            shard: shard,
            startedAt: startedAt,
            answeredAt: clock.now,
            metrics: registry.snapshot().sorted { $0.name < $1.name }.fitting()
        )
    }
}

extension [Metric] {
    private static var mostBytes: Int { 512 * 1024 }
    /// So many fit in any case.
    private static var fewMetrics: Int { 1000 }

    /// As many as one reply may carry; a last one counts those that were left out.
    func fitting() throws -> [Metric] {
        guard count > Self.fewMetrics else { return self }
        var bytes = 0
        let kept = try prefix { metric in
            bytes += try CBOREncoder().encode(metric).count
            return bytes <= Self.mostBytes
        }
        guard kept.count < count else { return self }
        let leftOut = Metric(
            name: "metrics_left_out",
            kind: .gauge,
            labels: [:],
            value: Double(count - kept.count),
            distribution: nil
        )
        return kept + [leftOut]
    }
}

/// What `Describe` answers: made when it is first asked for, and away from the socket thread, since
/// it takes milliseconds; it never changes.
final class EncodedDescription: Sendable {
    private let made = Mutex<[UInt8]?>(nil)
    private let make: @Sendable () throws -> ServiceDescription

    init<Environment>(of definition: ServiceDefinition<Environment>) {
        make = {
            try ServiceDescription(
                service: definition.name,
                of: ServiceContract(
                    methods: definition.methods.map(\.method),
                    events: definition.events
                ),
                ContractIndex.mesh
            )
        }
    }

    func bytes() async throws -> [UInt8] {
        if let made = made.withLock({ $0 }) { return made }
        return try await encoded()
    }

    @concurrent
    private func encoded() async throws -> [UInt8] {
        let bytes = try CBOREncoder().encode(make())
        made.withLock { $0 = bytes }
        return bytes
    }
}
