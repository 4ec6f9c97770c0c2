import ArgumentParser
import OctopusClient

/// The command `octopus account end-add-on`.
struct AccountEndAddOnCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "end-add-on",
        abstract: "Ends an add-on that is paid by the month or the year, with its period."
    )

    @OptionGroup var addOn: OwnAddOn
    @OptionGroup var output: PrintOptions
    @OptionGroup var connection: ConnectionOptions

    func run() async throws {
        let ending = try await connection.open().use { session in
            try await session.asUser(EndAddOn.self, addOn.choice(session))
        }
        try output.show(ending) { ending in
            let end = InstantText.text(of: ending.endsAt) ?? ""
            Console.note("\(ending.balance.name) is there until \(end).")
        }
    }
}

/// The command `octopus account keep-add-on`.
struct AccountKeepAddOnCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "keep-add-on",
        abstract: "Keeps an add-on that would end with its period."
    )

    @OptionGroup var addOn: OwnAddOn
    @OptionGroup var output: PrintOptions
    @OptionGroup var connection: ConnectionOptions

    func run() async throws {
        let kept = try await connection.open().use { session in
            try await session.asUser(KeepAddOn.self, addOn.choice(session))
        }
        try output.show(kept) { kept in
            Console.note("\(kept.name): \(kept.renewing) go on, \(kept.ending) end.")
        }
    }
}

/// An add-on that the partner has.
struct OwnAddOn: ParsableArguments {
    @Argument(help: "The add-on's id or name; of several of it one is meant.")
    var addOn: String

    func choice(_ session: Session) async throws -> AddOnChoice {
        let account = try await session.asUser(GetMyAccount.self, .init())
        let found = try pick(addOn, "add-on", of: account.addOns, \.addOnId.description, \.name)
        return AddOnChoice(addOnId: found.addOnId)
    }
}
