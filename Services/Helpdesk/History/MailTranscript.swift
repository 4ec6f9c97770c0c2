import GRDB
import OctopusContract
package import OctopusHelpdeskContract
import OctopusMail
package import OctopusServiceKit

/// Nobody names an address: so nobody fills a stranger's mailbox, or carries a talk to one. Of end users
/// identity tells no address.
extension MailTranscript: CommandHandler {
    package static func run(
        _ request: Request,
        in context: CommandContext<HelpdeskEnvironment>
    ) throws -> Reply {
        let database = context.database
        let partner = try context.activePartner()
        let agent = try context.caller.requireOperator()
        let seen = try SeenConversation.find(
            request.conversationId,
            by: context.caller,
            in: database
        )
        try seen.record.demandNotErased(in: database)
        guard
            let reader = try OperatorRecord.known(agent.id, of: partner.id, in: database),
            let address = reader.email.flatMap({ EmailAddress($0) })
        else { throw Refusal(.notAnOperator) }
        let throttle = Throttle(
            ThrottleKey(.transcripts, partner.id.description, agent.id.description)
        )
        try throttle.check(in: database, at: context.now)
        try throttle.count(in: database, at: context.now)
        let end = try TranscriptEnd(of: seen, in: database)
        var mail = Mail(
            .transcript,
            to: reader.name,
            address,
            // It goes with the one who wrote, if they are erased before it is sent.
            about: seen.record.customer.uuid,
            of: partner.tenant,
            subject: "A chat at \(end.channel)",
            end.letter(to: reader.name)
        )
        mail.partner = partner.id
        mail.usefulUntil = context.now.adding(milliseconds: TranscriptEnd.usefulMilliseconds)
        return Reply(
            mailId: try context.send(mail),
            messages: Int64(end.messages.count),
            isShortened: end.isShortened
        )
    }
}

extension Mail.Purpose {
    static let transcript = Mail.Purpose("transcript")
}

/// As many of the newest messages of a conversation as a mail has room for; one at least.
private struct TranscriptEnd {
    /// A mail has them twice, as text and as HTML, and is made in the command's transaction.
    private static let bytes = 64 * 1024
    /// What waits for longer does not go out any more: its reader may have lost the right to it.
    static let usefulMilliseconds: Int64 = 86_400_000

    /// The conversation.
    private let id: ConversationID
    private let transcript: Transcript
    let channel: String
    /// The oldest first.
    let messages: [String]
    let isShortened: Bool

    init(of seen: SeenConversation, in database: Database) throws {
        var transcript = try Transcript(of: seen.record, in: database)
        let rows = try MessageRecord.fetchCursor(
            database.cachedStatement(
                sql: """
                    SELECT * FROM messages WHERE conversation = ? AND seq <= ? ORDER BY seq DESC
                    """
            ),
            arguments: [seen.record.seq, seen.upTo]
        )
        var (newest, bytes, isFull): ([String], Int, Bool) = ([], 0, false)
        while !isFull, let record = try rows.next() {
            let text = try transcript.text(record, in: database)
            bytes += text.utf8.count
            isFull = bytes > Self.bytes && !newest.isEmpty
            if !isFull { newest.append(text) }
        }
        (messages, isShortened) = (newest.reversed(), isFull)
        (id, channel) = (seen.record.id, try seen.record.channelName(in: database) ?? "")
        self.transcript = transcript
    }

    func letter(to reader: String?) -> Letter {
        var paragraphs: [Letter.Paragraph] = [
            .text(reader.map { "Hello \($0)," } ?? "Hello,"),
            .text(
                "This is the chat with \(transcript.customer) at \(channel), as far as you may read "
                    + "it. Its times are those of \(transcript.zone)."
            ),
        ]
        if isShortened {
            paragraphs.append(
                .text(
                    "Its older messages are left out. All that you may read: octopus chat "
                        + "transcript \(id)"
                )
            )
        }
        let text = messages.joined()
        paragraphs.append(text.isEmpty ? .text("Nothing was written.") : .lines(text))
        return Letter(paragraphs)
    }
}

extension ThrottlePolicy {
    /// Mails of an operator.
    fileprivate static let transcripts = ThrottlePolicy(
        "transcript",
        free: 10,
        delays: .seconds(60) ... .seconds(3600),
        forgettingOneEach: .seconds(300)
    )
}
