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
            KeysRevokeCommand.self,
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

    @OptionGroup var connection: ConnectionOptions

    func run() async throws {
        try await connection.open().use { session in
            for principal in try await Principals.all(session) {
                let tenant = principal.tenantId.map { "tenant \($0)" } ?? "installation"
                let partner = principal.partnerId.map { ", partner \($0)" } ?? ""
                let revoked =
                    principal.revokedAt.map { " REVOKED \(InstantText.text(of: $0) ?? "")" } ?? ""
                Console.print(
                    "\(principal.id)  \(principal.name)\(revoked)\n"
                        + "  \(principal.publicKey)  \(tenant)\(partner)\n"
                        + "  \(principal.grants.joined(separator: " "))"
                )
            }
        }
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
    var tenant: String?

    @Option(
        help: ArgumentHelp("The one partner of that tenant that it may reach.", valueName: "id")
    )
    var partner: String?

    @OptionGroup var connection: ConnectionOptions

    func validate() throws {
        guard !grant.isEmpty else { throw ValidationError("Say what it may call: --grant METHODS") }
    }

    func run() async throws {
        guard CurvePublicKey(z85: publicKey) != nil else {
            throw Failure(
                .usage,
                "\(publicKey) is no public key: 40 letters of Z85 are",
                advice: "Print it: octopus keys show FILE --public-key"
            )
        }
        let tenantID: TenantID? = try id("tenant", tenant)
        let partnerID: PartnerID? = try id("partner", partner)
        try await connection.open().use { session in
            let reply = try await session.client.call(
                GrantPrincipal.self,
                .init(
                    name: name,
                    publicKey: publicKey,
                    tenantId: tenantID,
                    partnerId: partnerID,
                    grants: grant
                )
            )
            Console.print("\(reply.principalId)")
        }
    }

    private func id<ID: TypedID>(_ option: String, _ text: String?) throws -> ID? {
        try text.map { text in
            guard let id = ID(text) else {
                throw Failure(.usage, "--\(option) \(text) is no UUID")
            }
            return id
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

    @OptionGroup var connection: ConnectionOptions

    func run() async throws {
        try await connection.open().use { session in
            let id = try await Principals.id(of: program, session)
            _ = try await session.client.call(RevokePrincipal.self, .init(principalId: id))
            Console.note("\(program) is revoked.")
        }
    }
}

/// The registered programs.
enum Principals {
    static func all(_ session: Session) async throws -> [ListPrincipals.ListedPrincipal] {
        var principals: [ListPrincipals.ListedPrincipal] = []
        var after: PageCursor?
        repeat {
            let page = try await session.client.call(
                ListPrincipals.self,
                .init(after: after, limit: PageLimit.rows.upperBound)
            )
            principals += page.items
            after = page.next
        } while after != nil
        return principals
    }

    /// The id of a program that is named by it, or by the name of one that is not revoked.
    static func id(of program: String, _ session: Session) async throws -> PrincipalID {
        if let id = PrincipalID(program) { return id }
        let valid = try await all(session).filter { $0.revokedAt == nil }
        guard let found = valid.first(where: { $0.name == program }) else {
            throw Failure(
                .usage,
                "no program is called \(program)"
                    + Suggestion.sentence(for: program, among: valid.map(\.name)),
                advice: "See them: octopus keys list"
            )
        }
        return found.id
    }
}
