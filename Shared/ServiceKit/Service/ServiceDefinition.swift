package import OctopusContract
package import GRDB
package import OctopusStore

/// A service's table of contents: what it answers, whom it follows, what it does by itself.
package struct ServiceDefinition<Environment: Sendable>: Sendable {
    /// As in the mesh map and before the version in its methods' names.
    package let name: String
    /// The service's own migrations, after those of the store and of the kit.
    package let migrations: MigrationSet
    package let methods: [MethodEntry<Environment>]
    /// What its log tells.
    package let events: [any Event.Type]
    package let followers: [FollowerDefinition<Environment>]
    package let snapshots: [SnapshotDefinition]
    package let jobs: [JobDefinition<Environment>]
    /// Settings of its own, beside those of every process.
    package let settings: [Setting]
    /// Whose partner that is, from the service's own tables; nil if it knows none of that id.
    package let tenantOfPartner: @Sendable (Database, PartnerID) throws -> TenantID?
    package let makeEnvironment: @Sendable (ServiceResources) async throws -> Environment

    package init(
        name: String,
        migrations: MigrationSet,
        methods: [MethodEntry<Environment>],
        events: [any Event.Type] = [],
        followers: [FollowerDefinition<Environment>] = [],
        snapshots: [SnapshotDefinition] = [],
        jobs: [JobDefinition<Environment>] = [],
        settings: [Setting] = [],
        tenantOfPartner: @escaping @Sendable (Database, PartnerID) throws -> TenantID?,
        makeEnvironment: @escaping @Sendable (ServiceResources) async throws -> Environment
    ) {
        self.name = name
        self.migrations = migrations
        self.methods = methods
        self.events = events
        self.followers = followers
        self.snapshots = snapshots
        self.jobs = jobs
        self.settings = settings
        self.tenantOfPartner = tenantOfPartner
        self.makeEnvironment = makeEnvironment
    }
}
