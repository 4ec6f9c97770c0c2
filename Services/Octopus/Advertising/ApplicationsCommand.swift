import ArgumentParser
import OctopusClient

/// The command `octopus applications`.
struct ApplicationsCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "applications",
        abstract: "Manages the apps and websites in which a tenant has ads shown.",
        discussion: """
            One shows no ads until that is turned on, for it and for its placements:
              octopus applications register Mall --kind app
              octopus placements register Top --application Mall --sort banner --format picture
              octopus placements on Top
              octopus applications on Mall
            """,
        subcommands: [
            ApplicationsListCommand.self, ApplicationsRegisterCommand.self,
            ApplicationsEditCommand.self, ApplicationsOnCommand.self,
            ApplicationsOffCommand.self, ApplicationsArchiveCommand.self,
        ],
        defaultSubcommand: ApplicationsListCommand.self
    )
}

/// The command `octopus applications list`.
struct ApplicationsListCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list",
        abstract: "Lists the tenant's applications, the newest first."
    )

    @Option(help: "Only those: active or archived.")
    var status: PlaceStatus?

    @OptionGroup var output: PrintOptions
    @OptionGroup var connection: ConnectionOptions

    func run() async throws {
        let found = try await connection.open().use { try await NamedApplication.all(status, $0) }
        try output.show(found, ApplicationPrinter.print)
    }
}

/// The command `octopus applications register`.
struct ApplicationsRegisterCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "register",
        abstract: "Registers an app or a website; ads are off until they are turned on."
    )

    @Argument(help: "What people call it.")
    var name: String

    @Option(help: "What it is: app or website.")
    var kind: ApplicationKind

    @OptionGroup var output: PrintOptions
    @OptionGroup var connection: ConnectionOptions

    func run() async throws {
        let made = try await connection.open().use { session in
            try await session.asUser(
                RegisterApplication.self,
                .init(terms: ApplicationTerms(name: name, kind: kind))
            )
        }
        try output.show(made) { ApplicationPrinter.print([$0]) }
    }
}

/// The command `octopus applications edit`.
struct ApplicationsEditCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "edit",
        abstract: "Changes what is named of an application, and leaves the rest."
    )

    @Option(help: "What people call it.")
    var name: String?

    @Option(help: "What it is: app or website.")
    var kind: ApplicationKind?

    @OptionGroup var step: ApplicationStepOptions

    func validate() throws {
        guard name != nil || kind != nil else {
            throw ValidationError("Say what changes: --name, --kind, or both.")
        }
    }

    func run() async throws {
        try await step.edit {
            ApplicationTerms(
                name: name ?? $0.name,
                kind: kind ?? $0.kind,
                showsAds: $0.showsAds
            )
        }
    }
}

/// The command `octopus applications on`.
struct ApplicationsOnCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "on",
        abstract: "Lets ads be shown at those placements of an application that are on."
    )

    @OptionGroup var step: ApplicationStepOptions

    func run() async throws { try await step.turn(true) }
}

/// The command `octopus applications off`.
struct ApplicationsOffCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "off",
        abstract: "Shows no ads any more in an application."
    )

    @OptionGroup var step: ApplicationStepOptions

    func run() async throws { try await step.turn(false) }
}

/// The command `octopus applications archive`.
struct ApplicationsArchiveCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "archive",
        abstract: "Ends an application for good: none of its placements shows ads any more."
    )

    @OptionGroup var step: ApplicationStepOptions

    func run() async throws {
        try await step.take { found, session in
            try await session.asUser(
                ArchiveApplication.self,
                .init(applicationId: found.id, version: found.version)
            )
        }
    }
}

/// An application, and what is done with it.
struct ApplicationStepOptions: ParsableArguments {
    @Argument(help: "The application's id or name.")
    var application: String

    @OptionGroup var output: PrintOptions
    @OptionGroup var connection: ConnectionOptions

    func turn(_ showsAds: Bool) async throws {
        try await edit { ApplicationTerms(name: $0.name, kind: $0.kind, showsAds: showsAds) }
    }

    func edit(_ change: @escaping (ApplicationTerms) -> ApplicationTerms) async throws {
        try await take { found, session in
            try await session.asUser(
                EditApplication.self,
                .init(
                    applicationId: found.id,
                    version: found.version,
                    terms: change(found.terms)
                )
            )
        }
    }

    func take(_ step: (Application, Session) async throws -> Application) async throws {
        let reply = try await connection.open().use { session in
            try await step(NamedApplication.find(application, session), session)
        }
        try output.show(reply) { ApplicationPrinter.print([$0]) }
    }
}

/// Finds the application that a command line means.
enum NamedApplication {
    static func all(_ status: PlaceStatus?, _ session: Session) async throws -> [Application] {
        try await session.asUser(listing: ListApplications.self) {
            .init(status: status, after: $0)
        }
    }

    /// One by id, or by its whole name one that is not archived.
    static func find(_ text: String, _ session: Session) async throws -> Application {
        let usable = try await all(nil, session).filter {
            $0.status == .active || $0.id == ApplicationID(text)
        }
        return try pick(text, "application", of: usable, \.id.description, \.terms.name)
    }
}

/// Shows applications.
enum ApplicationPrinter {
    static func print(_ applications: [Application]) {
        var table = Table("ID", "NAME", "KIND", "ADS", "STATUS", "SINCE")
        for application in applications {
            table.add(
                application.id.description,
                application.terms.name,
                application.terms.kind.rawValue,
                application.terms.showsAds == true ? "on" : "off",
                application.status.rawValue,
                InstantText.text(of: application.createdAt) ?? ""
            )
        }
        table.print()
    }
}
