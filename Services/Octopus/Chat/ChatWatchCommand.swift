import ArgumentParser
import OctopusCBOR
import OctopusClient
import OctopusMesh

/// The command `octopus chat watch`.
struct ChatWatchCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "watch",
        abstract: "Tells what is written, as it comes, until Ctrl-C.",
        discussion: """
            An administrator hears all of the partner's conversations, a normal operator theirs and \
            those that wait for them. With --present you count as available as long as it runs.
            """
    )

    @Flag(help: "Say all the while that you are available.")
    var present = false

    @Flag(help: "As JSON, an object a line.")
    var json = false

    @OptionGroup var connection: ConnectionOptions

    func run() async throws {
        try await connection.open().use { session in
            var next = try await session.asUser(ReadNews.self, .init()).next
            Console.note("octopus: listening from now on")
            var known: [ConversationID: Conversation] = [:]
            while true {
                guard let news = try await newest(after: next, session) else { continue }
                next = news.next
                for conversation in news.conversations { known[conversation.id] = conversation }
                try tell(news, known)
                try Console.checkOutput()
            }
        }
    }

    /// What is new; nil if it has to be asked again.
    private func newest(after next: Bytes, _ session: Session) async throws -> News? {
        do {
            if present {
                _ = try await session.asUser(SetPresence.self, .init(state: .available))
            }
            return try await session.asUser(
                ReadNews.self,
                .init(after: next, waitMs: ChatWatchCommand.patienceMilliseconds)
            )
        } catch let failure as CallFailure {
            guard ExitStatus(failure.status) == .unreachable else { throw failure }
            Console.note("octopus: \(failure.reason): \(failure.message); trying again")
            try await Task.sleep(for: .seconds(1))
            return nil
        }
    }

    private func tell(_ news: News, _ known: [ConversationID: Conversation]) throws {
        guard !json else {
            for posted in news.messages { Console.print(try JSONValue(posted).compact) }
            return
        }
        for posted in news.messages {
            let conversation = known[posted.conversationId]
            let name = conversation.map(ConversationPrinter.name(of:)) ?? "\(posted.conversationId)"
            let text = MessagePrinter.text(of: posted.message, in: conversation)
            Console.print("\(TerminalText.safe(name))  \(text)")
        }
        for id in news.gone {
            let name = known[id].map(ConversationPrinter.name(of:)) ?? "\(id)"
            Console.print("\(TerminalText.safe(name))  is another's now")
        }
    }

    /// Presence outlives two of these waits.
    private static let patienceMilliseconds: Int64 = 20_000
}
