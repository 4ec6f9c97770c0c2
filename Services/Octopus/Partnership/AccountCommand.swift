import ArgumentParser
import OctopusClient

/// The command `octopus account`.
struct AccountCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "account",
        abstract: "Shows what a partner has of its tenant, and asks for more.",
        discussion: "For a partner's users, and for those who take the partner's place.",
        subcommands: [
            AccountShowCommand.self, AccountRequestsCommand.self, AccountPackageCommand.self,
            AccountAddOnsCommand.self, AccountEndAddOnCommand.self,
            AccountKeepAddOnCommand.self, AccountCancelCommand.self,
        ],
        defaultSubcommand: AccountShowCommand.self
    )
}

/// The command `octopus account show`.
struct AccountShowCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "show",
        abstract: "Shows the package, its limits, add-ons and impressions."
    )

    @OptionGroup var output: PrintOptions
    @OptionGroup var connection: ConnectionOptions

    func run() async throws {
        let account = try await connection.open().use { session in
            try await session.asUser(GetMyAccount.self, .init())
        }
        try output.show(account) { account in
            var table = Table("WHAT", "HOW MUCH")
            table.add("package", account.package?.name ?? "none")
            table.add("price", account.package?.price.words ?? "")
            table.add("products", account.products.joined(separator: " "))
            table.add("limits", account.limits?.words ?? "")
            if let held = account.heldImpressions {
                table.add("impressions", "\(held.available) available of \(held.total)")
            }
            for addOn in account.addOns {
                let end = addOn.endsAt.flatMap { InstantText.text(of: $0) }
                let ends = end.map { ", \(addOn.ending) until \($0)" } ?? ""
                table.add(addOn.name, "\(addOn.count)\(ends)")
            }
            table.print()
        }
    }
}

/// The command `octopus account requests`.
struct AccountRequestsCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "requests",
        abstract: "Lists what the partner has asked for, the newest first."
    )

    @OptionGroup var output: PrintOptions
    @OptionGroup var connection: ConnectionOptions

    func run() async throws {
        let requests: [PartnerRequest] = try await connection.open().use { session in
            try await session.asUser(listing: ListOwnRequests.self) { .init(after: $0) }
        }
        try output.show(requests, OwnRequestPrinter.print)
    }
}

/// The command `octopus account request-package`.
struct AccountPackageCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "request-package",
        abstract: "Asks for another package; the present one holds until that is approved."
    )

    @Argument(help: "The package's id or name.")
    var package: String

    @Option(help: "What the tenant should know.")
    var description: String?

    @OptionGroup var output: PrintOptions
    @OptionGroup var connection: ConnectionOptions

    func run() async throws {
        let made = try await connection.open().use { session in
            let found = try await NamedPackage.find(package, session)
            return try await session.asUser(
                RequestPackage.self,
                .init(packageId: found.id, description: description)
            )
        }
        try output.show(made) { OwnRequestPrinter.print([$0]) }
    }
}

/// The command `octopus account request-add-ons`.
struct AccountAddOnsCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "request-add-ons",
        abstract: "Asks for add-ons; several are one request, decided as a whole."
    )

    @Argument(help: "Their ids or names; one that is named twice is asked for twice.")
    var addOns: [String]

    @Option(help: "What the tenant should know.")
    var description: String?

    @OptionGroup var output: PrintOptions
    @OptionGroup var connection: ConnectionOptions

    func run() async throws {
        let made = try await connection.open().use { session in
            var ids: [AddOnID] = []
            for addOn in addOns { ids.append(try await NamedAddOn.find(addOn, session).id) }
            return try await session.asUser(
                RequestAddOns.self,
                .init(addOnIds: ids, description: description)
            )
        }
        try output.show(made) { OwnRequestPrinter.print([$0]) }
    }
}

/// The command `octopus account cancel`.
struct AccountCancelCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "cancel",
        abstract: "Takes back a request that was not decided yet."
    )

    @Argument(help: "The request's id.")
    var request: RequestID

    @OptionGroup var output: PrintOptions
    @OptionGroup var connection: ConnectionOptions

    func run() async throws {
        let reply = try await connection.open().use { session in
            try await session.asUser(CancelRequest.self, .init(requestId: request))
        }
        try output.show(reply) { OwnRequestPrinter.print([$0]) }
    }
}

/// Shows a partner's own requests.
enum OwnRequestPrinter {
    static func print(_ requests: [PartnerRequest]) {
        var table = Table("ID", "KIND", "ASKS FOR", "PRICE", "STATUS", "SINCE", "DECIDED", "WHY")
        for request in requests {
            table.add(
                request.id.description,
                request.kind.rawValue,
                request.title,
                request.items.words,
                request.status.rawValue,
                InstantText.text(of: request.requestedAt) ?? "",
                request.decidedAt.flatMap { InstantText.text(of: $0) } ?? "",
                request.reason ?? ""
            )
        }
        table.print()
    }
}
