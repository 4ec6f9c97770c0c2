import ArgumentParser
import OctopusClient
import OctopusMesh

/// The command `octopus keys`.
struct KeysCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "keys",
        abstract: "Makes keys of programs, and says what they may call.",
        subcommands: [
            KeysNewCommand.self, KeysShowCommand.self, KeysListCommand.self, KeysGrantCommand.self,
            KeysRotateCommand.self, KeysRevokeCommand.self,
        ]
    )
}

/// The command `octopus keys new`.
struct KeysNewCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "new",
        abstract: "Writes a new key pair, and prints its public half.",
        discussion: "Only you can read the file. An existing one is never written over."
    )

    @Argument(help: "Where to.")
    var file: String

    func run() throws {
        let keys = CurveKeyPair.generate()
        do {
            try keys.write(to: file)
        } catch {
            throw Failure(.usage, "\(error)")
        }
        Console.print(keys.publicKey.z85)
    }
}

/// The command `octopus keys show`.
struct KeysShowCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "show",
        abstract: "Prints the public half of a key pair."
    )

    @Argument(help: "The key file; without it the one that calls are made with.")
    var file: String?

    @Flag(help: "The key alone, for scripts.")
    var publicKey = false

    @OptionGroup var connection: ConnectionOptions

    func run() throws {
        let path = try file ?? connection.places().key
        do {
            let keys = try CurveKeyPair(file: path)
            Console.print(publicKey ? keys.publicKey.z85 : "\(path)  \(keys.publicKey.z85)")
        } catch {
            throw Failure(.usage, "\(error)")
        }
    }
}

/// The command `octopus keys list`.
struct KeysListCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list",
        abstract: "Lists the programs that are or were registered."
    )

    @OptionGroup var output: PrintOptions
    @OptionGroup var connection: ConnectionOptions

    func run() async throws {
        let principals = try await connection.open().use { try await Principals.all($0) }
        try output.show(principals) { principals in
            for principal in principals { Console.print(Self.text(of: principal)) }
        }
    }

    private static func text(of principal: ListPrincipals.ListedPrincipal) -> String {
        let tenant = principal.tenantId.map { "tenant \($0)" } ?? "installation"
        let partner = principal.partnerId.map { ", partner \($0)" } ?? ""
        var state = ""
        if let revoked = principal.revokedAt {
            state = " REVOKED \(InstantText.text(of: revoked) ?? "")"
        } else if let end = principal.endsAt {
            state = " ENDS \(InstantText.text(of: end) ?? "")"
        }
        return """
            \(principal.id)  \(principal.name)\(state)
              \(principal.publicKey)  \(tenant)\(partner)
              \(principal.grants.joined(separator: " "))
            """
    }
}

/// The command `octopus keys grant`.
struct KeysGrantCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "grant",
        abstract: "Registers a program's public key, or changes what it may call.",
        discussion: """
            For example, a till of one tenant:
              octopus keys grant acme-till --public-key KEY --tenant ID --grant 'loyalty.v1/*'
            For events of one kind: --grant mesh.v1/ReadEvents:loyalty.v1/PointsAwarded. No wildcard
            has what administers the installation, or security's events; they must be named.
            """
    )

    @Argument(help: "The program's name: a-z, 0-9 and -, unique in the installation.")
    var name: String

    // A key may begin with a hyphen.
    @Option(
        parsing: .unconditional,
        help: ArgumentHelp("See octopus keys show.", valueName: "key")
    )
    var publicKey: String

    @Option(
        help: ArgumentHelp(
            "What it may call: loyalty.v1/AwardPoints, loyalty.v1/* or *. Several times for several.",
            valueName: "methods"
        )
    )
    var grant: [String]

    @Option(
        help: ArgumentHelp(
            "The one tenant that it may reach; without it the program is the installation's.",
            valueName: "id"
        )
    )
    var tenant: TenantID?

    @Option(
        help: ArgumentHelp("The one partner of that tenant that it may reach.", valueName: "id")
    )
    var partner: PartnerID?

    @OptionGroup var output: PrintOptions
    @OptionGroup var connection: ConnectionOptions

    func validate() throws {
        guard !grant.isEmpty else { throw ValidationError("Say what it may call: --grant METHODS") }
    }

    func run() async throws {
        try PublicKeyArgument.check(publicKey)
        let reply = try await connection.open().use { session in
            try await session.client.call(
                GrantPrincipal.self,
                .init(
                    name: name,
                    publicKey: publicKey,
                    tenantId: tenant,
                    partnerId: partner,
                    grants: grant
                )
            )
        }
        try output.show(reply) { Console.print("\($0.principalId)") }
    }
}

/// A public key on the command line.
enum PublicKeyArgument {
    static func check(_ key: String) throws {
        guard CurvePublicKey(z85: key) == nil else { return }
        throw Failure(
            .usage,
            "\(key) is no public key: 40 letters of Z85 are",
            advice: "Print it: octopus keys show FILE --public-key"
        )
    }
}
