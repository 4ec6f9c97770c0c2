package import OctopusStore

/// A form that brings tables, settings and work of its own into a service, as mail does.
///
///     parts: [.mail(telling: MailGivenUp.self)]
package struct ServicePart<Environment: Sendable>: Sendable {
    package let migrations: MigrationSet
    let sealed: [SealedColumn]
    let settings: [Setting]
    let jobs: [JobDefinition<Environment>]
    /// Whom it follows.
    let followers: [FollowerDefinition<Environment>]
    /// What its tables keep of end users.
    let personal: [PersonalPart]
    /// Tables that hold nothing of end users.
    let impersonal: Set<String>
    /// Of its tables, those that are emptied of an end user who is erased, as `People` says.
    let erasing: [Retention.Dependent]
    /// What it does beside the calls, until its task is cancelled.
    let work: @Sendable (Environment) async -> Void
    /// What an operator has to look at; nil if nothing.
    let trouble: @Sendable (Environment) -> String?
    /// Lets go of what it has opened, once nothing is asked any more.
    let close: @Sendable (Environment) async -> Void

    package init(
        migrations: MigrationSet,
        sealed: [SealedColumn] = [],
        settings: [Setting] = [],
        jobs: [JobDefinition<Environment>] = [],
        followers: [FollowerDefinition<Environment>] = [],
        personal: [PersonalPart] = [],
        impersonal: Set<String> = [],
        erasing: [Retention.Dependent] = [],
        work: @escaping @Sendable (Environment) async -> Void = { _ in },
        trouble: @escaping @Sendable (Environment) -> String? = { _ in nil },
        close: @escaping @Sendable (Environment) async -> Void = { _ in }
    ) {
        self.migrations = migrations
        self.sealed = sealed
        self.settings = settings
        self.jobs = jobs
        self.followers = followers
        self.personal = personal
        self.impersonal = impersonal
        self.erasing = erasing
        self.work = work
        self.trouble = trouble
        self.close = close
    }
}
