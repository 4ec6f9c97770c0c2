import ArgumentParser
import OctopusClient

/// The command `octopus packages`.
struct PackagesCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "packages",
        abstract: "Manages the packages that the tenant's partners can have.",
        subcommands: [
            PackagesListCommand.self, PackagesAddCommand.self, PackagesRetireCommand.self,
            PackagesOfferCommand.self, PackagesDefaultCommand.self,
        ],
        defaultSubcommand: PackagesListCommand.self
    )
}

/// The command `octopus packages list`.
struct PackagesListCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list",
        abstract: "Lists packages; a partner's user sees those that can be asked for."
    )

    @OptionGroup var output: PrintOptions
    @OptionGroup var connection: ConnectionOptions

    func run() async throws {
        let packages = try await connection.open().use { try await NamedPackage.all($0) }
        try output.show(packages, PackagePrinter.print)
    }
}

/// The command `octopus packages add`.
struct PackagesAddCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "add",
        abstract: "Makes a package; partners can ask for it at once."
    )

    @Argument(help: "What people call it.")
    var name: String

    @OptionGroup var price: PriceOptions

    @Option(help: "For how long the price is: month or year.")
    var period = BillingPeriod.month

    @Option(
        name: .customLong("product"),
        help: "A product that it includes; may be given again. See octopus roles products."
    )
    var products: [Product] = []

    @Option(name: .customLong("limit"), help: LimitArgument.help)
    var limits: [LimitArgument] = []

    @Option(help: "What it is, for those who choose.")
    var description: String?

    @OptionGroup var output: PrintOptions
    @OptionGroup var connection: ConnectionOptions

    func run() async throws {
        let terms = PackageTerms(
            name: name,
            description: description,
            price: price.price(by: period),
            products: products,
            limits: limits.limits
        )
        let made = try await connection.open().use { session in
            try await session.asUser(CreatePackage.self, .init(terms: terms))
        }
        try output.show(made) { PackagePrinter.print([$0]) }
    }
}

/// The command `octopus packages retire`.
struct PackagesRetireCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "retire",
        abstract: "Offers a package no more; partners that have it keep it."
    )

    @OptionGroup var step: PackageStepOptions

    func run() async throws { try await step.take(RetirePackage.self) }
}

/// The command `octopus packages offer`.
struct PackagesOfferCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "offer",
        abstract: "Offers a retired package again."
    )

    @OptionGroup var step: PackageStepOptions

    func run() async throws { try await step.take(OfferPackage.self) }
}

/// The command `octopus packages default`.
struct PackagesDefaultCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "default",
        abstract: "Chooses the package of partners whose accounts the tenant opens itself."
    )

    @OptionGroup var step: PackageStepOptions

    func run() async throws { try await step.take(ChooseDefaultPackage.self) }
}

/// A package, and what is done with it.
struct PackageStepOptions: ParsableArguments {
    @Argument(help: "The package's id or name.")
    var package: String

    @OptionGroup var output: PrintOptions
    @OptionGroup var connection: ConnectionOptions

    func take<M: Method>(_ method: M.Type) async throws
    where M.Request == PackageVersion, M.Reply == Package {
        let reply = try await connection.open().use { session in
            let found = try await NamedPackage.find(package, session)
            return try await session.asUser(
                method,
                .init(packageId: found.id, version: found.version)
            )
        }
        try output.show(reply) { PackagePrinter.print([$0]) }
    }
}

/// Finds the package that a command line means.
enum NamedPackage {
    /// All of the tenant's; of a partner's user, those that can be asked for.
    static func all(_ session: Session) async throws -> [Package] {
        try await session.isOfPartner()
            ? session.asUser(listing: ListOfferedPackages.self) { .init(after: $0) }
            : session.asUser(listing: ListPackages.self) { .init(after: $0) }
    }

    static func find(_ text: String, _ session: Session) async throws -> Package {
        try pick(text, "package", of: try await all(session), \.id.description, \.terms.name)
    }
}

/// One of a catalogue, by its id or its whole name; one that is offered goes before a retired one.
func pick<Offer>(
    _ text: String,
    _ what: String,
    of offers: [Offer],
    _ id: (Offer) -> String,
    _ name: (Offer) -> String,
    listing: String? = nil
) throws -> Offer {
    let listing = listing ?? "\(what)s"
    if let found = offers.first(where: { id($0) == text.lowercased() }) { return found }
    let named = offers.filter { name($0).lowercased() == text.lowercased() }
    guard let found = named.first else {
        throw Failure(
            .refused,
            "no \(what) is called \(text)"
                + Suggestion.sentence(for: text, among: offers.map(name)),
            advice: "See which there are: octopus \(listing)"
        )
    }
    guard named.count == 1 else {
        throw Failure(
            .refused,
            "\(named.count) \(what)s are called \(text)",
            advice: "Name one by its id: octopus \(listing)"
        )
    }
    return found
}

/// Shows packages.
enum PackagePrinter {
    static func print(_ packages: [Package]) {
        var table = Table("ID", "NAME", "PRICE", "STATUS", "DEFAULT", "PRODUCTS", "LIMITS")
        for package in packages {
            table.add(
                package.id.description,
                package.terms.name,
                package.terms.price.words,
                package.status.rawValue,
                package.isDefault ? "yes" : "",
                package.terms.products.map(\.rawValue).joined(separator: " "),
                package.terms.limits.words
            )
        }
        table.print()
    }
}
