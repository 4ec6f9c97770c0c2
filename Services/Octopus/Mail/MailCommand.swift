import ArgumentParser
import FoundationEssentials
import OctopusClient
import OctopusMesh

/// The command `octopus mail`.
struct MailCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "mail",
        abstract: "Shows the mails that wait, and those in a spool folder.",
        discussion: """
            deploy/launch has services put their mails into the folder mail of its data folder; --open \
            and --to read one of them. Where mails go to a server, those that were sent are not kept.
            """
    )

    @Option(help: ArgumentHelp("Show a mail of the spool folder by its number.", valueName: "N"))
    var open: Int?

    @Option(help: ArgumentHelp("Show the newest mail to an address.", valueName: "e-mail"))
    var to: String?

    @Option(help: ArgumentHelp("With --to: how long to wait for one.", valueName: "seconds"))
    var wait = 0

    @Option(
        help: ArgumentHelp(
            "The spool folder; that of the data folder if not named.",
            valueName: "dir"
        )
    )
    var spool: String?

    @Flag(help: "Those that were given up in the last 30 days, instead of those that wait.")
    var givenUp = false

    @Flag(help: "Try all that wait now, then show what waits.")
    var retry = false

    @Flag(help: "As JSON.")
    var json = false

    @OptionGroup var connection: ConnectionOptions

    func run() async throws {
        let folder = spoolFolder()
        if open != nil || to != nil {
            guard let folder else {
                throw Failure(
                    .usage,
                    "there is no spool folder",
                    advice: "Name it: octopus mail --spool DIR"
                )
            }
            return try await show(in: folder)
        }
        let waiting = try await listed()
        let spooled = try folder.map(SpoolFolder.mails) ?? []
        if json {
            let rows = try waiting.map { try JSONValue($0) }
            let all = [
                JSONMember(name: givenUp ? "givenUp" : "waiting", value: .array(rows)),
                JSONMember(name: "spool", value: .array(spooled.map(SpoolPrinter.json))),
            ]
            return Console.print(JSONValue.object(all).pretty)
        }
        WaitingPrinter.print(waiting, areGivenUp: givenUp)
        if let folder { SpoolPrinter.print(spooled, in: folder) }
    }

    func validate() throws {
        guard open == nil || to == nil else {
            throw ValidationError("--open and --to exclude each other.")
        }
        guard (0...3600).contains(wait) else {
            throw ValidationError("--wait is a number of seconds up to 3600.")
        }
    }

    private func show(in folder: String) async throws {
        if let open { return try SpoolPrinter.show(open, in: folder, json: json) }
        let patience = Duration.seconds(wait)
        let mail = try await SpoolFolder.newest(to: to ?? "", in: folder, within: patience)
        SpoolPrinter.show(mail, json: json)
    }

    /// What waits in every service of the map that sends mails.
    private func listed() async throws -> [WaitingMail] {
        try await connection.open().use { session in
            var rows: [WaitingMail] = []
            if session.map.services["identity"] != nil {
                rows += try await listed(by: ListWaitingMail.self, RetryMail.self, session)
            }
            if session.map.services["partners"] != nil {
                rows += try await listed(by: ListPartnersMail.self, RetryPartnersMail.self, session)
            }
            if session.map.services["helpdesk"] != nil {
                rows += try await listed(by: ListHelpdeskMail.self, RetryHelpdeskMail.self, session)
            }
            return rows.sorted { $0.createdAt > $1.createdAt }
        }
    }

    /// What waits in one of them; nothing if the map has no such service.
    private func listed<List: ListsWaitingMail, Retry: RetriesWaitingMail>(
        by list: List.Type,
        _ retrying: Retry.Type,
        _ session: Session
    ) async throws -> [WaitingMail] {
        guard session.map.services[List.declaration.service] != nil else { return [] }
        if retry { _ = try await session.client.call(retrying, .init(), Self.options) }
        var (rows, next): ([WaitingMail], PageCursor?) = ([], nil)
        repeat {
            let page = try await session.client.call(
                list,
                .init(after: next, isGivenUp: givenUp ? true : nil),
                Self.options
            )
            rows += page.items
            next = page.next
        } while next != nil && rows.count < 10_000
        return rows
    }

    private static let options = CallOptions(timeout: .seconds(10))

    /// The folder that is named, or that of the data folder if there is one.
    private func spoolFolder() -> String? {
        if let spool { return spool }
        guard let data = connection.data ?? ProcessInfo.processInfo.environment["OCTOPUS_DATA"],
            FileManager.default.fileExists(atPath: "\(data)/mail")
        else { return nil }
        return "\(data)/mail"
    }
}

/// Shows the mails that wait.
private enum WaitingPrinter {
    static func print(_ mails: [WaitingMail], areGivenUp: Bool) {
        guard !mails.isEmpty else {
            return Console.print(areGivenUp ? "No mail was given up." : "No mail waits.")
        }
        var table = Table("WRITTEN", "FOR", "TO", "WHY", "TRIES", areGivenUp ? "GIVEN UP" : "NEXT")
        for mail in mails {
            table.add(
                text(mail.createdAt),
                mail.purpose,
                mail.to ?? "-",
                why(mail),
                "\(mail.attempts)",
                text(mail.givenUpAt ?? mail.nextAt)
            )
        }
        table.print()
    }

    private static func why(_ mail: WaitingMail) -> String {
        guard let failure = mail.failure else { return "its turn comes" }
        let words =
            switch failure {
            case .notSetUp: "no server is set (mail.smtp-url)"
            case .unreachable: "the server can't be reached"
            case .insecure: "the server's encryption can't be trusted"
            case .logInRefused: "the server refuses mail.user or its password"
            case .deferred: "the server wants it later"
            case .senderRefused: "the server refuses mail.from"
            case .refused: "refused for good"
            case .outdated: "of no more use"
            case .exhausted: "tried for days"
            case .noSpool: "the spool folder can't be written"
            case .unreadable: "the key that sealed it is gone"
            case .noAddress: "no address was known"
            }
        return words + (mail.serverCode.map { " (\($0))" } ?? "")
    }

    private static func text(_ instant: Instant?) -> String {
        instant.flatMap(InstantText.text) ?? "-"
    }
}
