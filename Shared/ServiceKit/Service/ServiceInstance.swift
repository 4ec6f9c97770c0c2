package import OctopusContract
package import Logging
import OctopusMesh
package import OctopusStore
import Synchronization
import struct FoundationEssentials.UUID

/// A service without sockets and signals: its database, its calls, its followers and jobs.
package final class ServiceInstance<Environment: Sendable>: Sendable {
    package let definition: ServiceDefinition<Environment>
    package let environment: Environment
    package let store: Store
    package let security: SecurityState
    package let proofs: ReadProofs
    package let clock: any ServiceClock
    package let ids: any IDSource
    package let settings: Settings
    package let shard: Int
    package let logger: Logger
    package let registry: MetricsRegistry
    package let securityLog: SecurityLog?
    let audit: AuditLog
    package let startedAt: Instant
    let ring: KeyRing
    let pipeline: CallPipeline
    let following: Following
    package let jobs: JobRunner
    private let condition: ServiceCondition
    private let watch: FreshnessWatch
    /// Numbers the calls from within the process.
    let localCalls = Atomic<UInt64>(0)

    /// Opens the service's database and builds what runs on it.
    ///
    /// Nothing runs by itself until `work`.
    ///
    /// - Throws: `StoreError` and what the service's own environment throws; both say what to do.
    package static func open(
        _ definition: ServiceDefinition<Environment>,
        _ configuration: InstanceConfiguration
    ) async throws -> ServiceInstance {
        let folder = try DataFolder(configuration.dataFolder, service: definition.name)
        let secrets = try SecretsFolder(configuration.secretsFolder, besides: folder)
        let ring = try secrets.ring(configuration.logger)
        let survival = try secrets.survival("\(definition.name)/\(configuration.shard)", ring)
        let security = SecurityState(
            pinned: configuration.pinned,
            clock: configuration.clock,
            freshness: Freshness(definition, configuration)
        )
        let proofs = ReadProofs(configuration.clock)
        let rights = RightsWatch(definition.isIdentity ? security : nil)
        let path = folder.databasePath
        let store = try Self.store(definition, configuration, rights, path: path, survival)
        do {
            // Not before the store: it has the folder's lock.
            rights.log = try configuration.openSecurityLog?(folder.path)
            let hashes = try await store.unseal(with: ring, definition.sealed)
            let closed = try await store.settleSurvival()
            let environment = try await definition.makeEnvironment(
                configuration.resources(store, ring, hashes, rights, proofs)
            )
            if closed != nil, store.state == .writable {
                try await Self.replay(survival, store, environment, definition, configuration.ids)
            }
            let (snapshot, proof) = try await store.read { database in
                try (SecurityRecords.snapshot(of: database), SecurityRecords.proof(in: database))
            }
            security.replace(snapshot)
            security.freshness.resume(from: proof)
            let audit = AuditLog(AuditBook(hashes), secrets.auditHead, store, configuration)
            try await audit.settle()
            let instance = ServiceInstance(
                definition,
                configuration,
                store,
                environment,
                security,
                proofs,
                PageSeal(store.events.cursors),
                rights.log,
                audit,
                ring,
                closed
            )
            try await store.read { [quotas = instance.pipeline.parts.quotas] in
                try quotas.load($0)
            }
            return instance
        } catch {
            await store.close()
            throw error
        }
    }

    private static func store(
        _ definition: ServiceDefinition<Environment>,
        _ configuration: InstanceConfiguration,
        _ rights: RightsWatch,
        path: String,
        _ survival: Survival
    ) throws -> Store {
        let (clock, ids) = (configuration.clock, configuration.ids)
        var own = StoreConfiguration(
            service: definition.name,
            shard: configuration.shard,
            path: path,
            migrations: [.kit, definition.migrations] + (definition.people == nil ? [] : [.people])
                + definition.parts.map(\.migrations),
            clock: clock,
            makeID: { ids.uuid(at: Instant(milliseconds: $0)) }
        )
        own.rightDidChange = { change, cause in rights.changed(change, by: cause) }
        let readTime = configuration.settings.duration("limits.read-time").milliseconds
        own.readLimitMilliseconds = Int(min(max(readTime, 1), 1_000))
        own.logFileLimitBytes = Int(configuration.settings.integer("limits.wal-file")) << 20
        own.survival = survival
        configuration.adjustStore(&own)
        return try Store.open(own, logger: configuration.logger)
    }

    /// Tells a restored database what the restore must not have undone.
    private static func replay(
        _ survival: Survival,
        _ store: Store,
        _ environment: Environment,
        _ definition: ServiceDefinition<Environment>,
        _ ids: any IDSource
    ) async throws {
        let records = survival.records
        try await transact(store, environment, ids) { context in
            try SecuritySurvival.replay(records, in: context)
            try definition.afterRestore(context, records)
        }
    }

    /// Runs work of the service's own in one transaction.
    package static func transact<T: Sendable>(
        _ store: Store,
        _ environment: Environment,
        _ ids: any IDSource,
        _ body: @escaping @Sendable (WorkContext<Environment>) throws -> T
    ) async throws -> T {
        try await store.write { transaction in
            try body(
                WorkContext(
                    now: Instant(milliseconds: transaction.nowMilliseconds),
                    environment: environment,
                    transaction: transaction,
                    trace: nil,
                    ids: ids
                )
            )
        }
    }

    private init(
        _ definition: ServiceDefinition<Environment>,
        _ configuration: InstanceConfiguration,
        _ store: Store,
        _ environment: Environment,
        _ security: SecurityState,
        _ proofs: ReadProofs,
        _ cursors: PageSeal,
        _ securityLog: SecurityLog?,
        _ audit: AuditLog,
        _ ring: KeyRing,
        _ closed: String?
    ) {
        (self.definition, self.environment) = (definition, environment)
        (self.store, self.security, self.ring) = (store, security, ring)
        (self.proofs, self.securityLog, self.audit) = (proofs, securityLog, audit)
        (clock, ids) = (configuration.clock, configuration.ids)
        (settings, shard) = (configuration.settings, configuration.shard)
        (logger, registry) = (configuration.logger, configuration.registry)
        startedAt = configuration.clock.now
        condition = ServiceCondition(store, security.freshness, closed: closed) {
            definition.trouble(environment)
        }
        following = Following(definition, configuration, store, environment, security)
        proofs.follow(following.followers)
        jobs = Self.jobs(definition, configuration, store, environment, ring)
        let parts = CallParts(
            definition,
            configuration,
            store: store,
            sealer: Sealer(ring),
            security: security,
            following: following,
            cursors: cursors,
            isClosed: closed != nil,
            securityLog: securityLog,
            audit: audit
        )
        watch = FreshnessWatch(parts, configuration.registry)
        let mesh = MeshMethods<Environment>(
            definition: definition,
            shard: configuration.shard,
            store: store,
            clock: configuration.clock,
            startedAt: startedAt,
            security: security,
            following: following,
            jobs: jobs,
            registry: configuration.registry,
            condition: condition,
            audit: audit,
            exports: ExportReader(store: store, clock: clock, sealer: Sealer(ring)),
            description: EncodedDescription(of: definition)
        )
        pipeline = CallPipeline(
            parts,
            methods: definition.methods + mesh.entries,
            of: environment
        )
    }

    private static func jobs(
        _ definition: ServiceDefinition<Environment>,
        _ configuration: InstanceConfiguration,
        _ store: Store,
        _ environment: Environment,
        _ ring: KeyRing
    ) -> JobRunner {
        let exports = ExportJob(
            definitions: [.audit] + definition.exports,
            sealer: Sealer(ring)
        )
        return JobRunner(
            store: store,
            jobs: (definition.jobs + [.forgetDeeds(configuration.settings), exports.job()])
                .map { $0.job(environment, configuration.ids) }
                + store.upkeepJobs + [store.trimJob(.init(configuration.settings))],
            clock: configuration.clock,
            logger: configuration.logger
        )
    }

    /// Everything that can be called: the service's own methods and those that every service has.
    package var methods: [any Method.Type] {
        definition.methods.map(\.method) + ContractIndex.mesh.methods
    }

    /// Follows the others and does the service's own work, until the task is cancelled.
    package func work() async {
        await withTaskGroup { group in
            for follower in following.followers {
                group.addTask { await follower.run() }
            }
            group.addTask { [jobs] in await jobs.run() }
            group.addTask { [watch] in await watch.run() }
            for part in definition.parts {
                group.addTask { [environment] in await part.work(environment) }
            }
            group.addTask { [audit] in await audit.run() }
        }
    }

    /// Whether the service has read what somebody saw of other logs, now or within so long.
    package func hasSeen(_ seen: [LogPosition], within limit: Duration) async -> Bool {
        await following.hasSeen(seen, within: limit)
    }

    /// Says that the service takes nothing new from now on.
    package func beginDraining() { condition.beginDraining() }

    /// Finishes what is queued and lets go of the database.
    package func close() async {
        await audit.flush()
        for part in definition.parts { await part.close(environment) }
        await store.close()
    }
}

