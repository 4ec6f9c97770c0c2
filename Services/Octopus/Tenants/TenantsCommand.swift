import ArgumentParser
import OctopusClient

/// The command `octopus tenants`.
struct TenantsCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "tenants",
        abstract: "Manages the tenants of the installation, by the operator's key.",
        subcommands: [
            TenantsListCommand.self, TenantsShowCommand.self, TenantsAddCommand.self,
            TenantsEditCommand.self,
        ],
        defaultSubcommand: TenantsListCommand.self
    )
}

/// The command `octopus tenants list`.
struct TenantsListCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list",
        abstract: "Lists the tenants, the oldest first."
    )

    @OptionGroup var output: PrintOptions
    @OptionGroup var connection: ConnectionOptions

    func run() async throws {
        let tenants: [ListTenants.ListedTenant] = try await connection.open().use { session in
            try await session.asProgram(listing: ListTenants.self) { .init(after: $0) }
        }
        try output.show(tenants) { tenants in
            var table = Table("ID", "NAME", "LANGUAGE", "ZONE", "CURRENCY", "CREATED")
            for tenant in tenants {
                table.add(
                    tenant.id.description,
                    tenant.name,
                    tenant.locale,
                    tenant.timeZone,
                    tenant.currency,
                    InstantText.text(of: tenant.createdAt) ?? ""
                )
            }
            table.print()
        }
    }
}

/// The command `octopus tenants show`.
struct TenantsShowCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "show",
        abstract: "Shows a tenant as it is edited."
    )

    @Argument(help: "The tenant's id or name.")
    var tenant: String

    @OptionGroup var output: PrintOptions
    @OptionGroup var connection: ConnectionOptions

    func run() async throws {
        let found = try await connection.open().use { session in
            try await NamedTenant.find(tenant, session)
        }
        try output.show(found) { TenantPrinter.sheet(of: $0).print() }
    }
}

/// The command `octopus tenants add`.
struct TenantsAddCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "add",
        abstract: "Creates a tenant; its Account owner is invited by mail.",
        discussion: """
            For example:
              octopus tenants add Mall --owner-name Ana --owner-email ana@mall.example \\
                  --language hr-HR --zone Europe/Zagreb --currency EUR
            """
    )

    @Argument(help: "What people call it; unique in the installation.")
    var name: String

    @Option(help: "What people call the Account owner.")
    var ownerName: String

    @Option(help: "Where the invitation goes, and what the owner logs in with.")
    var ownerEmail: String

    @Option(help: ArgumentHelp("Language and region, as hr-HR.", valueName: "tag"))
    var language: String

    @Option(help: ArgumentHelp("The zone, as Europe/Zagreb.", valueName: "zone"))
    var zone: String

    @Option(help: ArgumentHelp("The currency, as EUR.", valueName: "code"))
    var currency: String

    @OptionGroup var conventions: TenantConventions
    @OptionGroup var output: PrintOptions
    @OptionGroup var connection: ConnectionOptions

    func run() async throws {
        let terms = TenantTerms(
            name: name,
            locale: language,
            currency: currency,
            timeZone: zone,
            linksBase: conventions.linksBase,
            senderName: conventions.senderName,
            replyTo: conventions.replyTo
        )
        let made = try await connection.open().use { session in
            try await session.client.call(
                CreateTenant.self,
                .init(terms: terms, ownerName: ownerName, ownerEmail: ownerEmail)
            )
        }
        try output.show(made) { made in
            Console.print(made.tenantId.description)
            Console.note("\(ownerName) is invited by mail to \(ownerEmail).")
        }
    }
}

/// What a tenant may have or do without.
struct TenantConventions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "What links in its mails begin with; the installation's if not named.",
            valueName: "url"
        )
    )
    var linksBase: String?

    @Option(help: "As whom its mails are sent; by its name if not named.")
    var senderName: String?

    @Option(help: ArgumentHelp("Where answers to its mails go.", valueName: "e-mail"))
    var replyTo: String?
}

/// The command `octopus tenants edit`.
struct TenantsEditCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "edit",
        abstract: "Changes what is named of a tenant, and leaves the rest.",
        discussion: "An empty text takes --links-base, --sender-name or --reply-to away."
    )

    @Argument(help: "The tenant's id or name.")
    var tenant: String

    @Option(help: "What people call it.")
    var name: String?

    @Option(help: ArgumentHelp("Language and region, as hr-HR.", valueName: "tag"))
    var language: String?

    @Option(help: ArgumentHelp("The zone, as Europe/Zagreb.", valueName: "zone"))
    var zone: String?

    @Option(help: ArgumentHelp("The currency, as EUR.", valueName: "code"))
    var currency: String?

    @OptionGroup var conventions: TenantConventions
    @OptionGroup var output: PrintOptions
    @OptionGroup var connection: ConnectionOptions

    func validate() throws {
        let changes = [
            name, language, zone, currency, conventions.linksBase, conventions.senderName,
            conventions.replyTo,
        ]
        guard changes.contains(where: { $0 != nil }) else {
            throw ValidationError("Say what changes, as --name or --zone.")
        }
    }

    func run() async throws {
        let edited = try await connection.open().use { session in
            let tenant = try await NamedTenant.find(tenant, session)
            return try await session.client.call(
                EditTenant.self,
                .init(
                    tenantId: tenant.id,
                    version: tenant.version,
                    terms: changed(tenant.terms)
                )
            )
        }
        try output.show(edited) { TenantPrinter.sheet(of: $0).print() }
    }

    private func changed(_ terms: TenantTerms) -> TenantTerms {
        func kept(_ new: String?, _ old: String?) -> String? {
            let value = new ?? old
            return value?.isEmpty == true ? nil : value
        }
        return TenantTerms(
            name: name ?? terms.name,
            locale: language ?? terms.locale,
            currency: currency ?? terms.currency,
            timeZone: zone ?? terms.timeZone,
            linksBase: kept(conventions.linksBase, terms.linksBase),
            senderName: kept(conventions.senderName, terms.senderName),
            replyTo: kept(conventions.replyTo, terms.replyTo)
        )
    }
}
