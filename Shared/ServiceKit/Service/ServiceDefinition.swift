package import OctopusContract
package import GRDB
package import OctopusStore

/// A service's table of contents: what it answers, whom it follows, what it does by itself.
package struct ServiceDefinition<Environment: Sendable>: Sendable {
    /// As in the mesh map and before the version in its methods' names.
    package let name: String
    /// The service's own migrations, after those of the store and of the kit.
    package let migrations: MigrationSet
    /// Who the tenants, partners and end users are; nil for a service that needs to know none.
    package let people: People?
    package let methods: [MethodEntry<Environment>]
    /// What its log tells.
    package let events: [any Event.Type]
    /// Its own, after the one that keeps people and partners.
    package let followers: [FollowerDefinition<Environment>]
    package let snapshots: [SnapshotDefinition]
    /// Forms that bring tables and work of their own.
    package let parts: [ServicePart<Environment>]
    package let jobs: [JobDefinition<Environment>]
    /// Lists that can be had as files, beside the audit.
    package let exports: [ExportDefinition]
    /// What it keeps of end users.
    package let personal: PersonalData
    /// What it seals in tables of its own.
    package let sealed: [SealedColumn]
    /// Replays, in a restored database of its own, what the restore must not have undone.
    ///
    /// It may run more than once.
    package let afterRestore: @Sendable (WorkContext<Environment>, [SurvivalRecord]) throws -> Void
    /// Settings of its own, beside those of every process.
    package let settings: [Setting]
    /// Whose partner that is; nil if it knows none of that id.
    ///
    /// With `people` it is known already.
    package let tenantOfPartner: @Sendable (Database, PartnerID) throws -> TenantID?
    /// What an operator has to look at, what its parts say included; nil if nothing.
    let trouble: @Sendable (Environment) -> String?
    package let makeEnvironment: @Sendable (ServiceResources) async throws -> Environment

    package init(
        name: String,
        migrations: MigrationSet,
        people: People? = nil,
        methods: [MethodEntry<Environment>],
        events: [any Event.Type] = [],
        followers: [FollowerDefinition<Environment>] = [],
        snapshots: [SnapshotDefinition] = [],
        parts: [ServicePart<Environment>] = [],
        jobs: [JobDefinition<Environment>] = [],
        exports: [ExportDefinition] = [],
        personal: PersonalData = PersonalData(),
        sealed: [SealedColumn] = [],
        afterRestore:
            @escaping @Sendable (WorkContext<Environment>, [SurvivalRecord]) throws -> Void = {
                _,
                _ in
            },
        settings: [Setting] = [],
        tenantOfPartner: (@Sendable (Database, PartnerID) throws -> TenantID?)? = nil,
        trouble: @escaping @Sendable (Environment) -> String? = { _ in nil },
        makeEnvironment: @escaping @Sendable (ServiceResources) async throws -> Environment
    ) {
        self.trouble = { environment in
            trouble(environment) ?? parts.lazy.compactMap { $0.trouble(environment) }.first
        }
        self.name = name
        self.migrations = migrations
        let people = people?.erasing(parts.flatMap(\.erasing))
        self.people = people
        self.methods = methods
        self.events = events
        self.followers =
            (people.map { [$0.follower()] } ?? []) + followers + parts.flatMap(\.followers)
        self.snapshots = snapshots
        self.parts = parts
        self.jobs = jobs + parts.flatMap(\.jobs)
        self.sealed = sealed + parts.flatMap(\.sealed)
        self.exports = exports
        self.personal = personal.with(
            parts.flatMap(\.personal),
            impersonal: parts.reduce([]) { $0.union($1.impersonal) },
            people: people != nil
        )
        self.afterRestore = afterRestore
        self.settings = settings + parts.flatMap(\.settings)
        let known = people != nil
        self.tenantOfPartner =
            tenantOfPartner
            ?? { database, partner in
                known ? try PartnerRecord.tenant(of: partner, in: database) : nil
            }
        self.makeEnvironment = makeEnvironment
    }
}

extension ServiceDefinition {
    /// Whether it is the service whose events tell the others whom to trust.
    var isIdentity: Bool { name == "identity" }
}
