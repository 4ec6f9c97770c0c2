import ArgumentParser
import FoundationEssentials
import OctopusClient
import OctopusQRCode

/// The command `octopus me second-factor`.
struct SecondFactorCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "second-factor",
        abstract: "Sets up one-time codes for one's own log-in, and ends them.",
        discussion: """
            First begin, which draws a QR code for the app that makes the codes; then confirm with \
            the first code of it.
            """,
        subcommands: [
            SecondFactorBeginCommand.self, SecondFactorConfirmCommand.self,
            SecondFactorRemoveCommand.self, RecoveryCodesCommand.self,
        ]
    )
}

/// The command `octopus me second-factor begin`.
struct SecondFactorBeginCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "begin",
        abstract: "Draws a QR code for the app that makes one-time codes.",
        discussion: "Nothing changes before octopus me second-factor confirm."
    )

    @OptionGroup var password: OwnPasswordOptions
    @OptionGroup var output: PrintOptions
    @OptionGroup var connection: ConnectionOptions

    func run() async throws {
        let session = try connection.open()
        let request = BeginSecondFactor.Request(password: try password.read())
        let reply = try await session.use { session in
            try await session.asUser(BeginSecondFactor.self, request)
        }
        try output.show(reply) { reply in
            let isColored =
                Console.isTerminal && ProcessInfo.processInfo.environment["NO_COLOR"] == nil
            let matrix = try QRMatrix(reply.otpauthUri, correction: .low)
            Console.printLines(matrix.terminal(isColored: isColored))
            Console.print("To be typed where it can't be scanned: \(reply.secret)")
            Console.note("Then, with the code that the app shows: octopus me second-factor confirm")
        }
    }
}

/// The command `octopus me second-factor confirm`.
struct SecondFactorConfirmCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "confirm",
        abstract: "Puts one-time codes in force, and prints recovery codes, once.",
        discussion: "Your other sessions end."
    )

    @OptionGroup var code: CodeOptions
    @OptionGroup var output: PrintOptions
    @OptionGroup var connection: ConnectionOptions

    func run() async throws {
        let session = try connection.open()
        let request = ConfirmSecondFactor.Request(code: try code.read())
        let reply = try await session.use { session in
            try await session.asUser(ConfirmSecondFactor.self, request)
        }
        try output.show(reply) { RecoveryCodesCommand.print($0.recoveryCodes) }
    }
}

/// The command `octopus me second-factor remove`.
struct SecondFactorRemoveCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "remove",
        abstract: "Ends one-time codes; all other sessions end.",
        discussion: "A recovery code serves as well as a one-time code."
    )

    @OptionGroup var password: OwnPasswordOptions
    @OptionGroup var code: CodeOptions
    @OptionGroup var connection: ConnectionOptions

    func run() async throws {
        let session = try connection.open()
        let request = try RemoveSecondFactor.Request(
            password: password.read(),
            code: code.read("One-time code or recovery code: ")
        )
        try await session.use { session in
            _ = try await session.asUser(RemoveSecondFactor.self, request)
        }
        Console.note("Log-ins no longer ask for one-time codes.")
    }
}

/// The command `octopus me second-factor recovery-codes`.
struct RecoveryCodesCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "recovery-codes",
        abstract: "Makes new recovery codes, and prints them once; those before are void."
    )

    @OptionGroup var password: OwnPasswordOptions
    @OptionGroup var code: CodeOptions
    @OptionGroup var output: PrintOptions
    @OptionGroup var connection: ConnectionOptions

    func run() async throws {
        let session = try connection.open()
        let request = try MakeRecoveryCodes.Request(
            password: password.read(),
            code: code.read("One-time code or recovery code: ")
        )
        let reply = try await session.use { session in
            try await session.asUser(MakeRecoveryCodes.self, request)
        }
        try output.show(reply) { Self.print($0.recoveryCodes) }
    }

    static func print(_ codes: [String]) {
        for code in codes { Console.print(code) }
        Console.note("Keep them where your device is not: each opens once, in place of a code.")
    }
}
