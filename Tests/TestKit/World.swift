import FoundationEssentials
package import OctopusContract
import OctopusContractIndex
package import Logging
package import OctopusMesh
package import OctopusServiceKit
import OctopusStore

/// A service on a real database in a temporary folder, with two tenants that don't know of each other.
///
/// The mall has two partners, café and bakery, and two end users, Ana and Ben; the bank has one of each.
/// They are ids until identity's events are told (`settle`), or until a service makes its own. Time
/// stands still unless it is moved. Every statement that the service runs is noted, and its plan is
/// checked when the world ends.
package final class World<Environment: Sendable>: Sendable {
    package let definition: ServiceDefinition<Environment>
    package let options: WorldOptions
    package let folder: TemporaryFolder
    package let clock: VirtualClock
    package let ids: SeededIDs
    package let issuer: TokenIssuer
    package let instance: ServiceInstance<Environment>
    package let cast: Cast
    let statements: StatementLog
    private let work: Task<Void, Never>?
    private let folderOwner: FolderOwner?

    /// Opens a service; its folder goes when the last who use it have gone.
    package convenience init(
        _ definition: ServiceDefinition<Environment>,
        _ options: WorldOptions = WorldOptions()
    ) async throws {
        let folder = try TemporaryFolder()
        try await self.init(definition, options, in: folder, owner: FolderOwner(folder))
    }

    /// The same world after its service was started anew.
    ///
    /// `working`: whether followers and jobs run by themselves now; as before unless it says so.
    package init(restarting world: World, working: Bool? = nil) async throws {
        await world.close()
        definition = world.definition
        var options = world.options
        options.working = working ?? options.working
        self.options = options
        folder = world.folder
        folderOwner = world.folderOwner
        clock = world.clock
        ids = world.ids
        issuer = world.issuer
        cast = world.cast
        statements = world.statements
        instance = try await Self.instance(definition, options, folder, clock, ids, statements)
        work = Self.begin(instance, issuer, options)
    }

    private init(
        _ definition: ServiceDefinition<Environment>,
        _ options: WorldOptions,
        in folder: TemporaryFolder,
        owner: FolderOwner?
    ) async throws {
        self.definition = definition
        self.options = options
        self.folder = folder
        folderOwner = owner
        clock = VirtualClock()
        ids = SeededIDs(seed: options.seed)
        issuer = TokenIssuer()
        cast = Cast(ids, at: clock.now)
        statements = StatementLog()
        instance = try await Self.instance(definition, options, folder, clock, ids, statements)
        work = Self.begin(instance, issuer, options)
    }

    deinit {
        options.reportPlans(planFaults())
    }

    /// Opens the service, lets `body` use it, and closes it.
    ///
    /// - Throws: What `body` throws; `PlanFaults` if a statement looks through a table that grows.
    package static func with<T>(
        _ definition: ServiceDefinition<Environment>,
        _ values: [String: SettingValue] = [:],
        working: Bool = false,
        trustsIssuer: Bool = true,
        logger: Logger = .silent,
        plans: PlanRules? = nil,
        configure: @escaping @Sendable (inout InstanceConfiguration) -> Void = { _ in },
        _ body: (World) async throws -> T
    ) async throws -> T {
        try await TemporaryFolder.with { folder in
            let options = WorldOptions(
                values: values,
                working: working,
                trustsIssuer: trustsIssuer,
                logger: logger,
                plans: plans,
                configure: configure
            )
            let world = try await World(definition, options, in: folder, owner: nil)
            let result: Result<T, any Error>
            do {
                result = .success(try await body(world))
            } catch {
                result = .failure(error)
            }
            await world.close()
            let value = try result.get()
            let faults = world.planFaults()
            guard faults.isEmpty else { throw PlanFaults(faults: faults) }
            return value
        }
    }

    /// Ends followers, jobs and the service.
    package func close() async {
        work?.cancel()
        await work?.value
        await instance.close()
    }

    /// Lets time pass; the proofs of having read the logs of others stay fresh.
    package func pass(_ duration: Duration) {
        clock.advance(by: duration)
        instance.security.prove()
        instance.proofs.prove()
    }

    var databasePath: String { "\(folder.file("data"))/\(definition.name).sqlite" }

    private func planFaults() -> [PlanFault] {
        guard let rules = options.plans else { return [] }
        return statements.faults(at: databasePath, rules)
    }

    private static func instance(
        _ definition: ServiceDefinition<Environment>,
        _ options: WorldOptions,
        _ folder: TemporaryFolder,
        _ clock: VirtualClock,
        _ ids: SeededIDs,
        _ statements: StatementLog
    ) async throws -> ServiceInstance<Environment> {
        var configuration = InstanceConfiguration(
            dataFolder: folder.file("data"),
            settings: Settings(
                Setting.standard + definition.settings,
                TestSettings.values(options.values)
            ),
            logger: options.logger
        )
        configuration.clock = clock
        configuration.ids = ids
        options.configure(&configuration)
        if options.plans != nil {
            let adjust = configuration.adjustStore
            configuration.adjustStore = { store in
                adjust(&store)
                store.hooks.statementWillRun = { statements.note($0) }
            }
        }
        return try await ServiceInstance.open(definition, configuration)
    }

    private static func begin(
        _ instance: ServiceInstance<Environment>,
        _ issuer: TokenIssuer,
        _ options: WorldOptions
    ) -> Task<Void, Never>? {
        if options.trustsIssuer {
            issuer.trust(in: instance.security)
            instance.security.prove()
            instance.proofs.prove()
        }
        return options.working ? Task { await instance.work() } : nil
    }
}

