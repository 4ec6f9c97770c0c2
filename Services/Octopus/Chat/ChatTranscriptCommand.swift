import ArgumentParser
import OctopusClient

/// The command `octopus chat transcript`.
struct ChatTranscriptCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "transcript",
        abstract: "Prints all that you may read of a conversation, writes it as CSV, or mails it.",
        discussion: "It is mailed to the address with which you log in, and to no other."
    )

    @Argument(help: "The conversation's id, or who writes in it.")
    var conversation: String

    @Option(help: ArgumentHelp("Writes it there for spreadsheets.", valueName: "file"))
    var csv: String?

    @Flag(help: "Mails it to you; of a long one the newest messages.")
    var mail = false

    @OptionGroup var output: PrintOptions
    @OptionGroup var connection: ConnectionOptions

    func validate() throws {
        guard csv == nil || !mail else {
            throw ValidationError("--csv and --mail exclude each other.")
        }
    }

    func run() async throws {
        let session = try connection.open()
        if mail {
            let sent = try await session.use { session in
                let found = try await NamedConversation.find(conversation, session)
                return try await session.asUser(
                    MailTranscript.self,
                    .init(conversationId: found.id)
                )
            }
            return try output.show(sent, Self.tell)
        }
        let (id, text) = try await session.use { session in
            let found = try await NamedConversation.find(conversation, session)
            return (found.id, try await session.transcript(of: found.id, csv == nil ? .text : .csv))
        }
        if let csv {
            try Output.write(Array(text.utf8), to: csv)
            return output.done("octopus: it is in \(csv)", "conversationId", id.description)
        }
        guard !output.json else {
            let members = [
                JSONMember(name: "conversationId", value: .string(id.description)),
                JSONMember(name: "transcript", value: .string(text)),
            ]
            return Console.print(JSONValue.object(members).pretty)
        }
        Console.printLines(TerminalText.safe(text, keepsLines: true))
    }

    private static func tell(_ sent: MailTranscript.Reply) {
        let rest = sent.isShortened ? "; older ones had no room" : ""
        Console.note("octopus: \(sent.messages) messages are mailed to you\(rest)")
    }
}

extension Session {
    /// A conversation as its reader sees it, part by part.
    fileprivate func transcript(
        of id: ConversationID,
        _ format: TranscriptFormat
    ) async throws -> String {
        var (text, after) = ("", Int64?.none)
        repeat {
            let reply = try await asUser(
                ReadTranscript.self,
                .init(conversationId: id, format: format, after: after)
            )
            text += reply.part
            after = reply.next
        } while after != nil
        return text
    }
}
