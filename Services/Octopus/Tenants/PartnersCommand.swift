import ArgumentParser
import OctopusClient

/// The command `octopus partners`.
struct PartnersCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "partners",
        abstract: "Opens, suspends and lists the accounts of the tenant's partners.",
        subcommands: [
            PartnersListCommand.self, PartnersAddCommand.self, PartnersStatusCommand.self,
            PartnersPackageCommand.self,
        ],
        defaultSubcommand: PartnersListCommand.self
    )
}

/// The command `octopus partners list`.
struct PartnersListCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list",
        abstract: "Lists the partners by name, and who owns their accounts."
    )

    @OptionGroup var output: PrintOptions
    @OptionGroup var connection: ConnectionOptions

    func run() async throws {
        let partners = try await connection.open().use { try await NamedPartner.all($0) }
        try output.show(partners) { partners in
            var table = Table("ID", "NAME", "STATUS", "OWNER", "E-MAIL", "OWNER IS")
            for partner in partners {
                table.add(
                    partner.id.description,
                    partner.name,
                    partner.status.rawValue,
                    partner.ownerName,
                    partner.ownerEmail,
                    partner.ownerStatus.rawValue
                )
            }
            table.print()
        }
    }
}

/// The command `octopus partners add`.
struct PartnersAddCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "add",
        abstract: "Opens a partner's account; its owner is invited by mail."
    )

    @Argument(help: "The business, as people know it.")
    var name: String

    @Option(help: "What people call the owner.")
    var ownerName: String

    @Option(help: "Where the invitation goes, and what the owner logs in with.")
    var ownerEmail: String

    @OptionGroup var output: PrintOptions
    @OptionGroup var connection: ConnectionOptions

    func run() async throws {
        let made = try await connection.open().use { session in
            try await session.asUser(
                CreatePartner.self,
                .init(name: name, ownerName: ownerName, ownerEmail: ownerEmail)
            )
        }
        // The invitation is the owner's alone, whom it is mailed to.
        let told = CreatePartner.Reply(
            partnerId: made.partnerId,
            ownerId: made.ownerId,
            invitation: nil,
            invitationExpiresAt: made.invitationExpiresAt
        )
        try output.show(told) { told in
            Console.print(told.partnerId.description)
            let end = InstantText.text(of: told.invitationExpiresAt) ?? ""
            Console.note("\(ownerName) is invited by mail to \(ownerEmail), until \(end).")
        }
    }
}

/// The command `octopus partners set`.
struct PartnersStatusCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "set",
        abstract: "Suspends a partner, whose sessions end at once, or lets it work again."
    )

    @Argument(help: "The partner's id or name.")
    var partner: String

    @Argument(help: "suspended or active.")
    var status: PartnerStatus

    @Option(help: "Why it is suspended; it stands in the partner's activity.")
    var reason: String?

    @OptionGroup var output: PrintOptions
    @OptionGroup var connection: ConnectionOptions

    func run() async throws {
        try await connection.open().use { session in
            let found = try await NamedPartner.find(partner, session)
            let known = try await session.asUser(GetPartner.self, .init(partnerId: found.id))
            let reply = try await become(status, known.partner, session)
            try output.show(reply) { Console.note("\($0.name) is \($0.status.rawValue).") }
        }
    }

    func validate() throws {
        guard (status == .suspended) == (reason != nil) else {
            throw ValidationError("Who suspends a partner says why with --reason, and only then.")
        }
    }

    private func become(
        _ status: PartnerStatus,
        _ partner: MyPartner,
        _ session: Session
    ) async throws -> MyPartner {
        switch status {
        case .suspended:
            try await session.asUser(
                SuspendPartner.self,
                .init(partnerId: partner.id, version: partner.version, reason: reason ?? "")
            )
        case .active:
            try await session.asUser(
                ReactivatePartner.self,
                .init(partnerId: partner.id, version: partner.version)
            )
        }
    }
}

/// The command `octopus partners package`.
struct PartnersPackageCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "package",
        abstract: "Lists the packages, or chooses the one that new partners get."
    )

    @Argument(help: "The name of the package that new partners get from now on.")
    var name: String?

    @OptionGroup var output: PrintOptions
    @OptionGroup var connection: ConnectionOptions

    func run() async throws {
        let packages = try await connection.open().use { session in
            let all = try await Self.all(session)
            guard let name else { return all }
            guard let found = all.first(where: { $0.terms.name == name }) else {
                throw Failure(
                    .refused,
                    "no package is called \(name)"
                        + Suggestion.sentence(for: name, among: all.map(\.terms.name)),
                    advice: "See which there are: octopus partners package"
                )
            }
            _ = try await session.asUser(
                ChooseDefaultPackage.self,
                .init(packageId: found.id, version: found.version)
            )
            return try await Self.all(session)
        }
        try output.show(packages) { packages in
            var table = Table("ID", "NAME", "PRODUCTS", "NEW PARTNERS GET IT")
            for package in packages {
                table.add(
                    package.id.description,
                    package.terms.name,
                    package.terms.products.map(\.rawValue).joined(separator: " "),
                    package.isDefault ? "yes" : ""
                )
            }
            table.print()
        }
    }

    private static func all(_ session: Session) async throws -> [Package] {
        try await session.asUser(listing: ListPackages.self) {
            .init(status: .available, after: $0)
        }
    }
}

/// Finds the partner that a command line means.
enum NamedPartner {
    /// A partner by id or by its whole name, of which there may be several.
    static func find(
        _ text: String,
        _ session: Session
    ) async throws -> ListPartners.ListedPartner {
        let partners = try await all(session)
        if let id = PartnerID(text), let found = partners.first(where: { $0.id == id }) {
            return found
        }
        let named = partners.filter { $0.name.lowercased() == text.lowercased() }
        guard let found = named.first else {
            throw Failure(
                .refused,
                "no partner is called \(text)"
                    + Suggestion.sentence(for: text, among: partners.map(\.name)),
                advice: "See which there are: octopus partners"
            )
        }
        guard named.count == 1 else {
            throw Failure(
                .refused,
                "\(named.count) partners are called \(text)",
                advice: "Name one by its id: octopus partners"
            )
        }
        return found
    }

    static func all(_ session: Session) async throws -> [ListPartners.ListedPartner] {
        try await session.asUser(listing: ListPartners.self) { .init(after: $0) }
    }
}
