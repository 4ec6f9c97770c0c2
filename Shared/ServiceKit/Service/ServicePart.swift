package import OctopusStore

/// A form that brings tables, settings and work of its own into a service, as mail does.
///
///     parts: [.mail(telling: MailGivenUp.self)]
package struct ServicePart<Environment: Sendable>: Sendable {
    package let migrations: MigrationSet
    let sealed: [SealedColumn]
    let settings: [Setting]
    let jobs: [JobDefinition<Environment>]
    /// What its tables keep of end users.
    let personal: [PersonalPart]
    /// What it does beside the calls, until its task is cancelled.
    let work: @Sendable (Environment) async -> Void

    package init(
        migrations: MigrationSet,
        sealed: [SealedColumn] = [],
        settings: [Setting] = [],
        jobs: [JobDefinition<Environment>] = [],
        personal: [PersonalPart] = [],
        work: @escaping @Sendable (Environment) async -> Void = { _ in }
    ) {
        self.migrations = migrations
        self.sealed = sealed
        self.settings = settings
        self.jobs = jobs
        self.personal = personal
        self.work = work
    }
}
