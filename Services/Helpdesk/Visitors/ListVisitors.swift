import GRDB
package import OctopusHelpdeskContract
package import OctopusServiceKit

extension ListVisitors: ReadHandler {
    package static func run(
        _ request: Request,
        in context: ReadContext<HelpdeskEnvironment>
    ) throws -> Page<PresentVisitor> {
        let agent = try context.caller.requireOperator()
        let database = context.database
        var list = ListQuery(
            of: VisitorRecord.self,
            by: "seen_at",
            "seq",
            direction: .descending
        )
        list.filter("partner", try context.caller.requirePartner())
        list.where(
            "seen_at > ?",
            at: context.now.adding(milliseconds: -VisitorLimits.presentMilliseconds)
        )
        return try page(list, of: request, in: context, as: VisitorRecord.self) { record in
            PresentVisitor(
                visitorId: record.visitor,
                page: record.page,
                country: record.country,
                beganAt: record.beganAt,
                seenAt: record.seenAt,
                pages: record.pages,
                visits: record.visits,
                conversationId: try record.conversation(seenBy: agent, in: database)
            )
        }
    }
}

extension VisitorRecord {
    /// The last conversation of theirs with the partner that an operator may see.
    fileprivate func conversation(
        seenBy agent: CallingOperator,
        in database: Database
    ) throws -> ConversationID? {
        try ConversationRecord.all(
            database,
            "SELECT * FROM conversations WHERE visitor = ? ORDER BY changed_at DESC, seq DESC",
            [visitor]
        ).first { record in
            try record.partner == partner
                && SeenConversation.of(record, by: .agent(agent), in: database) != nil
        }?.id
    }
}

extension ListPageViews: ReadHandler {
    package static func run(
        _ request: Request,
        in context: ReadContext<HelpdeskEnvironment>
    ) throws -> Page<PageView> {
        _ = try context.caller.requireOperator()
        let visitor = try VisitorRecord.find(
            request.visitorId,
            of: context.caller.requirePartner(),
            in: context.database
        )
        guard let visitor else { throw Refusal(.notFound) }
        var list = ListQuery(
            "SELECT id, at, website, host, path, title, referrer FROM page_views",
            by: "id",
            direction: .descending
        )
        list.filter("visitor", visitor.seq)
        return try page(list, of: request, in: context) { row in
            PageView(
                at: row["at"],
                websiteId: row["website"],
                host: row["host"],
                path: row["path"],
                title: row["title"],
                referrer: row["referrer"]
            )
        }
    }
}
