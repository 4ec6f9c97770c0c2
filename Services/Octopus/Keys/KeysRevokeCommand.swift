import ArgumentParser
import OctopusClient

/// The command `octopus keys rotate`.
struct KeysRotateCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "rotate",
        abstract: "Gives a program a new key, beside which the old one is good for a while.",
        discussion: """
            For example:
              octopus keys new till-2.json
              octopus keys rotate till --public-key "$(octopus keys show till-2.json --public-key)"
            """
    )

    @Argument(help: "The program's name or id; see octopus keys list.")
    var program: String

    // A key may begin with a hyphen.
    @Option(
        parsing: .unconditional,
        help: ArgumentHelp("The new key; see octopus keys show.", valueName: "key")
    )
    var publicKey: String

    @Option(
        help: ArgumentHelp(
            "How long the old key is good yet: 90s, 12h, 30d at most; 0s revokes it at once.",
            valueName: "time"
        )
    )
    var overlap = "1d"

    @OptionGroup var confirm: ConfirmOptions
    @OptionGroup var output: PrintOptions
    @OptionGroup var connection: ConnectionOptions

    func run() async throws {
        try PublicKeyArgument.check(publicKey)
        guard let milliseconds = Since.milliseconds(of: overlap) else {
            throw Failure(.usage, "--overlap \(overlap) is no time, as 90s, 12h or 30d")
        }
        if milliseconds == 0 { try confirm.demand("Revoke the old key of \(program) at once?") }
        let reply = try await connection.open().use { session in
            let id = try await Principals.id(of: program, session)
            return try await session.client.call(
                RotatePrincipalKey.self,
                .init(principalId: id, publicKey: publicKey, overlapMs: milliseconds)
            )
        }
        try output.show(reply) { reply in
            Console.print("\(reply.principalId)")
            let end = InstantText.text(of: reply.formerEndsAt) ?? ""
            Console.note("\(program) has the new key; the old one ends at \(end).")
        }
    }
}

/// The command `octopus keys revoke`.
struct KeysRevokeCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "revoke",
        abstract: "Shuts a program out for good, from its next frame on."
    )

    @Argument(help: "The program's name or id; see octopus keys list.")
    var program: String

    @OptionGroup var confirm: ConfirmOptions
    @OptionGroup var output: PrintOptions
    @OptionGroup var connection: ConnectionOptions

    func run() async throws {
        try await connection.open().use { session in
            let id = try await Principals.id(of: program, session)
            try confirm.demand("Shut the program \(program) out for good?")
            _ = try await session.client.call(RevokePrincipal.self, .init(principalId: id))
            output.done("\(program) is revoked.", "principalId", id.description)
        }
    }
}
