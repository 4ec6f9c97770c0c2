/// A whole process around a service: configuration, logs, store, mesh, followers, jobs, signals.
package enum ServiceProcess {
    /// Runs until the service is told to stop, or a command that was named instead has run.
    ///
    /// - Parameter commands: What the program can do instead of serving, by name: an operator's
    ///   `bootstrap`, which works on the database of a stopped service. Each gets the instance,
    ///   opened but not serving, and the settings with those of its own.
    package static func main<Environment: Sendable>(
        _ definition: ServiceDefinition<Environment>,
        commands: [String: ProcessCommand<Environment>] = [:]
    ) async -> Never {
        fatalError()
    }
}

/// Something that a service's program can do instead of serving.
package struct ProcessCommand<Environment: Sendable>: Sendable {
    /// One sentence for `--help`.
    package let help: String
    /// Flags of its own, beside the service's.
    package let settings: [Setting]
    package let run: @Sendable (ServiceInstance<Environment>, Settings) async throws -> Void

    package init(
        _ help: String,
        settings: [Setting] = [],
        run: @escaping @Sendable (ServiceInstance<Environment>, Settings) async throws -> Void
    ) {
        self.help = help
        self.settings = settings
        self.run = run
    }
}
