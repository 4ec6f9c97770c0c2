import ArgumentParser
import OctopusClient

/// The command `octopus chat`.
struct ChatCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "chat",
        abstract: "Answers a partner's end users, as one of its chat operators.",
        discussion: """
            A conversation is named by its id, or by who writes in it if they are the only one of that \
            name whose conversation waits or is yours.

              octopus chat
              octopus chat take "Ana Horvat"
              octopus chat say "Ana Horvat" "Until ten." --coupon COUPON
              octopus chat watch --present
              octopus chat transcript CONVERSATION --mail
              octopus chat finish "Ana Horvat"
            """,
        subcommands: [
            ChatListCommand.self, ChatShowCommand.self, ChatTakeCommand.self,
            ChatReleaseCommand.self, ChatTransferCommand.self, ChatFinishCommand.self,
            ChatSayCommand.self, ChatTranscriptCommand.self, ChatWatchCommand.self,
            ChatPresenceCommand.self, ChatOperatorsCommand.self, ChatChannelsCommand.self,
            ChatPolicyCommand.self,
        ],
        defaultSubcommand: ChatListCommand.self
    )
}

/// The command `octopus chat list`.
struct ChatListCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list",
        abstract:
            "Lists conversations that wait or that somebody has; of a normal operator their own."
    )

    @Option(help: "Only those: quiet, unanswered, active or finished.")
    var status: ConversationStatus?

    @Flag(help: "Only those that you have, or had.")
    var own = false

    @OptionGroup var output: PrintOptions
    @OptionGroup var connection: ConnectionOptions

    func run() async throws {
        let conversations = try await connection.open().use { session in
            try await NamedConversation.all(
                status.map { [$0] } ?? [.unanswered, .active],
                isOwn: own,
                session
            )
        }
        try output.show(conversations, ConversationPrinter.print)
    }
}

/// The command `octopus chat show`.
struct ChatShowCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "show",
        abstract: "Shows a conversation and its newest messages, or those after or before one."
    )

    @Argument(help: "The conversation's id, or who writes in it.")
    var conversation: String

    @Option(help: "Only what came after this message.")
    var after: Int64?

    @Option(help: "Only what came before this message.")
    var before: Int64?

    @Option(help: "How many messages, 200 at most.")
    var limit: Int64?

    @OptionGroup var output: PrintOptions
    @OptionGroup var connection: ConnectionOptions

    func validate() throws {
        guard after == nil || before == nil else {
            throw ValidationError("--after and --before exclude each other.")
        }
    }

    func run() async throws {
        let (shown, page) = try await connection.open().use { session in
            let found = try await NamedConversation.find(conversation, session)
            let request = ReadMessages.Request(
                conversationId: found.id,
                after: after,
                before: before,
                limit: limit
            )
            return (found, try await session.asUser(ReadMessages.self, request))
        }
        guard !output.json else {
            let members = [
                JSONMember(name: "conversation", value: try JSONValue(shown)),
                JSONMember(
                    name: "messages",
                    value: .array(try page.messages.map { try JSONValue($0) })
                ),
            ]
            return Console.print(JSONValue.object(members).pretty)
        }
        ConversationPrinter.sheet(of: shown).print()
        Console.print("")
        for message in page.messages {
            Console.print(MessagePrinter.text(of: message, in: shown))
        }
    }
}

/// Finds the conversation that a command line means.
enum NamedConversation {
    /// One by id, or one that waits or is active by who writes in it.
    static func find(_ text: String, _ session: Session) async throws -> Conversation {
        if let id = ConversationID(text) {
            return try await session.asUser(GetConversation.self, .init(conversationId: id))
        }
        return try pick(
            text,
            "conversation",
            of: try await all([.unanswered, .active], session),
            \.id.description,
            { $0.name ?? "" },
            listing: "chat"
        )
    }

    static func all(
        _ statuses: [ConversationStatus],
        isOwn: Bool = false,
        _ session: Session
    ) async throws -> [Conversation] {
        var all: [Conversation] = []
        for status in statuses {
            // What waits is nobody's yet.
            guard !isOwn || status != .unanswered || statuses.count == 1 else { continue }
            all += try await session.asUser(listing: ListConversations.self) {
                .init(status: status, isOwn: isOwn ? true : nil, after: $0)
            }
        }
        return all
    }
}