extension JobDefinition {
    /// The job as the store runs it.
    func job(_ environment: Environment, _ ids: any IDSource) -> Job {
        Job(name) { [slice] transaction in
            let context = WorkContext(
                now: Instant(milliseconds: transaction.nowMilliseconds),
                environment: environment,
                transaction: transaction,
                trace: nil,
                ids: ids
            )
            return switch try slice(context) {
            case .again: .again
            case .dueAt(let instant): .dueAt(milliseconds: instant.milliseconds)
            case .idle: .idle
            }
        }
    }
}

extension MigrationSet {
    /// The kit's own tables.
    package static let kit = MigrationSet(
        "kit",
        [
            Migration(name: "V001-security", bytes: PackageResources.V001_security_sql),
            Migration(name: "V002-failures", bytes: PackageResources.V002_failures_sql),
            Migration(name: "V003-key-subjects", bytes: PackageResources.V003_key_subjects_sql),
            Migration(name: "V004-deeds", bytes: PackageResources.V004_deeds_sql),
            Migration(
                name: "V005-partners-programs",
                bytes: PackageResources.V005_partners_programs_sql
            ),
            Migration(name: "V006-quotas", bytes: PackageResources.V006_quotas_sql),
            Migration(name: "V007-proof", bytes: PackageResources.V007_proof_sql),
            Migration(name: "V008-rights", bytes: PackageResources.V008_rights_sql),
            Migration(name: "V009-audit", bytes: PackageResources.V009_audit_sql),
            Migration(name: "V010-exports", bytes: PackageResources.V010_exports_sql),
        ]
    )
}
