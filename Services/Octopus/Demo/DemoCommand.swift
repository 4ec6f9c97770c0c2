import ArgumentParser
import OctopusClient
import FoundationEssentials
import OctopusMesh

/// Tells a whole day over the real mesh: nothing in it is pretended.
struct DemoCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "demo",
        abstract: "Tells the day of a tenant, a partner, its people, an end user and a coupon.",
        discussion: """
            Everything is done by the services that run, over ZeroMQ under CURVE. Each run makes a \
            partner and an end user with new names, so it can be repeated at will. With --partners \
            each run adds two packages and an add-on to the tenant's catalogue, too, and with \
            --campaign a package of impressions, which is offered no more in the end.
            """
    )

    @Flag(help: "Tells of a stranger instead, who becomes a partner and changes the package.")
    var partners = false

    @Flag(help: "Tells of a question instead, which comes at night and is answered in a chat.")
    var chat = false

    @Flag(help: "Tells of a campaign instead: what it is shown for, and what is left of it.")
    var campaign = false

    @OptionGroup var connection: ConnectionOptions

    @Option(
        help: ArgumentHelp(
            "Who owns the tenant: {tenantId, email, passwordFile?} as JSON; owner.json of the data "
                + "folder if absent.",
            valueName: "file"
        )
    )
    var owner: String?

    @Option(
        help: ArgumentHelp(
            "The folder into which the services put their mails; mail of the data folder if absent.",
            valueName: "dir"
        )
    )
    var mail: String?

    func validate() throws {
        guard [partners, chat, campaign].count(where: { $0 }) <= 1 else {
            throw ValidationError("--partners, --chat and --campaign exclude each other.")
        }
    }

    func run() async throws {
        let owner = try DemoOwner(file: ownerFile())
        try await connection.open().use { session in
            let day = day
            try await day.init(
                client: session.client,
                owner: owner,
                mailbox: DemoMailbox(folder: try mailFolder()),
                story: Story(stepCount: day.stepCount, isTerminal: Console.isTerminal)
            ).tell()
        }
    }

    private var day: any ToldDay.Type {
        if partners { return PartnersDay.self }
        if chat { return ChatNight.self }
        return campaign ? CampaignDay.self : DemoDay.self
    }

    private func ownerFile() throws -> String {
        if let owner { return owner }
        return try dataFolder("it is not known who owns the tenant", "--owner FILE") + "/owner.json"
    }

    private func mailFolder() throws -> String {
        if let mail { return mail }
        return try dataFolder("it is not known where the services put their mails", "--mail DIR")
            + "/mail"
    }

    private func dataFolder(_ trouble: String, _ otherwise: String) throws -> String {
        if let folder = connection.data ?? ProcessInfo.processInfo.environment["OCTOPUS_DATA"] {
            return folder
        }
        throw Failure(
            .usage,
            trouble,
            advice: "Give --data DIR, a folder that deploy/launch made, or \(otherwise)."
        )
    }
}

/// The tenant's owner, as `deploy/launch` notes them.
struct DemoOwner {
    let tenant: TenantID
    let email: String
    let password: String

    init(file: String) throws {
        struct Note: Decodable {
            let tenantId: String
            let email: String
            let passwordFile: String?
        }
        let bytes = try Input.bytes(of: file, atMost: 65_536)
        guard let note = try? JSONDecoder().decode(Note.self, from: Data(bytes)),
            let tenant = TenantID(note.tenantId)
        else {
            throw Failure(
                .usage,
                "\(file) does not say {tenantId, email}",
                advice: "deploy/launch writes it when it makes the tenant."
            )
        }
        self.tenant = tenant
        email = note.email
        // A relative path starts where the note lies, and so does the launcher's own file.
        let folder = file.lastIndex(of: "/").map { String(file[...$0]) } ?? ""
        let passwordFile = note.passwordFile ?? "owner.password"
        let path = passwordFile.hasPrefix("/") ? passwordFile : folder + passwordFile
        password = try Secret.read(from: path, asking: "")
    }
}
