import GRDB
package import OctopusHelpdeskContract
package import OctopusServiceKit

/// What a customer thinks of a finished round, as it lies in the database.
private struct RatingRecord: StoredRecord {
    static let databaseTableName = "ratings"

    let round: Int64
    let conversation: Int64
    let partner: PartnerID
    let agent: UserID
    var stars: Int64
    var text: String?
    let ratedAt: Instant
    var changedAt: Instant

    var changeableUntil: Instant {
        ratedAt.adding(.milliseconds(HelpdeskLimits.editableMilliseconds))
    }
}

extension RateConversation: CommandHandler {
    package static func run(
        _ request: Request,
        in context: CommandContext<HelpdeskEnvironment>
    ) throws -> Reply {
        let text = try request.text.map {
            try FieldRules.text($0, "text", HelpdeskLimits.ratingText)
        }
        let database = context.database
        let partner = try context.activePartner()
        let record = try SeenConversation.find(
            request.conversationId,
            by: context.caller,
            in: database
        ).record
        if case .endUser(let endUser) = record.customer {
            try Blocks.demandNone(of: endUser, at: partner.id, in: database)
        }
        let round = try Row.one(
            database,
            """
            SELECT id, finished_by FROM rounds
            WHERE conversation = ? AND finished_at IS NOT NULL ORDER BY id DESC LIMIT 1
            """,
            [record.seq]
        )
        guard let round, let agent = round[1] as UserID? else { throw Refusal(.nothingToRate) }
        let number: Int64 = round[0]
        let known = try RatingRecord.one(
            database,
            "SELECT * FROM ratings WHERE round = ?",
            [number]
        )
        guard var rating = known else {
            let rating = RatingRecord(
                round: number,
                conversation: record.number,
                partner: partner.id,
                agent: agent,
                stars: request.stars,
                text: text,
                ratedAt: context.now,
                changedAt: context.now
            )
            try rating.store(in: database)
            return Reply(changeableUntilAt: rating.changeableUntil)
        }
        guard context.now <= rating.changeableUntil else { throw Refusal(.ratingClosed) }
        (rating.stars, rating.text, rating.changedAt) = (request.stars, text, context.now)
        try rating.storeChange(in: database)
        return Reply(changeableUntilAt: rating.changeableUntil)
    }
}

extension ListRatings: ReadHandler {
    package static func run(
        _ request: Request,
        in context: ReadContext<HelpdeskEnvironment>
    ) throws -> Page<Rating> {
        let caller = try context.caller.requireOperator()
        if let agent = request.agentId, agent != caller.id, !caller.isAdministrator {
            throw Refusal(.notFound)
        }
        let agent = request.agentId ?? (caller.isAdministrator ? nil : caller.id)
        var list = ListQuery(
            """
            SELECT ratings.*, conversations.id AS conversation_id FROM ratings
            CROSS JOIN conversations ON conversations.seq = ratings.conversation
            """,
            by: "ratings.round",
            direction: .descending
        )
        list.filter("ratings.agent", agent)
        list.filter("ratings.partner", try context.caller.requirePartner())
        var names = OperatorNames()
        return try page(list, of: request, in: context) { row in
            let rating = try RatingRecord(row: row)
            return Rating(
                conversationId: row["conversation_id"],
                agentId: rating.agent,
                agentName: try names.name(of: rating.agent, in: context.database),
                stars: rating.stars,
                text: rating.text,
                ratedAt: rating.ratedAt,
                changedAt: rating.changedAt
            )
        }
    }
}
