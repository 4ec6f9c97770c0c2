import GRDB
package import OctopusHelpdeskContract
package import OctopusServiceKit

extension ReadMessages: ReadHandler {
    package static func run(
        _ request: Request,
        in context: ReadContext<HelpdeskEnvironment>
    ) throws -> Reply {
        if request.after != nil, request.before != nil {
            throw FieldRules.refusal("before", .exactlyOne, "It reads after a place or before one.")
        }
        let database = context.database
        let seen = try SeenConversation.find(
            request.conversationId,
            by: context.caller,
            in: database
        )
        let limit = request.limit ?? HelpdeskLimits.standardMessages
        let records: [MessageRecord]
        if let after = request.after {
            records = try page(
                """
                SELECT * FROM messages WHERE conversation = ? AND seq > ? AND seq <= ?
                ORDER BY seq LIMIT ?
                """,
                [seen.record.seq, after, seen.upTo, limit],
                in: database
            )
        } else {
            records = try page(
                """
                SELECT * FROM messages WHERE conversation = ? AND seq < ? AND seq <= ?
                ORDER BY seq DESC LIMIT ?
                """,
                [seen.record.seq, request.before ?? Int64.max, seen.upTo, limit],
                in: database
            ).reversed()
        }
        var names = OperatorNames()
        return Reply(
            messages: try records.map { try $0.message(&names, in: database) },
            lastSeq: seen.upTo
        )
    }

    /// As many as a reply may have; one at least.
    private static func page(
        _ sql: String,
        _ arguments: StatementArguments,
        in database: Database
    ) throws -> [MessageRecord] {
        let rows = try MessageRecord.fetchCursor(
            database.cachedStatement(sql: sql),
            arguments: arguments
        )
        var (page, bytes): ([MessageRecord], Int) = ([], 0)
        while let record = try rows.next() {
            bytes += record.travellingBytes
            if bytes > PageLimit.bytes, !page.isEmpty { break }
            page.append(record)
        }
        return page
    }
}
