import ArgumentParser
import OctopusClient

/// The command `octopus impressions`.
struct ImpressionsCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "impressions",
        abstract: "Manages impressions: what a tenant offers of them, and what partners have.",
        discussion: """
            A tenant's users offer packages and correct balances:
              octopus impressions add Small --impressions 1000 --price 4900
              octopus impressions balance
              octopus impressions adjust "Café Ana" --by 200 --reason "The screen was dark."
            A partner's users ask for one and see what became of it:
              octopus impressions ask Small
              octopus impressions balance
              octopus impressions ledger --kind purchase
            """,
        subcommands: [
            ImpressionsListCommand.self, ImpressionsAddCommand.self,
            ImpressionsRetireCommand.self, ImpressionsOfferCommand.self,
            ImpressionsAskCommand.self, ImpressionsBalanceCommand.self,
            ImpressionsAdjustCommand.self, ImpressionsLedgerCommand.self,
        ],
        defaultSubcommand: ImpressionsListCommand.self
    )
}

/// The command `octopus impressions list`.
struct ImpressionsListCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list",
        abstract: "Lists packages of impressions; a partner's user sees those to ask for."
    )

    @OptionGroup var output: PrintOptions
    @OptionGroup var connection: ConnectionOptions

    func run() async throws {
        let (packages, currency) = try await connection.open().use { session in
            (try await NamedImpressionPackage.all(session), await session.currency())
        }
        try output.show(packages) { ImpressionPackagePrinter.print($0, currency) }
    }
}

/// The command `octopus impressions add`.
struct ImpressionsAddCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "add",
        abstract: "Makes a package of impressions; partners can ask for it at once."
    )

    @Argument(help: "What people call it.")
    var name: String

    @Option(help: ArgumentHelp("How many it has.", valueName: "number"))
    var impressions: Int64

    @Option(
        help: ArgumentHelp(
            "What it costs, in the smallest unit of the tenant's currency: 4900 is 49.00.",
            valueName: "number"
        )
    )
    var price: Int64

    @OptionGroup var output: PrintOptions
    @OptionGroup var connection: ConnectionOptions

    func run() async throws {
        let terms = ImpressionPackageTerms(
            name: name,
            impressions: impressions,
            minorUnits: price
        )
        let (made, currency) = try await connection.open().use { session in
            let made = try await session.asUser(CreateImpressionPackage.self, .init(terms: terms))
            return (made, await session.currency())
        }
        try output.show(made) { ImpressionPackagePrinter.print([$0], currency) }
    }
}

/// The command `octopus impressions retire`.
struct ImpressionsRetireCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "retire",
        abstract: "Offers a package no more; who has asked for it may still get it."
    )

    @OptionGroup var step: ImpressionPackageStepOptions

    func run() async throws { try await step.take(RetireImpressionPackage.self) }
}

/// The command `octopus impressions offer`.
struct ImpressionsOfferCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "offer",
        abstract: "Offers a retired package again."
    )

    @OptionGroup var step: ImpressionPackageStepOptions

    func run() async throws { try await step.take(OfferImpressionPackage.self) }
}

/// A package of impressions, and what is done with it.
struct ImpressionPackageStepOptions: ParsableArguments {
    @Argument(help: "The package's id or name.")
    var package: String

    @OptionGroup var output: PrintOptions
    @OptionGroup var connection: ConnectionOptions

    func take<M: Method>(_ method: M.Type) async throws
    where M.Request == ImpressionPackageVersion, M.Reply == ImpressionPackage {
        let (reply, currency) = try await connection.open().use { session in
            let found = try await NamedImpressionPackage.find(package, session)
            let reply = try await session.asUser(
                method,
                .init(impressionPackageId: found.id, version: found.version)
            )
            return (reply, await session.currency())
        }
        try output.show(reply) { ImpressionPackagePrinter.print([$0], currency) }
    }
}

/// Finds the package of impressions that a command line means.
enum NamedImpressionPackage {
    /// All of the tenant's; of a partner's user, those that can be asked for.
    static func all(_ session: Session) async throws -> [ImpressionPackage] {
        try await session.isOfPartner()
            ? session.asUser(listing: ListOfferedImpressionPackages.self) { .init(after: $0) }
            : session.asUser(listing: ListImpressionPackages.self) { .init(after: $0) }
    }

    static func find(_ text: String, _ session: Session) async throws -> ImpressionPackage {
        try pick(
            text,
            "impression package",
            of: try await all(session),
            \.id.description,
            \.terms.name,
            listing: "impressions"
        )
    }
}

/// Shows packages of impressions.
enum ImpressionPackagePrinter {
    /// - Parameters:
    ///   - packages: In their order.
    ///   - currency: The tenant's; without it prices are shown in the smallest unit.
    static func print(_ packages: [ImpressionPackage], _ currency: String?) {
        var table = Table("ID", "NAME", "IMPRESSIONS", "PRICE", "STATUS")
        for package in packages {
            let price = package.terms.minorUnits
            table.add(
                package.id.description,
                package.terms.name,
                "\(package.terms.impressions)",
                currency.map { Money.words(price, $0) } ?? "\(price)",
                package.status.rawValue
            )
        }
        table.print()
    }
}

extension Session {
    /// The currency of the tenant of who is logged in; nil where this program may not see tenants.
    func currency() async -> String? {
        guard let tenant = try? profile.read().login?.tenant else { return nil }
        let options = CallOptions(timeout: .seconds(2))
        return try? await client.call(GetTenant.self, .init(tenantId: tenant), options)
            .terms.currency
    }
}
