import ArgumentParser
import OctopusClient

/// The command `octopus add-ons`.
struct AddOnsCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "add-ons",
        abstract: "Manages what the tenant's partners can have beside their package.",
        subcommands: [
            AddOnsListCommand.self, AddOnsAddCommand.self, AddOnsRetireCommand.self,
            AddOnsOfferCommand.self,
        ],
        defaultSubcommand: AddOnsListCommand.self
    )
}

/// The command `octopus add-ons list`.
struct AddOnsListCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list",
        abstract: "Lists add-ons; a partner's user sees those that can be asked for."
    )

    @OptionGroup var output: PrintOptions
    @OptionGroup var connection: ConnectionOptions

    func run() async throws {
        let addOns = try await connection.open().use { try await NamedAddOn.all($0) }
        try output.show(addOns, AddOnPrinter.print)
    }
}

/// The command `octopus add-ons add`.
struct AddOnsAddCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "add",
        abstract: "Makes an add-on; partners can ask for it at once."
    )

    @Argument(help: "What people call it.")
    var name: String

    @OptionGroup var price: PriceOptions

    @Option(help: "For how long the price is: month, year or once.")
    var period = BillingPeriod.once

    @Option(help: "Impressions that each one adds to the partner's balance.")
    var impressions: Int64?

    @Option(help: "What it is, for those who choose.")
    var description: String?

    @OptionGroup var output: PrintOptions
    @OptionGroup var connection: ConnectionOptions

    func run() async throws {
        let terms = AddOnTerms(
            name: name,
            description: description,
            price: price.price(by: period),
            impressions: impressions
        )
        let made = try await connection.open().use { session in
            try await session.asUser(CreateAddOn.self, .init(terms: terms))
        }
        try output.show(made) { AddOnPrinter.print([$0]) }
    }
}

/// The command `octopus add-ons retire`.
struct AddOnsRetireCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "retire",
        abstract: "Offers an add-on no more; partners that have it keep it."
    )

    @OptionGroup var step: AddOnStepOptions

    func run() async throws { try await step.take(RetireAddOn.self) }
}

/// The command `octopus add-ons offer`.
struct AddOnsOfferCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "offer",
        abstract: "Offers a retired add-on again."
    )

    @OptionGroup var step: AddOnStepOptions

    func run() async throws { try await step.take(OfferAddOn.self) }
}

/// An add-on, and what is done with it.
struct AddOnStepOptions: ParsableArguments {
    @Argument(help: "The add-on's id or name.")
    var addOn: String

    @OptionGroup var output: PrintOptions
    @OptionGroup var connection: ConnectionOptions

    func take<M: Method>(_ method: M.Type) async throws
    where M.Request == AddOnVersion, M.Reply == AddOn {
        let reply = try await connection.open().use { session in
            let found = try await NamedAddOn.find(addOn, session)
            return try await session.asUser(
                method,
                .init(addOnId: found.id, version: found.version)
            )
        }
        try output.show(reply) { AddOnPrinter.print([$0]) }
    }
}

/// Finds the add-on that a command line means.
enum NamedAddOn {
    /// All of the tenant's; of a partner's user, those that can be asked for.
    static func all(_ session: Session) async throws -> [AddOn] {
        try await session.isOfPartner()
            ? session.asUser(listing: ListOfferedAddOns.self) { .init(after: $0) }
            : session.asUser(listing: ListAddOns.self) { .init(after: $0) }
    }

    static func find(_ text: String, _ session: Session) async throws -> AddOn {
        try pick(text, "add-on", of: try await all(session), \.id.description, \.terms.name)
    }
}

/// Shows add-ons.
enum AddOnPrinter {
    static func print(_ addOns: [AddOn]) {
        var table = Table("ID", "NAME", "PRICE", "STATUS", "IMPRESSIONS")
        for addOn in addOns {
            table.add(
                addOn.id.description,
                addOn.terms.name,
                addOn.terms.price.words,
                addOn.status.rawValue,
                addOn.terms.impressions.map { "\($0)" } ?? ""
            )
        }
        table.print()
    }
}