/// How a world differs from the usual one.
package struct WorldOptions: Sendable {
    package var values: [String: SettingValue]
    package var seed: UInt64
    /// Whether followers and jobs run by themselves meanwhile.
    package var working: Bool
    /// Whether tokens of the world's issuer are good; a service that issues its own says no.
    package var trustsIssuer: Bool
    package var logger: Logger
    /// What the plans of the service's statements are held against; nil does not look at them.
    package var plans: PlanRules?
    /// Told of bad plans when a world ends that no `with` surrounds: the test records an issue.
    package var reportPlans: @Sendable ([PlanFault]) -> Void
    package var configure: @Sendable (inout InstanceConfiguration) -> Void

    package init(
        values: [String: SettingValue] = [:],
        seed: UInt64 = 1,
        working: Bool = false,
        trustsIssuer: Bool = true,
        logger: Logger = .silent,
        plans: PlanRules? = nil,
        reportPlans: @escaping @Sendable ([PlanFault]) -> Void = { _ in },
        configure: @escaping @Sendable (inout InstanceConfiguration) -> Void = { _ in }
    ) {
        self.values = values
        self.seed = seed
        self.working = working
        self.trustsIssuer = trustsIssuer
        self.logger = logger
        self.plans = plans
        self.reportPlans = reportPlans
        self.configure = configure
    }
}

/// Removes a folder when the last world that stands in it has gone.
private final class FolderOwner: Sendable {
    private let folder: TemporaryFolder

    init(_ folder: TemporaryFolder) { self.folder = folder }

    deinit { folder.remove() }
}

/// The name under which older tests know a world.
package typealias TestService = World

extension Principal {
    /// A program of the installation that may call everything.
    package static let operating = Principal(
        name: "operator",
        tenant: nil,
        grants: everything,
        publicKey: "operator-key"
    )

    /// Everything, also what is granted by name alone.
    package static let everything: [String] =
        ["*"] + ContractIndex.services.flatMap { $0.grantedByName }

    /// A tenant's, or a partner's, program that may call everything.
    package static func program(
        of tenant: TenantID,
        partner: PartnerID? = nil,
        name: String = "till",
        grants: [String] = everything
    ) -> Principal {
        Principal(
            name: name,
            tenant: tenant.uuid,
            partner: partner?.uuid,
            grants: grants,
            publicKey: [name, "\(tenant)", partner.map { "\($0)" }].compactMap { $0 }
                .joined(separator: "-")
        )
    }
}

extension Logger {
    /// A logger that says nothing.
    package static let silent = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
}

enum TestSettings {
    /// On a loaded machine even a follower that sleeps beside its log may need long to wake.
    static func values(_ own: [String: SettingValue]) -> [String: SettingValue] {
        own.merging(["limits.seen-wait": .duration(.seconds(10))]) { own, _ in own }
    }
}
