import GRDB
package import OctopusHelpdeskContract
package import OctopusServiceKit

extension ReadTranscript: ReadHandler {
    /// Messages of one part, and the bytes after which it ends: the text of one is 16 KiB at most.
    private static let rows = 500
    private static let bytes = 384 * 1024

    package static func run(
        _ request: Request,
        in context: ReadContext<HelpdeskEnvironment>
    ) throws -> Reply {
        let database = context.database
        let seen = try SeenConversation.find(
            request.conversationId,
            by: context.caller,
            in: database
        )
        let after = request.after ?? 0
        let messages = try MessageRecord.all(
            database,
            """
            SELECT * FROM messages WHERE conversation = ? AND seq > ? AND seq <= ?
            ORDER BY seq LIMIT ?
            """,
            [seen.record.seq, after, seen.upTo, rows]
        )
        var transcript = try Transcript(of: seen.record, in: database)
        let isCSV = request.format == .csv
        var part = isCSV && after == 0 ? CSV.beginning + CSV.line(Transcript.titles) : ""
        var last = after
        for message in messages where part.utf8.count < bytes {
            part +=
                isCSV
                ? CSV.line(try transcript.cells(message, in: database))
                : try transcript.text(message, in: database)
            last = message.seq
        }
        let isEnd = messages.count < rows && last == messages.last?.seq ?? after
        return Reply(part: part, next: isEnd ? nil : last)
    }
}
